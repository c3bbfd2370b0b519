/** The setting of the store (`sqlite`, or an InfluxDB as URL) as parts. Messages never repeat the password. */
import { StoreMisconfigured } from './store.ts'

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

export interface StoreUrlExtras {
  /** Where the embedded store lies. */
  readonly folder: string
  /** Used when the URL itself has no password. */
  readonly password?: string | null
  /** InfluxDB 2.x only. */
  readonly token?: string | null
  /** With influxs:// only. */
  readonly caFile?: string | null
  /** Embedded store only: days that raw frames are kept. */
  readonly retentionDays?: number | null
}

/** Throws StoreMisconfigured with a sentence that says what to write instead. */
export function parseStoreUrl(text: string, extras: StoreUrlExtras): StoreSetting {
  if (text !== 'sqlite') return influxSetting(urlOf(text), extras)
  const { folder, retentionDays } = extras
  return {
    kind: 'sqlite',
    folder,
    ...(retentionDays === undefined ? {} : { rawRetentionDays: retentionDays }),
  }
}

function urlOf(text: string): URL {
  const web = /^http(s?):\/\//.exec(text)
  if (web !== null)
    throw wrong(
      `begins with http${web[1]}://; write influx${web[1]}:// there, and the database after the host`,
    )
  if (!/^influxs?:\/\//.test(text)) throw wrong('names neither the embedded store nor an InfluxDB')
  const url = URL.parse(text)
  if (url === null || url.hostname === '') {
    throw wrong('cannot be read as a URL (in a password, write @ : / ? # % as %40 %3A %2F %3F %23 %25)')
  }
  if (url.search !== '' || url.hash !== '') {
    throw wrong('has parts after the database (in a password, write ? and # as %3F and %23)')
  }
  return url
}

function influxSetting(url: URL, extras: StoreUrlExtras): StoreSetting {
  const [username, password, database] = [url.username, url.password, url.pathname.slice(1)].map(decoded)
  if (!database || database.includes('/')) throw wrong('does not name one database after the host')
  const tls = url.protocol === 'influxs:'
  const caFile = extras.caFile ?? null
  if (caFile !== null && !tls)
    throw wrong(
      'has no TLS, so the certificate of --store-ca / SITBONE_STORE_CA would check nothing; write influxs:// or leave it out',
    )
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

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw wrong('holds a % that does not begin a sign such as %40; write a % itself as %25')
  }
}

const wrong = (why: string): StoreMisconfigured =>
  new StoreMisconfigured(
    `The store's setting (--store) ${why}. Write sqlite, or influx://user@host:8086/database (influxs:// with TLS), the password in SITBONE_STORE_PASSWORD_FILE.`,
  )
