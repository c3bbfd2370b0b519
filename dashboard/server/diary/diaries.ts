/** Two diaries, so that entries about simulated and real cushions never mix. */
import type { Clock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import type { Comments } from './comment-book.ts'
import { Diary } from './diary.ts'
import type { Entries } from './entry-book.ts'
import type { Prescriptions } from './prescription-book.ts'
import type { VisaHTotals } from './visa-h-book.ts'

/** What is asked of a diary; where it lies is its own business. */
export type DiaryBook = Omit<
  Diary,
  'stop' | 'rename' | 'forget' | 'entries' | 'prescriptions' | 'comments' | 'visaH'
> & {
  readonly comments: Comments
  readonly entries: Entries
  readonly prescriptions: Prescriptions
  readonly visaH: VisaHTotals
}

export interface Diaries {
  /** Null counts as real: nothing marks it as simulated. */
  of(simulated: boolean | null): DiaryBook
  /** In both; for a diary that becomes a sitter's. */
  rename(cushion: string, to: string): void
  /** In both; for a person who wants their data gone. */
  forget(cushion: string): void
  stop(): void
}

export interface DiariesOptions {
  /** Paths of the two files; each is made at its first use. */
  readonly realFile: string
  readonly simulatedFile: string
  readonly log: Log
  readonly clock?: Clock
}

export function createDiaries({ realFile, simulatedFile, ...rest }: DiariesOptions): Diaries {
  const real = new Diary({ ...rest, file: realFile })
  const simulated = new Diary({ ...rest, file: simulatedFile })
  return {
    of: (isSimulated) => (isSimulated === true ? simulated : real),
    rename(cushion, to) {
      for (const diary of [real, simulated]) diary.rename(cushion, to)
    },
    forget(cushion) {
      for (const diary of [real, simulated]) diary.forget(cushion)
    },
    stop() {
      real.stop()
      simulated.stop()
    },
  }
}
