/**
 * What was answered in InfluxDB's place or by it, as what a person can do about it.
 *
 * Neither the request nor its error goes along as a cause: both hold the password.
 */
import { type TlsFault, tlsFaultOf } from '../../platform/tls-faults.ts'
import { StoreMisconfigured, StoreUnavailable } from '../store.ts'

export interface Place {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly username: string | null
  readonly tls: boolean
}

export interface Answer {
  readonly status: number
  /** Of the content, without parameters; empty when none was given. */
  readonly type: string
  /** InfluxDB names its version in every answer; a proxy may take it out. */
  readonly version: string | null
  readonly body: string
}

export const kept = 'Nothing is lost while the outbox of the gateway has room.'
const setting =
  '--store / SITBONE_STORE, influx://user@host:8086/database; its password in SITBONE_STORE_PASSWORD_FILE'
const caSetting = '--store-ca / SITBONE_STORE_CA'

export const where = (place: Place): string => `InfluxDB at ${place.host}:${place.port}`

/** The store cannot be reached now (refused, reset, timeout, 5xx). */
export const unreachable = (place: Place, why: string): StoreUnavailable =>
  new StoreUnavailable(`${where(place)} does not take data now (${why}). ${kept} It is tried again.`)

/** A page, a redirect, a word that InfluxDB does not say: a proxy, a captive portal, another program. */
export function notInflux(place: Place, { status, type, body }: Answer): StoreUnavailable {
  const words = type === 'text/plain' ? `: ${shortened(body, 100)}` : ''
  const what = `status ${status}${type === '' ? '' : `, ${type}`}${words}`
  return new StoreUnavailable(
    `What answers at ${place.host}:${place.port} is not InfluxDB (${what}), so nothing counts as stored or read. ${kept} ` +
      `It is tried again. If it stays so, check the address (${setting}) and the proxy or the sign-in page of the network in between.`,
  )
}

/** Only a part of what was asked for; the part is not used. */
export const cutShort = (place: Place, why: string): StoreUnavailable =>
  new StoreUnavailable(
    `${where(place)} gave only a part of an answer (${why}), and the part is not taken for the whole. What is stored stays as it is. It is tried again.`,
  )

/** Even one small point that it should take: the content of the batches is not at fault. */
export const refusesAll = (place: Place, { status, words }: Refusal): StoreUnavailable =>
  new StoreUnavailable(
    `${where(place)} refuses every write, even a single small point (status ${status}: ${words}). ${kept} ` +
      `It is tried again. Check the settings of InfluxDB and of a proxy before it.`,
  )

export interface Refusal {
  readonly status: 400 | 413
  readonly words: string
}

/**
 * InfluxDB 1.x after its disk was full: its write-ahead log ends in half an entry. It refuses every write until it is
 * started anew, cuts the log there then but goes on writing behind the cut, and reads only up to the hole at the next
 * start: seen with 1.6.7; https://github.com/influxdata/influxdb/issues/9657 and 9923 are the same.
 */
const logBroken = /no space left on device|error writing WAL entry|error rolling WAL segment/
const diskFull = (place: Place, answer: string): StoreUnavailable =>
  new StoreUnavailable(
    `${where(place)} cannot write, its disk is full or was (${answer}). ${kept} Make room there, stop the recorder, start ` +
      'InfluxDB twice in a row, then start the recorder: until the first start it takes nothing, and what it took ' +
      'between the first and the second would be gone from the history.',
  )

export function missingDatabase(place: Place): StoreMisconfigured {
  const user = place.username === null ? '' : ` for user ${place.username}`
  return new StoreMisconfigured(
    `${where(place)} has no database ${place.database}${user}, and it may not be created from here. ${kept} ` +
      `As its administrator run CREATE DATABASE "${place.database}"${place.username === null ? '' : ` and GRANT ALL ON "${place.database}" TO "${place.username}"`}, ` +
      `or correct the database (${setting}).`,
  )
}

/** The error for an answer's status; null for 400 and 413, which are about the content. */
export function errorOf(place: Place, status: number, answer: string): Error | null {
  if (status === 400 || status === 413) return null
  if (status === 401) {
    const who =
      place.username === null
        ? 'wants a user and a password'
        : `refused user ${place.username} or the password`
    return new StoreMisconfigured(`${where(place)} ${who}. ${kept} Correct the store's setting (${setting}).`)
  }
  if (status === 403) {
    return new StoreMisconfigured(
      `${where(place)} does not let user ${place.username ?? '(none)'} use database ${place.database} (${answer}). ${kept} ` +
        `As its administrator run GRANT ALL ON "${place.database}" TO "${place.username ?? 'user'}", or correct the store's setting (${setting}).`,
    )
  }
  if (status === 404) return missingDatabase(place)
  if (status >= 500 && logBroken.test(answer)) return diskFull(place, answer)
  return unreachable(place, `status ${status}${answer === '' ? '' : `: ${answer}`}`)
}

/** The error for an answer that is no success; null when InfluxDB has something against the content. */
export function failureOf(place: Place, answer: Answer): Error | null {
  const { status } = answer
  const words = errorWords(answer)
  // A proxy that finds a request too large or wants a password says so in words of its own, and means the same.
  const isPlain = status === 401 || status === 413 || status >= 500
  return words === null && !isPlain ? notInflux(place, answer) : errorOf(place, status, words ?? '')
}

/** What InfluxDB itself says of an error (`message`: 2.x); null when these are not its words. */
export function errorWords({ type, body }: Answer): string | null {
  if (!isJson(type)) return null
  try {
    const parsed: unknown = JSON.parse(body)
    if (typeof parsed !== 'object' || parsed === null) return null
    if ('error' in parsed && typeof parsed.error === 'string') return shortened(parsed.error, 300)
    if ('message' in parsed && typeof parsed.message === 'string') return shortened(parsed.message, 300)
  } catch {
    // Not JSON, whatever its type says.
  }
  return null
}

export const isJson = (type: string): boolean => type === '' || type === 'application/json'

function shortened(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > most ? `${line.slice(0, most)}...` : line
}

const tlsFaults: Readonly<Record<TlsFault, string>> = {
  untrusted: `shows a certificate that no known authority has signed. Name the certificate of its authority (${caSetting})`,
  expired: 'shows a certificate that has expired. Renew it there',
  'other-name': `shows a certificate that was made for another host name. Use that name in the address (--store / SITBONE_STORE)`,
  'no-tls': `does not speak TLS on that port. Check the port, or write influx:// instead of influxs:// (--store / SITBONE_STORE)`,
}

/** For an exchange that came to no whole answer. */
export function connectError(place: Place, error: unknown): StoreUnavailable | StoreMisconfigured {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const fault = tlsFaultOf(code)
  if (fault !== null) return new StoreMisconfigured(`${where(place)} ${tlsFaults[fault]}. ${kept}`)
  const why = error instanceof AggregateError ? error.errors[0] : error
  return unreachable(place, why instanceof Error ? why.message : String(why))
}

export function unreadableCa(place: Place, file: string, error: unknown): StoreMisconfigured {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const why = code.startsWith('ERR_') || code === '' ? 'it holds no certificate in PEM form' : code
  return new StoreMisconfigured(
    `${where(place)} cannot be asked: the certificate ${file} (${caSetting}) cannot be read (${why}). ${kept} Correct the file or its name.`,
  )
}
