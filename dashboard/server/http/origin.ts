/**
 * Who may talk to the server: only pages that the server itself delivered, under a name that it knows. The host
 * check stops a foreign name that was pointed at loopback (DNS rebinding), the origin check stops other pages.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { isLoopback } from './bind.ts'

export interface KnownHosts {
  /** The address the server listens on, `127.0.0.1`. */
  readonly listenHost: string
  /** Names under which a proxy publishes it: `sitbone.example.org` (any port) or `sitbone.example.org:8443`. */
  readonly publicHosts: readonly string[]
}

const split = (authority: string): { name: string; port: string | null } | null => {
  const match = /^(\[[0-9a-fA-F:.]+\]|[a-zA-Z0-9._-]+)(?::(\d{1,5}))?$/.exec(authority)
  if (match?.[1] === undefined) return null
  return { name: match[1].replace(/^\[|\]$/g, '').toLowerCase(), port: match[2] ?? null }
}

/** Loopback names are fine with any port: a container's port may be published under another number. */
export function isKnownHost(host: string | undefined, known: KnownHosts): boolean {
  const asked = host === undefined ? null : split(host)
  if (asked === null) return false
  if (isLoopback(asked.name)) return true
  const wildcard = known.listenHost === '0.0.0.0' || known.listenHost === '::'
  if (!wildcard && asked.name === known.listenHost.toLowerCase()) return true
  return known.publicHosts.some((entry) => {
    const allowed = split(entry)
    return allowed?.name === asked.name && (allowed.port === null || allowed.port === asked.port)
  })
}

/**
 * Same origin? Browsers send `Origin` with every write and every WebSocket, and `Sec-Fetch-Site` with the rest; a
 * program such as curl sends neither and is not a page somebody was lured to.
 */
export function isSameOrigin(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  const { origin, host } = headers
  if (origin === undefined) return true
  if (host === undefined || !URL.canParse(origin)) return false
  const url = new URL(origin)
  return (url.protocol === 'http:' || url.protocol === 'https:') && url.host === host.toLowerCase()
}
