/** Who changed the limits, when and why: decisions about suggestions, and changes by hand, in order of time. Pure. */
import type { Tolerance } from '../model/schemas/tolerance.ts'
import { fieldOf, type LimitField, limitFields } from '../model/tolerance-fields.ts'
import type { StepKind } from '../progress/suggestions.ts'

interface Change {
  readonly limit: LimitField
  /** Null: not watched. */
  readonly from: number | null
  readonly to: number | null
}

export interface LimitStep {
  readonly atMs: number
  /** `set`: by hand. */
  readonly kind: StepKind | 'set'
  /** Null: no suggestion was behind it. */
  readonly decision: 'accepted' | 'declined' | null
  readonly undone: boolean
  /** Null: not known, or the one person on this computer. */
  readonly by: string | null
  readonly changes: readonly Change[]
  readonly reasons: readonly string[]
}

export interface Decided {
  readonly kind: StepKind
  readonly decision: 'accepted' | 'declined'
  readonly decidedAtMs: number
  readonly decidedBy: string | null
  readonly undoneAtMs: number | null
  readonly changes: readonly Change[]
  readonly reasons: readonly string[]
}

/** As a cushion told it. */
export interface ToldChange {
  readonly at: string
  /** Null: an event of 0.1.0 does not say it. */
  readonly before: Tolerance | null
  readonly after: Tolerance
}

export function limitHistory(
  decisions: readonly Decided[],
  told: readonly ToldChange[],
): readonly LimitStep[] {
  const fromDecisions = new Set(
    decisions
      .filter(({ decision }) => decision === 'accepted')
      .map((decided) => told.find((change) => isOf(change, decided))),
  )
  const steps = decisions.map(
    ({ kind, decision, decidedAtMs, decidedBy, undoneAtMs, changes, reasons }): LimitStep => ({
      atMs: decidedAtMs,
      kind,
      decision,
      undone: undoneAtMs !== null,
      by: decidedBy,
      changes,
      reasons,
    }),
  )
  const byHand = told.filter((change) => !fromDecisions.has(change)).flatMap(setByHand)
  return [...steps, ...byHand].toSorted((a, b) => a.atMs - b.atMs)
}

/** The first change after a decision that puts its figures in force; a cushion that was offline follows later. */
const isOf = ({ at, after }: ToldChange, { decidedAtMs, changes }: Decided): boolean =>
  Date.parse(at) >= decidedAtMs && changes.every(({ limit, to }) => fieldOf(after, limit) === to)

/** Nothing when no limit changed, but for instance the time that an alert waits. */
function setByHand({ at, before, after }: ToldChange): readonly LimitStep[] {
  const changes = limitFields
    .map((limit) => ({
      limit,
      from: before === null ? null : fieldOf(before, limit),
      to: fieldOf(after, limit),
    }))
    .filter(({ from, to }) => from !== to)
  if (changes.length === 0) return []
  return [
    {
      atMs: Date.parse(at),
      kind: 'set',
      decision: null,
      undone: false,
      by: null,
      changes,
      reasons: [],
    },
  ]
}
