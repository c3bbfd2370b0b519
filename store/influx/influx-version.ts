/**
 * Opens the database of a 1.x, or the bucket of a 2.x, which answers the requests of 1.x under the name of the bucket. Refuses
 * version 3, which does not keep what Sitbone relies on, and data that a newer Sitbone wrote in another format.
 */
import { type StoreLog, StoreMisconfigured } from '../store.ts'
import { kept, missingBucket, type Place, where } from './influx-errors.ts'
import type { InfluxHttp } from './influx-http.ts'
import type { InfluxReader } from './influx-reader.ts'
import { influxFormat, measurement } from './lines.ts'

export interface DatabaseWay {
  readonly http: InfluxHttp
  readonly reader: InfluxReader
  readonly place: Place
  readonly log: StoreLog
}

/** Creates a missing database; a bucket has to be there. Throws StoreUnavailable or StoreMisconfigured. */
export async function openDatabase({ http, reader, place, log }: DatabaseWay): Promise<void> {
  // Gives the version without a login. A proxy may hide it; then it is taken for 1.x.
  await http.ask({ method: 'GET', path: '/ping' })
  const { version } = http
  const major = majorOf(version)
  if (major >= 3) throw tooNew(place, version)
  if (!(await reader.hasDatabase())) {
    if (major === 2) throw missingBucket(place)
    await reader.createDatabase()
  }
  const found = await highestFormat(reader)
  if (found > influxFormat) throw writtenByNewer(place, found)
  const { host, port, database } = place
  log.info({ host, port, database, version }, 'The store is open.')
}

async function highestFormat(reader: InfluxReader): Promise<number> {
  const [answer] = await reader.query([`SELECT max("format") FROM "${measurement.cushion}"`])
  return Number(answer?.[0]?.rows[0]?.[1] ?? 0)
}

/** 1.6.7~rc0, v2.7.1, 3.0.1; 0 for what cannot be read. */
export const majorOf = (version: string | null): number =>
  Number(/^v?(\d{1,3})\./.exec(version ?? '')?.[1] ?? 0)

const tooNew = (place: Place, version: string | null): StoreMisconfigured =>
  new StoreMisconfigured(
    `${where(place)} is version ${version?.replace(/[^\w.~+-]/g, '')}, which Sitbone cannot use: version 3 answers only for about three days at a time, ` +
      `and does not say which of two versions of a point it keeps, so weeks and longer bouts would be wrong. ${kept} ` +
      'Use an InfluxDB 1.x or 2.x, or leave --store out for the embedded store.',
  )

const writtenByNewer = (place: Place, found: number): StoreMisconfigured =>
  new StoreMisconfigured(
    `The database ${place.database} in ${where(place)} was written by a newer Sitbone (format ${found}; this one supports up to ${influxFormat}). ` +
      `Nothing was changed in it. ${kept} Use the newer Sitbone, or another database (--store).`,
  )
