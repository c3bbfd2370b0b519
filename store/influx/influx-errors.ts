/**
 * Turns answers from InfluxDB, or from something in its place, into messages that say what to do.
 *
 * Neither the request nor its error is attached as a cause: both contain the password.
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
  /** The content type, without parameters; empty if there was none. */
  readonly type: string
  /** InfluxDB gives its version in every answer; a proxy may remove it. */
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
  new StoreUnavailable(`${where(place)} does not accept data now (${why}). ${kept} It is tried again.`)

/** A page, a redirect, or text that InfluxDB never sends: a proxy, a captive portal, another program. */
export function notInflux(place: Place, { status, type, body }: Answer): StoreUnavailable {
  const words = type === 'text/plain' ? `: ${shortened(body, 100)}` : ''
  const what = `status ${status}${type === '' ? '' : `, ${type}`}${words}`
  return new StoreUnavailable(
    `What answers at ${place.host}:${place.port} is not InfluxDB (${what}), so nothing counts as stored or read. ${kept} ` +
      `Sitbone tries again. If this continues, check the address (${setting}) and any proxy or sign-in page of the network in between.`,
  )
}

/** Only part of what was requested, which is not used. */
export const cutShort = (place: Place, why: string): StoreUnavailable =>
  new StoreUnavailable(
    `${where(place)} gave only part of an answer (${why}), which is not used. Stored data is not affected. Sitbone tries again.`,
  )

/** It refuses even one small valid point, so the content of the batches is not at fault. */
export const refusesAll = (place: Place, { status, words }: Refusal): StoreUnavailable =>
  new StoreUnavailable(
    `${where(place)} refuses every write, even a single small point (status ${status}: ${words}). ${kept} ` +
      `It is tried again. Check the settings of InfluxDB and of a proxy before it.`,
  )

export interface Refusal {
  readonly status: 400 | 413 | 422
  readonly words: string
}

/**
 * InfluxDB 1.x after its disk was full: its write-ahead log ends in half an entry. It refuses every write until it is restarted.
 * Then it cuts the log there but continues writing behind the cut, and at the next start reads only up to the hole (seen with
 * 1.6.7; https://github.com/influxdata/influxdb/issues/9657 and 9923 describe the same).
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

/** 2.x, which has buckets instead of databases and takes tokens. */
export const missingBucket = (place: Place): StoreMisconfigured =>
  new StoreMisconfigured(
    `${where(place)} has no bucket ${place.database} that Sitbone may read. ${kept} ` +
      `Create it (influx bucket create --name ${place.database} --retention 0), and give Sitbone a token that may read and write it ` +
      `(influx auth create --read-buckets --write-buckets) in SITBONE_STORE_TOKEN_FILE. Or correct the bucket: --store influx://host:8086/bucket.`,
  )

const notLetIn = (place: Place, words: string): StoreMisconfigured =>
  new StoreMisconfigured(
    `${where(place)} does not let Sitbone use the bucket ${place.database} (${words}). ${kept} ` +
      'Give Sitbone a token that may read and write the bucket (influx auth create) in SITBONE_STORE_TOKEN_FILE.',
  )

/** What the status of an answer of 2.x means, where it differs from 1.x. */
function bucketError(place: Place, status: number, words: string): Error | null {
  if (status === 401 || status === 403) return notLetIn(place, words)
  return status === 404 ? missingBucket(place) : null
}

/** About the content: 422 is the word of 2.x for points that do not fit, and older 2.x says it with 500. */
const isAboutContent = (status: number, words: string): boolean =>
  [400, 413, 422].includes(status) || words.includes('partial write')

/** The error for an answer's status; null when it is about the content. */
export function errorOf(place: Place, status: number, answer: string): Error | null {
  if (isAboutContent(status, answer)) return null
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

/** The error for an unsuccessful answer; null if InfluxDB refuses the content. */
export function failureOf(place: Place, answer: Answer): Error | null {
  const { status } = answer
  const words = errorWords(answer)
  // A proxy has its own texts for a request that is too large or lacks a password, with the same meaning.
  const isPlain = status === 401 || status === 413 || status >= 500
  if (words === null && !isPlain) return notInflux(place, answer)
  const ofBucket = isVersion2(answer) ? bucketError(place, status, words ?? '') : null
  return ofBucket ?? errorOf(place, status, words ?? '')
}

/** InfluxDB's own text for an error (`message` in 2.x); null if the text is not from InfluxDB. */
export function errorWords({ type, body }: Answer): string | null {
  if (!isJson(type)) return null
  try {
    const parsed: unknown = JSON.parse(body)
    if (typeof parsed !== 'object' || parsed === null) return null
    if ('error' in parsed && typeof parsed.error === 'string') return shortened(parsed.error, 300)
    if ('message' in parsed && typeof parsed.message === 'string') return shortened(parsed.message, 300)
  } catch {
    // Not JSON, although its type may claim so.
  }
  return null
}

/** 2.x gives an error as code and message, 1.x as error. */
const isVersion2 = ({ body }: Answer): boolean => /^\s*\{"code":/.test(body)

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

/** For a request that got no complete answer. */
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
