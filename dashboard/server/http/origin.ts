/**
 * Who may talk to the server: only pages that the server itself delivered, under a name that it knows. The host check stops
 * a foreign name that was pointed at loopback (DNS rebinding), the origin check stops other pages. A refusal names the headers
 * it saw, since most of them come from the settings of a proxy.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { isLoopback } from './bind.ts'

export interface KnownHosts {
  /** The address the server listens on, `127.0.0.1`. */
  readonly listenHost: string
  /** Names under which a proxy publishes it: `sitbone.example.org` (any port) or `sitbone.example.org:8443`. */
  readonly publicHosts: readonly string[]
  /** Names that the server's own certificate is for, now. */
  readonly tlsNames?: () => readonly string[]
}

interface Authority {
  readonly name: string
  /** Null: none, or the usual one. A proxy may write `example.org:443` where a browser writes `example.org`. */
  readonly port: string | null
}

const split = (authority: string): Authority | null => {
  const match = /^(\[[0-9a-fA-F:.]+\]|[a-zA-Z0-9._-]+)(?::(\d{1,5}))?$/.exec(authority)
  if (match?.[1] === undefined) return null
  const port = match[2] ?? null
  return {
    name: match[1]
      .replace(/^\[|\]$/g, '')
      .replace(/\.$/, '')
      .toLowerCase(),
    port: port === '80' || port === '443' ? null : port,
  }
}

const isSame = (one: Authority | null, other: Authority | null): boolean =>
  one !== null && one.name === other?.name && one.port === other.port

/** Loopback names are fine with any port: a container's port may be published under another number. */
export function isKnownHost(host: string | undefined, known: KnownHosts): boolean {
  const asked = host === undefined ? null : split(host)
  if (asked === null) return false
  if (isLoopback(asked.name)) return true
  const wildcard = known.listenHost === '0.0.0.0' || known.listenHost === '::'
  if (!wildcard && asked.name === known.listenHost.toLowerCase()) return true
  if (known.tlsNames?.().includes(asked.name)) return true
  return known.publicHosts.some((entry) => {
    const allowed = split(entry)
    return allowed?.name === asked.name && (allowed.port === null || allowed.port === asked.port)
  })
}

/** Null when the request asks for a known name, else a sentence that says what is wrong and what to do. */
export function hostFault(req: IncomingMessage, known: KnownHosts): string | null {
  const hosts = req.headersDistinct.host ?? []
  if (hosts.length > 1)
    return `The request has ${hosts.length} Host headers (${hosts.map(shown).join(', ')}), and Sitbone cannot tell which one is meant. Set the header only once in your proxy.`
  const [host] = hosts
  if (isKnownHost(host, known)) return null
  if (host === undefined)
    return 'The request has no Host header. Open Sitbone under the address that it printed when it started.'
  const name = split(host)?.name
  const declare =
    name === undefined ? '' : `, or, if this name is yours, start Sitbone with --public-host ${name}`
  return `The request was sent to ${shown(host)} (Host header), and Sitbone does not know that name. Open it under the address that it printed when it started${declare}.`
}

/**
 * Null when the request comes from a page of this server, else a sentence. Browsers send `Origin` with every write and every
 * WebSocket, and `Sec-Fetch-Site` with the rest. A program such as curl sends neither, and is not a page that somebody was
 * lured to.
 */
export function originFault(headers: IncomingHttpHeaders, known: KnownHosts): string | null {
  const { origin, host = '', 'sec-fetch-site': site } = headers
  const foreign = site !== undefined && site !== 'same-origin' && site !== 'none'
  if (!foreign && (origin === undefined || isOwnOrigin(origin, host, known))) return null
  const saw = [
    `Origin ${shown(origin ?? 'none')}`,
    `Host ${shown(host || 'none')}`,
    `Sec-Fetch-Site ${shown(String(site ?? 'none'))}`,
  ].join(', ')
  const name = origin !== undefined && URL.canParse(origin) ? new URL(origin).host : ''
  const declare =
    foreign || name === ''
      ? 'Open Sitbone directly and try again.'
      : `If you open Sitbone as ${shown(name)} through a proxy, start it with --public-host ${name}, or let the proxy pass the name on (nginx: proxy_set_header Host $host).`
  return `The browser says that the request comes from a page of another site (${saw}). ${declare}`
}

function isOwnOrigin(origin: string, host: string, known: KnownHosts): boolean {
  if (!URL.canParse(origin)) return false
  const url = new URL(origin)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return false
  const from = split(url.host)
  // A declared name without a port is meant with the usual one: another port is another program.
  return isSame(from, split(host)) || known.publicHosts.some((entry) => isSame(from, split(entry)))
}

/** What a stranger wrote, for a message. */
const shown = (text: string): string => JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}...` : text)
