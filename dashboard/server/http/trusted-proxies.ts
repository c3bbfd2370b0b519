/** Which clients are believed when they name another client's address and protocol (X-Forwarded-For, X-Forwarded-Proto). */
import { addressSet, nearbyAddresses } from '../../../platform/addresses.ts'

export interface ProxySettings {
  readonly proxies?: readonly string[]
  /** The server has a certificate of its own. */
  readonly tls?: object | null
  readonly allowNonLoopback: string | null
  readonly publicHosts?: readonly string[]
  readonly publicPath?: string
}

/** The declared proxies; without any, private addresses, but only when a proxy is sure to be in front of the server. */
export function trustedProxies({
  proxies = [],
  tls = null,
  allowNonLoopback,
  publicHosts = [],
  publicPath = '',
}: ProxySettings): (address: string) => boolean {
  if (proxies.length > 0) return addressSet(proxies)
  const assumed = tls === null && (allowNonLoopback !== null || publicHosts.length > 0 || publicPath !== '')
  return addressSet(assumed ? nearbyAddresses : [])
}
