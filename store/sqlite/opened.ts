/** The open file of the embedded store with its tables: for the store itself, and for commands that tend it. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { type Clock, wallClock } from '../../platform/clock.ts'
import { type StoreLog, StoreMisconfigured, StoreUnavailable } from '../store.ts'
import { FactTables } from './fact-tables.ts'
import { FrameTable } from './frame-table.ts'
import { fileName, openOnce } from './open-file.ts'
import { Retention } from './retention.ts'
import { isBusy, storeError } from './sqlite-errors.ts'

export interface Opened {
  readonly db: DatabaseSync
  readonly facts: FactTables
  readonly frames: FrameTable
  readonly retention: Retention
}

export interface OpenedOptions {
  readonly clock: Clock
  /** Null: raw frames are kept for ever. */
  readonly days: number | null
  readonly log: StoreLog
  onDamaged(minute: number): void
}

export function tablesOf(db: DatabaseSync, { onDamaged, ...options }: OpenedOptions): Opened {
  const frames = new FrameTable(db, onDamaged)
  const facts = new FactTables(db)
  return { db, facts, frames, retention: new Retention({ db, facts, frames, ...options }) }
}

/**
 * For a command that looks at a store, or changes it and so has to be `alone` with it. Throws StoreMisconfigured when there is
 * no store, StoreUnavailable when it is in use.
 */
export function openToTend(
  folder: string,
  { alone, days, log }: { alone: boolean; days: number | null; log: StoreLog },
): Opened {
  const file = join(folder, fileName)
  if (!existsSync(file)) throw new StoreMisconfigured(`There is no store in ${folder} (--data).`)
  let db: DatabaseSync
  try {
    db = openOnce(file, alone ? 'alone' : 'beside others')
  } catch (error) {
    if (!isBusy(error)) throw storeError(error, file)
    throw new StoreUnavailable(
      `The store ${file} is in use: Sitbone, or another program, has it open. Nothing was changed. End that program, then try again.`,
      { cause: error },
    )
  }
  return tablesOf(db, {
    clock: wallClock,
    days,
    log,
    onDamaged: (minute) =>
      log.warn({ file }, `The frames of minute ${minute} (since 1970) are damaged and left out.`),
  })
}
