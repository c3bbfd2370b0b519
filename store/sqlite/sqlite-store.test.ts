import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '../../platform/log.ts'
import { describeStore } from '../contract-suite.ts'
import { createSqliteStore } from './sqlite-store.ts'

describeStore('sqlite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-store-'))
  let store = createSqliteStore({ folder, log: silentLog })
  await store.start()
  return {
    store,
    async reopen() {
      await store.stop()
      store = createSqliteStore({ folder, log: silentLog })
      await store.start()
      return store
    },
    async dispose() {
      await store.stop()
      rmSync(folder, { recursive: true })
    },
  }
})
