/** The setting of the store (`sqlite`, or an InfluxDB or PostgreSQL as URL) as parts. Messages never repeat the password. */
import { isPostgresUrl, type PostgresAddress, postgresAddress } from './postgres/postgres-url.ts'
import { decodedPart, noDatabase, unreadable, uselessCa, wrongSetting } from './setting-parts.ts'

export type StoreSetting =
  | {
      readonly kind: 'sqlite'
      readonly folder: string
      /** How long raw frames are kept; null for ever, left out 400 days. */
      readonly rawRetentionDays?: number | null
    }
  | {
      readonly kind: 'influx'
      readonly host: string
      readonly port: number
      readonly database: string
      readonly username: string | null
      readonly password: string | null
      /** API token of an InfluxDB 2.x, used instead of user and password. */
      readonly token: string | null
      readonly tls: boolean
      /** Authority that signed its certificate (PEM); the system's when null. */
      readonly caFile: string | null
    }
  | (PostgresAddress & {
      readonly kind: 'postgres'
      /** As of the embedded store. */
      readonly rawRetentionDays?: number | null
    })

export interface StoreUrlExtras {
  /** Where the embedded store lies. */
  readonly folder: string
  /** Used when the URL itself has no password. */
  readonly password?: string | null
  /** InfluxDB 2.x only. */
  readonly token?: string | null
  /** With influxs:// and ?sslmode=verify-full only. */
  readonly caFile?: string | null
  /** Not InfluxDB: days that raw frames are kept. */
  readonly retentionDays?: number | null
}

/** Throws StoreMisconfigured with a sentence that says what to write instead. */
export function parseStoreUrl(text: string, extras: StoreUrlExtras): StoreSetting {
  const { folder, retentionDays } = extras
  const kept = retentionDays === undefined ? {} : { rawRetentionDays: retentionDays }
  if (text === 'sqlite') return { kind: 'sqlite', folder, ...kept }
  if (isPostgresUrl(text)) return { kind: 'postgres', ...postgresAddress(text, extras), ...kept }
  return influxSetting(urlOf(text), extras)
}

function urlOf(text: string): URL {
  const web = /^http(s?):\/\//.exec(text)
  if (web !== null)
    throw wrongSetting(
      `begins with http${web[1]}://; write influx${web[1]}:// there, and the database after the host`,
    )
  if (!/^influxs?:\/\//.test(text))
    throw wrongSetting('names neither the embedded store nor an InfluxDB or PostgreSQL')
  const url = URL.parse(text)
  if (url === null || url.hostname === '') {
    throw wrongSetting(unreadable)
  }
  if (url.search !== '' || url.hash !== '') {
    throw wrongSetting('has parts after the database (in a password, write ? and # as %3F and %23)')
  }
  return url
}

function influxSetting(url: URL, extras: StoreUrlExtras): StoreSetting {
  const [username, password, database] = [url.username, url.password, url.pathname.slice(1)].map(decodedPart)
  if (!database || database.includes('/')) throw wrongSetting(noDatabase)
  const tls = url.protocol === 'influxs:'
  const caFile = extras.caFile ?? null
  if (caFile !== null && !tls) throw wrongSetting(uselessCa('write influxs://'))
  return {
    kind: 'influx',
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 8086 : Number(url.port),
    database,
    username: username || null,
    password: password || extras.password || null,
    token: extras.token || null,
    tls,
    caFile,
  }
}
