/** What the addresses of all stores have in common. */
import { StoreMisconfigured } from './store.ts'

export const wrongSetting = (why: string): StoreMisconfigured =>
  new StoreMisconfigured(
    `The store's setting (--store) ${why}. Write sqlite, influx://user@host:8086/database (influxs:// with TLS) ` +
      'or postgres://user@host:5432/database, the password in SITBONE_STORE_PASSWORD_FILE.',
  )

export function decodedPart(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw wrongSetting('holds a % that does not begin a sign such as %40; write a % itself as %25')
  }
}

export const unreadable =
  'cannot be read as a URL (in a password, write @ : / ? # % as %40 %3A %2F %3F %23 %25)'
export const noDatabase = 'does not name one database after the host'
export const uselessCa = (instead: string): string =>
  `has no TLS, so the certificate of --store-ca / SITBONE_STORE_CA would check nothing; ${instead} or leave it out`
