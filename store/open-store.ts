/** A store for a setting, not yet started. Only the engine that is asked for is loaded. */
import type { Clock } from '../platform/clock.ts'
import type { Store, StoreLog } from './store.ts'
import type { StoreSetting } from './store-url.ts'

export { parseStoreUrl, type StoreSetting } from './store-url.ts'

export async function openStore(setting: StoreSetting, log: StoreLog, clock?: Clock): Promise<Store> {
  const options = { log, ...(clock === undefined ? {} : { clock }) }
  switch (setting.kind) {
    case 'sqlite':
      return (await import('./sqlite/sqlite-store.ts')).createSqliteStore({ ...setting, ...options })
    case 'influx':
      return (await import('./influx/influx-store.ts')).createInfluxStore({ ...setting, ...options })
    case 'postgres':
      return (await import('./postgres/postgres-store.ts')).createPostgresStore({ ...setting, ...options })
  }
}
