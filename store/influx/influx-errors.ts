/**
 * What InfluxDB answered, as what a person can do about it.
 *
 * Neither the request nor the package's own error goes along as a cause: both hold the password.
 */
import { StoreMisconfigured, StoreUnavailable } from '../store.ts'

export interface Place {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly username: string | null
  readonly tls: boolean
}

const kept = 'Nothing is lost while the outbox of the gateway has room.'
const setting =
  '--store / SITBONE_STORE, influx://user@host:8086/database; its password in SITBONE_STORE_PASSWORD_FILE'

const where = (place: Place): string => `InfluxDB at ${place.host}:${place.port}`

/** The store cannot be reached now (refused, reset, timeout, 5xx). */
export const unreachable = (place: Place, why: string): StoreUnavailable =>
  new StoreUnavailable(`${where(place)} does not take data now (${why}). ${kept} It is tried again.`)

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

/** The `error` of a JSON answer, or its first characters. */
export function errorText(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body)
    if (typeof parsed === 'object' && parsed !== null && 'error' in parsed) return String(parsed.error)
  } catch {
    // Not JSON, for instance the page of a proxy.
  }
  return body.trim().slice(0, 200)
}
