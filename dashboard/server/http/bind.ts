/** Where the dashboard may listen: on loopback, and beyond it only with accounts and TLS, or where somebody declared why it is safe. */

export interface ListenAddress {
  readonly host: string
  readonly port: number
}

export const startFailures = [
  'no-accounts',
  'no-tls',
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

/** The URL people open; a wildcard address is shown as loopback, or under a name that the certificate is for. */
export function urlOf({ host, port }: ListenAddress, tlsNames: readonly string[] | null = null): string {
  const anywhere = host === '0.0.0.0' || host === '::'
  const shown = anywhere ? (tlsNames?.[0] ?? '127.0.0.1') : host
  return `${tlsNames === null ? 'http' : 'https'}://${bracketed(shown)}:${port}`
}

/** As it is written in an address. */
export const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host)

export interface Reach {
  /** Why an address beyond loopback is not reachable from the network (a container published on loopback); null: it is. */
  readonly declared: string | null
  readonly accounts: boolean
  /** `tls`: own certificate; `proxy`: a declared proxy speaks TLS and is the only one that is answered. */
  readonly protection: 'tls' | 'proxy' | null
}

/** @throws DashboardCannotStart for an address beyond loopback without accounts or without TLS */
export function checkBind({ host, port }: ListenAddress, { declared, accounts, protection }: Reach): void {
  if (isLoopback(host) || (declared !== null && declared.trim() !== '')) return
  if (!accounts)
    throw new DashboardCannotStart(
      'no-accounts',
      `The dashboard does not listen on ${host}: nobody has an account yet, so everybody in the network could see the sitter's data and change the limits. Add the first account with npm run sitbone -- user add <name>, or use --listen 127.0.0.1:${port}.`,
    )
  if (protection === null)
    throw new DashboardCannotStart(
      'no-tls',
      `The dashboard does not listen on ${host} without TLS: passwords and sitting data could be read in the network. Make a certificate with npm run sitbone -- cert and name it with --tls-cert and --tls-key, declare the proxy that speaks TLS with --proxy, or use --listen 127.0.0.1:${port}.`,
    )
}

/** Who can open the pages, for the log and `doctor`. */
export function reachInWords({ host }: ListenAddress, { declared, accounts, protection }: Reach): string {
  const mode = accounts
    ? 'People with accounts: everybody signs in.'
    : 'One person on this computer: no sign-in.'
  if (declared !== null) return `${mode} It listens beyond loopback, because ${declared}.`
  const where = isLoopback(host)
    ? 'Only this computer reaches it.'
    : protection === 'proxy'
      ? 'Only the declared proxy and this computer reach it.'
      : 'The network reaches it, over TLS.'
  return `${mode} ${where}`
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
