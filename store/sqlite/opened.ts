/** The open file of the embedded store with its tables: for the store itself and for maintenance commands. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { type Clock, wallClock } from '../../platform/clock.ts'
import { sqliteTrouble } from '../../platform/sqlite/sqlite-trouble.ts'
import { type StoreLog, StoreMisconfigured, StoreUnavailable } from '../store.ts'
import { FactTables } from './fact-tables.ts'
import { FrameTable } from './frame-table.ts'
import { fileName, openFile } from './open-file.ts'
import { Retention } from './retention.ts'

export interface Opened {
  readonly db: DatabaseSync
  readonly facts: FactTables
  readonly frames: FrameTable
  readonly retention: Retention
}

export interface OpenedOptions {
  readonly clock: Clock
  /** Null: raw frames are never deleted. */
  readonly days: number | null
  readonly log: StoreLog
  onDamaged(minute: number): void
  /** An impossible row, which is left out. */
  onBadRow(sentence: string): void
}

export function tablesOf(db: DatabaseSync, { onDamaged, onBadRow, ...options }: OpenedOptions): Opened {
  const frames = new FrameTable(db, onDamaged)
  const facts = new FactTables(db, onBadRow)
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
  const onDamaged = (minute: number) =>
    log.warn({ file }, `The frames of minute ${minute} (since 1970) are damaged and are left out.`)
  const onBadRow = (sentence: string) => log.warn({ file }, sentence)
  try {
    const { used, setAside } = openFile({
      folder,
      nowMs: wallClock.nowMs(),
      how: alone ? 'alone' : 'beside others',
      use: (db) => tablesOf(db, { clock: wallClock, days, log, onDamaged, onBadRow }),
    })
    if (setAside !== null) log.warn({ file }, setAside)
    return used
  } catch (error) {
    if (!(error instanceof Error) || sqliteTrouble(error.cause) !== 'busy') throw error
    throw new StoreUnavailable(
      `The store ${file} is in use: Sitbone, or another program, has it open. Nothing was changed. Stop that program, then try again.`,
      { cause: error },
    )
  }
}
