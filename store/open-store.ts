/** A store for a setting, not yet started. */
import type { Clock } from '../platform/clock.ts'
import { createInfluxStore } from './influx/influx-store.ts'
import { createPostgresStore } from './postgres/postgres-store.ts'
import { createSqliteStore } from './sqlite/sqlite-store.ts'
import type { Store, StoreLog } from './store.ts'
import type { StoreSetting } from './store-url.ts'

export { parseStoreUrl, type StoreSetting } from './store-url.ts'

export function openStore(setting: StoreSetting, log: StoreLog, clock?: Clock): Store {
  const options = { log, ...(clock === undefined ? {} : { clock }) }
  switch (setting.kind) {
    case 'sqlite':
      return createSqliteStore({ ...setting, ...options })
    case 'influx':
      return createInfluxStore({ ...setting, ...options })
    case 'postgres':
      return createPostgresStore({ ...setting, ...options })
  }
}
