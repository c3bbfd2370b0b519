/** Creates the store from the settings. Starts nothing. */
import type { Part } from '../../platform/lifecycle.ts'
import type { Log } from '../../platform/log.ts'
import type { Settings } from '../../settings/settings.ts'
import { openStore, parseStoreUrl, type StoreSetting } from '../../store/open-store.ts'
import { type Store, StoreMisconfigured, StoreUnavailable } from '../../store/store.ts'

export function storeSetting(values: Settings, folder: string): StoreSetting {
  return parseStoreUrl(values.store, {
    folder,
    password: values['store-password'],
    token: values['store-token'],
    caFile: values['store-ca'],
    retentionDays: values['retention-days'],
  })
}

export const makeStore = (values: Settings, folder: string, log: Log): Promise<Store> =>
  openStore(storeSetting(values, folder), log)

/** A store as a part: if it cannot be reached or used, this is reported and the rest still runs. */
export const patiently = (store: Store, log: Log): Part => ({
  async start() {
    try {
      await store.start()
    } catch (error) {
      if (!(error instanceof StoreUnavailable || error instanceof StoreMisconfigured)) throw error
      log.warn(
        { store: store.name },
        `${error.message} Live figures and alerts work meanwhile; readings wait in the outbox.`,
      )
    }
  },
  stop: () => store.stop(),
})
