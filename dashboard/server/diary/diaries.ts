/** Two diaries: what is told about simulated cushions never meets what is told about real ones. */
import type { Clock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import { Diary } from './diary.ts'

export interface Diaries {
  /** Null counts as real: nobody has said that it is a simulation. */
  of(simulated: boolean | null): Diary
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
    stop() {
      real.stop()
      simulated.stop()
    },
  }
}
