/** Two diaries, so that entries about simulated and real cushions never mix. */
import { existsSync } from 'node:fs'
import type { Clock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import type { PostgresAccess } from '../../../platform/postgres/pool.ts'
import type { Comments } from './comment-book.ts'
import type { DiaryBase } from './database/diary-base.ts'
import { forgetIn, renameIn } from './database/diary-tables.ts'
import { PostgresBase } from './database/postgres-base.ts'
import { SqliteBase } from './database/sqlite-base.ts'
import { Diary } from './diary.ts'
import type { Known } from './diary-rows.ts'
import type { Entries } from './entry-book.ts'
import type { Prescriptions } from './prescription-book.ts'
import type { VisaHTotals } from './visa-h-book.ts'

/** What is asked of a diary; where it lies is its own business. */
export type DiaryPages = Omit<Diary, 'entries' | 'prescriptions' | 'comments' | 'visaH'> & {
  readonly comments: Comments
  readonly entries: Entries
  readonly prescriptions: Prescriptions
  readonly visaH: VisaHTotals
}

export interface DiaryBook extends DiaryPages {
  /** Stays the same until something is written in it, here or elsewhere. */
  version(): Promise<string>
  /** For what is read, decided and written: all of it or nothing, and nobody else writes meanwhile. Do nothing else in it. */
  transaction<T>(work: (pages: DiaryPages) => Promise<T>): Promise<T>
}

export interface Diaries {
  /** Null counts as real: nothing marks it as simulated. */
  of(simulated: boolean | null): DiaryBook
  /** Opens what lies at another server, so that nobody has to wait for it. Whatever goes wrong is in the log, and told to whoever asks. */
  start(): void
  /** In both; for a diary that becomes a sitter's. What the other has already stays beside it. */
  rename(cushion: string, to: string): Promise<void>
  /** In both; for a person who wants their data gone. */
  forget(cushion: string): Promise<void>
  stop(): Promise<void>
}

export interface DiariesOptions {
  /** Paths of the two files; each is made at its first use. */
  readonly realFile: string
  readonly simulatedFile: string
  /** Keeps the diary of real cushions for several servers; what is in its file is taken over once. */
  readonly postgres?: PostgresAccess | null
  readonly log: Log
  readonly clock?: Clock
}

export function createDiaries({ realFile, simulatedFile, postgres, ...rest }: DiariesOptions): Diaries {
  const { log } = rest
  const file = new SqliteBase({ ...rest, file: realFile })
  const simulated = new SqliteBase({ ...rest, file: simulatedFile })
  const real =
    postgres == null ? file : new PostgresBase({ ...rest, access: postgres, earlier: file, realFile })
  const books = { real: bookOf(real, log), simulated: bookOf(simulated, log) }
  // What was taken over is still in the file.
  const everywhere = () => new Set<DiaryBase>([real, simulated, ...(existsSync(realFile) ? [file] : [])])
  return {
    of: (isSimulated) => (isSimulated === true ? books.simulated : books.real),
    start() {
      if (real !== file) real.version().catch(() => {})
    },
    async rename(cushion, to) {
      for (const base of everywhere()) await base.transaction((on) => renameIn(on, cushion, to))
    },
    async forget(cushion) {
      for (const base of everywhere()) await base.erase((on) => forgetIn(on, cushion))
    },
    async stop() {
      for (const base of [real, simulated, file]) await base.stop()
    },
  }
}

function bookOf(base: DiaryBase, log: Log): DiaryBook {
  const known = knownRows(log)
  return Object.assign(new Diary({ on: base, known }), {
    version: () => base.version(),
    transaction: <T>(work: (pages: DiaryPages) => Promise<T>) =>
      base.transaction((on) => work(new Diary({ on, known }))),
  })
}

/** A row that makes no sense stays where it is, and is said once of each kind. */
function knownRows(log: Log): Known {
  const leftOut = new Set<string>()
  return (read, what) => {
    if (read !== null) return [read]
    if (!leftOut.has(what))
      log.warn(
        {},
        `At least one ${what} in the diary is corrupt or comes from a newer Sitbone. It is left out and stays in the diary; everything else is shown.`,
      )
    leftOut.add(what)
    return []
  }
}
