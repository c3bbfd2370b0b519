/** What a prescription binds now: locked limits, steps, questions. It holds while the sitter shares prescribing with anybody. */

import type { Problem } from '../../../contract/problem.ts'
import type { BeyondLock, Lock } from '../../../core/progress/locks.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Diaries } from '../diary/diaries.ts'
import { problem } from '../http/problems.ts'
import type { Directory } from '../live/directory.ts'
import { diaryKeyOf } from '../people/gate/sitter-diaries.ts'
import type { People } from '../people/people.ts'
import { holderAt } from '../people/policy/authorize.ts'

export interface SetLock extends Lock {
  readonly by: string | null
  readonly atMs: number
  readonly reason: string
  readonly questions: readonly string[]
}

export interface LocksOptions {
  /** Null: this server keeps no diary, and so no prescriptions. */
  readonly diaries: Diaries | null
  readonly directory: Directory
  readonly people: People
  readonly clock: Clock
}

export class Locks {
  readonly #options: LocksOptions

  constructor(options: LocksOptions) {
    this.#options = options
  }

  /** Null: nothing binds. */
  async of(cushion: string): Promise<SetLock | null> {
    const { diaries, directory } = this.#options
    if (diaries === null) return null
    const holder = await this.holder(cushion)
    if (holder !== null && !(await this.#isPrescribedFor(holder))) return null
    const key = holder === null ? cushion : diaryKeyOf(holder)
    const book = diaries.of(await directory.simulated(cushion))
    const [latest] = await book.prescriptions.list(key, cushion)
    if (latest === undefined) return null
    const { tolerance, locked, stepsUpToPercent, questions, author, atMs, reason } = latest
    if (locked.length === 0 && stepsUpToPercent === null && questions.length === 0) return null
    return { tolerance, locked, stepsUpToPercent, questions, by: author, atMs, reason }
  }

  /** Who has this cushion now; null: nobody, or there are no accounts. */
  async holder(cushion: string): Promise<string | null> {
    const { people, clock } = this.#options
    return people.open === null ? null : holderAt(await people.open.access.cushion(cushion), clock.nowMs())
  }

  async #isPrescribedFor(sitterId: string): Promise<boolean> {
    const { people, clock } = this.#options
    const nowMs = clock.nowMs()
    const given = (await people.open?.access.accounts.grants.ofSitter(sitterId)) ?? []
    return given.some(
      ({ scopes, fromMs, untilMs, revokedAtMs }) =>
        scopes.includes('prescribe') &&
        revokedAtMs === null &&
        fromMs <= nowMs &&
        (untilMs === null || nowMs < untilMs),
    )
  }
}

export function lockedProblem({ by, reason }: SetLock, beyond: readonly BeyondLock[]): Problem {
  const who = by ?? 'the person who set them'
  return problem(
    'locked',
    `These limits were not changed: some are locked by ${who} (“${reason}”). Stricter ones are possible; for others, ask ${who}.`,
    {
      errors: beyond.map(({ field, bound, laxer }) => ({
        path: field,
        message: `Locked: ${laxer === 'higher' ? 'at most' : 'at least'} ${bound}${units[field.split('.').at(-1) ?? ''] ?? ''}.`,
      })),
    },
  )
}

const units: Readonly<Record<string, string>> = {
  boutMin: ' min',
  dayMin: ' min',
  loadKpaMin: ' kPa min',
  pressureKpa: ' kPa',
  holdS: ' s',
  offloadKpa: ' kPa',
  recoveryHalfTimeMin: ' min',
  breakMin: ' min',
  alertAfterMin: ' min',
}
