/** Who changed the limits, when and why: decisions about suggestions, and changes by hand, in order of time. Pure. */
import type { Tolerance } from '../model/schemas/tolerance.ts'
import { fieldOf, type LimitField, limitFields } from '../model/tolerance-fields.ts'
import { beyondLock, type Lock, withinLock } from '../progress/locks.ts'
import type { StepKind } from '../progress/suggestions.ts'
import { dayWords } from '../time/calendar.ts'

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

/** What somebody prescribed, and locked a part of. */
export interface Prescribed extends Pick<Lock, 'tolerance' | 'locked'> {
  readonly atMs: number
  readonly day: string
  /** Null: the one person on this computer. */
  readonly author: string | null
  readonly reason: string
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
  prescribed: readonly Prescribed[] = [],
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
  const why = putBackReasons(told, prescribed)
  const by = new Map(prescribed.map((made) => [told.find((change) => isPrescribed(change, made)), made]))
  const byHand = told
    .filter((change) => !fromDecisions.has(change))
    .flatMap((change) => setByHand(change, by.get(change) ?? { reasons: why.get(change) ?? [] }))
  return [...steps, ...byHand].toSorted((a, b) => a.atMs - b.atMs)
}

/** The first change after a decision that puts its figures in force; a cushion that was offline follows later. */
const isOf = ({ at, after }: ToldChange, { decidedAtMs, changes }: Decided): boolean =>
  Date.parse(at) >= decidedAtMs && changes.every(({ limit, to }) => fieldOf(after, limit) === to)

/** As `isOf`, for what a person prescribed. */
const isPrescribed = ({ at, after }: ToldChange, { atMs, tolerance }: Prescribed): boolean =>
  Date.parse(at) >= atMs && limitFields.every((limit) => fieldOf(after, limit) === fieldOf(tolerance, limit))

/** Nothing when no limit changed, but for instance the time that an alert waits. */
function setByHand(
  { at, before, after }: ToldChange,
  from: Prescribed | { readonly reasons: readonly string[] },
): readonly LimitStep[] {
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
      ...('reason' in from ? { by: from.author, reasons: [from.reason] } : { by: null, ...from }),
      changes,
    },
  ]
}

/** A server that was away puts a lock back later; then nobody can say that the two changes belong together. */
const putBackWithinMs = 60_000

/** A program set limits past the server and broke a lock, which was put back at once: why each of the two changes was made. */
function putBackReasons(
  told: readonly ToldChange[],
  prescribed: readonly Prescribed[],
): ReadonlyMap<ToldChange, readonly string[]> {
  const pairs = told.flatMap((broke, at): [ToldChange, readonly string[]][] => {
    const back = told[at + 1]
    const lock = prescribed
      .filter(({ atMs }) => atMs <= Date.parse(broke.at))
      .toSorted((a, b) => b.atMs - a.atMs)[0]
    if (back === undefined || lock === undefined || beyondLock(broke.after, lock).length === 0) return []
    const tookMs = Date.parse(back.at) - Date.parse(broke.at)
    const isBack = limitFields.every(
      (limit) => fieldOf(back.after, limit) === fieldOf(withinLock(broke.after, lock), limit),
    )
    if (tookMs > putBackWithinMs || !isBack) return []
    const who = lock.author ?? 'somebody at this computer'
    return [
      [broke, ['A program set this.']],
      [back, [`The limit that ${who} locked on ${dayWords(lock.day)} is in force again.`]],
    ]
  })
  return new Map(pairs)
}
