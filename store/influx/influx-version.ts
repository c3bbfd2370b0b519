/**
 * Opens the database, and names an InfluxDB of another age in words. The driver is written for 1.x. 2.x takes the same
 * requests where it was set up for them; 3 does not keep what Sitbone relies on, the later of two versions of a bout.
 */
import { type StoreLog, StoreMisconfigured } from '../store.ts'
import { kept, type Place, where } from './influx-errors.ts'
import type { InfluxHttp } from './influx-http.ts'
import type { InfluxReader } from './influx-reader.ts'

export interface DatabaseWay {
  readonly http: InfluxHttp
  readonly reader: InfluxReader
  readonly place: Place
  readonly log: StoreLog
}

/** Creates it when it is missing. Throws StoreUnavailable or StoreMisconfigured. */
export async function openDatabase({ http, reader, place, log }: DatabaseWay): Promise<void> {
  try {
    await reader.ensureDatabase()
  } catch (error) {
    if (!(error instanceof Error) || !http.answered || !(await tellsVersion(http))) throw error
    const sentence = versionSentence(place, http.version)
    throw sentence === null ? error : new StoreMisconfigured(`${sentence} What it said: ${error.message}`)
  }
  const sentence = versionSentence(place, http.version)
  if (majorOf(http.version) >= 3) throw new StoreMisconfigured(`${sentence} ${kept}`)
  if (sentence !== null) log.warn({ version: http.version }, sentence)
  log.info({ host: place.host, port: place.port, database: place.database }, 'The store is open.')
}

/** `/ping` tells the version without a sign-in. */
const tellsVersion = (http: InfluxHttp): Promise<boolean> =>
  http.ask({ method: 'GET', path: '/ping' }).then(
    ({ version }) => version !== null,
    () => false,
  )

/** 1.6.7~rc0, v2.7.1, 3.0.1; 0 for what cannot be read. */
const majorOf = (version: string | null): number => Number(/^v?(\d{1,3})\./.exec(version ?? '')?.[1] ?? 0)

/** Null for 1.x, and for one that does not say. */
function versionSentence(place: Place, version: string | null): string | null {
  const major = majorOf(version)
  if (major < 2) return null
  const opening = `${where(place)} is version ${version?.replace(/[^\w.~+-]/g, '')}, and Sitbone is written for 1.x (1.6 or newer).`
  return major === 2
    ? `${opening} 2.x works only as far as it takes what 1.x took: a bucket mapped to the database ${place.database} (influx v1 dbrp create), and a user and password made for that (influx v1 auth create).`
    : `${opening} Version ${major} cannot be used: run a 1.x beside it, or leave --store out for the embedded store.`
}
