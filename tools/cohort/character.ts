/** What makes one sitter of the simulated cohort: how they sat, what hurt, and which limits they were given. Days count back from today. */
import type { PainSide } from '../../core/model/diary/check-ins.ts'
import type { EntryKind } from '../../core/model/diary/diary-entries.ts'
import type { RedFlag } from '../../core/model/diary/red-flags.ts'
import type { Tolerance } from '../../core/model/schemas/tolerance.ts'
import type { SimulatedSurface } from '../../core/model/simulated-sitter.ts'

export interface Habit {
  /** Median bout. */
  readonly boutMin: number
  readonly breakMin?: number
  /** Hours that they stay longer in the evening. */
  readonly lateH?: number
  readonly surface?: SimulatedSurface
  /** Share of the load on the left side. */
  readonly leftShare?: number
  /** Share of the hours that never arrive. */
  readonly lostHours?: number
  /** The wire of this cell is broken. */
  readonly openCell?: number
}

/** Lasts until the next one begins. */
export interface Spell {
  readonly daysAgo: number
  /** Null: away, and nothing is recorded. */
  readonly sits: Habit | null
  /** Morning pain around which the days vary. */
  readonly pain: number
  /** Written in the diary at its beginning. */
  readonly says?: { readonly kind: EntryKind; readonly note: string }
}

interface LimitStep {
  readonly daysAgo: number
  readonly kind: 'prescribed' | 'step-up' | 'step-back'
  readonly why: string
  /** Against the limits before. */
  readonly change: Partial<Pick<Tolerance, 'stage' | 'boutMin' | 'dayMin'>>
}

export interface Character {
  readonly name: string
  readonly side: PainSide
  readonly usualPain: number
  /** Points of pain that a day of twice the usual load adds to the next morning. */
  readonly sensitivity: number
  /** Share of the mornings on which they check in. */
  readonly answers: number
  /** Oldest first; the first begins with the six months. */
  readonly spells: readonly Spell[]
  /** Oldest first; the first begins with the six months. */
  readonly limits: readonly LimitStep[]
  /** Null: never calibrated. */
  readonly calibratedDaysAgo: number | null
  /** Until then they had another cushion, which they gave back. */
  readonly otherSeatUntil?: number
  readonly symptoms?: readonly RedFlag[]
  /** From today; null: no date was agreed. */
  readonly reviewInDays: number | null
}
