/** Where the dashboard may listen: loopback, unless somebody has declared why more is safe. */

export interface ListenAddress {
  readonly host: string
  readonly port: number
}

export const startFailures = [
  'not-loopback',
  'port-taken',
  'not-permitted',
  'no-such-address',
  'failed',
] as const
/** The dashboard cannot start; the message names the flag to change. */
export class DashboardCannotStart extends Error {
  override name = 'DashboardCannotStart'
  readonly code: (typeof startFailures)[number]
  constructor(code: (typeof startFailures)[number], message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** `127.0.0.1:8080`, `[::1]:8080`, `localhost:0`; null when it is none of these forms. */
export function parseListen(text: string): ListenAddress | null {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]/@]+)):(\d{1,5})$/.exec(text)
  const host = match?.[1] ?? match?.[2]
  const port = Number(match?.[3])
  return host === undefined || port > 65_535 ? null : { host, port }
}

export const isLoopback = (host: string): boolean =>
  /^127(\.\d{1,3}){3}$/.test(host) || host === '::1' || host.toLowerCase() === 'localhost'

/** The URL people open; a wildcard address is shown as loopback. */
export function urlOf({ host, port }: ListenAddress): string {
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`
}

/**
 * Throws DashboardCannotStart for an address beyond loopback that nobody has declared. `declared` is the reason why it
 * is safe (behind a TLS proxy, a container whose port is published on loopback only).
 */
export function checkBind({ host }: ListenAddress, declared: string | null): void {
  if (isLoopback(host) || (declared !== null && declared.trim() !== '')) return
  throw new DashboardCannotStart(
    'not-loopback',
    `The dashboard does not listen on ${host}: everybody in the network could see the sitter's data and change the limits, since there are no accounts yet. Use --listen 127.0.0.1:8080, and reach it from elsewhere through a proxy with TLS and a login.`,
  )
}

/** What the operating system said, as a sentence that names the flag. */
export function listenFailure(
  { host, port }: ListenAddress,
  error: NodeJS.ErrnoException,
): DashboardCannotStart {
  const where = `${host}:${port}`
  const because = { cause: error }
  switch (error.code) {
    case 'EADDRINUSE':
      return new DashboardCannotStart(
        'port-taken',
        `The dashboard cannot listen on ${where}: another program uses that port already (perhaps Sitbone is running). End it, or choose another port with --listen ${host}:${port < 65_535 ? port + 1 : port - 1}.`,
        because,
      )
    case 'EACCES':
      return new DashboardCannotStart(
        'not-permitted',
        `The dashboard may not listen on ${where}: the system keeps that port for itself. Choose a port above 1023 with --listen, for instance --listen ${host}:8080.`,
        because,
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new DashboardCannotStart(
        'no-such-address',
        `The dashboard cannot listen on ${where}: this computer has no such address. Use --listen 127.0.0.1:${port}.`,
        because,
      )
    default:
      return new DashboardCannotStart(
        'failed',
        `The dashboard cannot listen on ${where} (${error.code ?? error.message}). Choose another address with --listen.`,
        because,
      )
  }
}
