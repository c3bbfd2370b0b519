/** Opens the file of the embedded store. A damaged one is set aside, see platform/sqlite/kept-database.ts. */
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { FileRefused } from '../../platform/files/private-files.ts'
import {
  type DatabaseKind,
  type KeptDatabase,
  openKept,
  replaceDamaged,
} from '../../platform/sqlite/kept-database.ts'
import { StoreMisconfigured } from '../store.ts'
import { storeStamp } from './schema.ts'
import { storeError } from './sqlite-errors.ts'

export const fileName = 'sitbone.db'

export interface StoreFileOptions<T> {
  readonly folder: string
  readonly nowMs: number
  use(db: DatabaseSync): T
  /** `alone`: throws SQLite's "busy" while another program has the file open, and keeps others out. */
  readonly how?: 'alone' | 'beside others'
}

/** Throws StoreMisconfigured or StoreUnavailable. */
export const openFile = <T>(options: StoreFileOptions<T>): KeptDatabase<T> => opened(options, openKept)

/** For damage found in an open file, which the caller has closed. */
export const replaceFile = <T>(options: StoreFileOptions<T>): KeptDatabase<T> =>
  opened(options, replaceDamaged)

function opened<T>(options: StoreFileOptions<T>, open: typeof openKept): KeptDatabase<T> {
  const { folder, nowMs } = options
  const file = join(folder, fileName)
  try {
    return open(file, kindOf(options), nowMs)
  } catch (error) {
    if (error instanceof FileRefused) throw new StoreMisconfigured(error.message, { cause: error })
    if (error instanceof Error && 'syscall' in error)
      throw new StoreMisconfigured(
        `The folder ${folder} cannot be created or written (${error.message}), so no data can be stored. Choose a folder that you can write to (--data).`,
        { cause: error },
      )
    throw storeError(error, file)
  }
}

const kindOf = <T>({ use, how }: StoreFileOptions<T>): DatabaseKind<T> => ({
  ...storeStamp,
  what: 'the store',
  missing: 'earlier readings, minutes, bouts and events are missing from the pages',
  busyMs: 5000,
  // Pages of 8 kB, where the file is new: packed minutes of some 2 kB would leave a third of smaller ones empty.
  pragmas: `${how === 'alone' ? 'PRAGMA locking_mode = EXCLUSIVE; ' : ''}PRAGMA page_size = 8192`,
  use,
})
