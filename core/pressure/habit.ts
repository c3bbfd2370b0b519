/**
 * How this sitter's load falls on the parts of the seat in the half minute after sitting down, learnt from sitting to sitting.
 * Everyone sits down in much the same way, so what differs then is the cushion: a side that is suddenly off lies askew or
 * half off the chair; levels that have slowly moved away from those after calibration are cells that age or are warmer.
 * Another posture moves the load from part to part, but the body weighs the same: the load on the whole seat, counted here as one
 * more part, changes much less with the sitter than a part does, and just as much with the cushion.
 *
 * It changes no reading. It widens the stated error by what is off (uncertainty.ts), and asks the sitter to look (all
 * numbers: ours). Later in a sitting it looks again at the whole seat alone, every three minutes: a seat gets warm, a sitter slides
 * forward. It cannot see what was wrong from the beginning.
 */
import { z } from 'zod'

/** Before this somebody is still sitting down. */
const firstMs = 5000
const windowMs = 30_000
const againMs = 180_000
/** Sittings before anything is judged, in which it is learnt how much this sitter varies, and of the memory of what is usual. */
const leastSittings = 6
const learningSittings = 9
const memory = 12
/** Natural logarithms. A side is askew beyond this and beyond so many usual deviations; drift beyond `driftLn` wants a check. */
const askewLn = 0.25
const askewSpreads = 4
const driftLn = 0.1
/** Sittings over which it is remembered how far off the parts were. */
const latelyMemory = 4
/** A smaller difference between two sittings is usual for everybody, of a part and of the whole seat, and what else is for this sitter. */
const usualPart = { leastLn: 0.03, deviations: 2 }
const usualWhole = { leastLn: 0.02, deviations: 2 }
/** Within a sitting people also lean and slump. */
const usualLater = { leastLn: 0.04, deviations: 3 }
/** After so many sittings that are askew alike it is a new habit. */
const newHabit = 8

export const habitSchema = z.object({
  /** Sums of the levels in the half minute that runs, null outside it, and for a part with a bad cell. */
  sums: z.array(z.number().nullable()).nullable(),
  frames: z.number().int(),
  sittings: z.number().int(),
  /** Logarithms of the level of each part: after calibration, and usual now; null for a part that was not seen. */
  first: z.array(z.number().nullable()),
  usual: z.array(z.number().nullable()),
  /** Usual distance of the balance of the sides from its mean. */
  spread: z.number(),
  /** By how much each part, and the whole, differed from its mean while all was well: a sitter who wriggles never sits down twice alike. */
  deviation: z.array(z.number()).default([]),
  /** How far each part, and the whole, is off `first` in this sitting. */
  off: z.array(z.number()),
  /** How far off each part, and the whole, was lately, whichever way, in sittings that were not askew. */
  lately: z.array(z.number()).default([]),
  askew: z.boolean(),
  askewSittings: z.number().int(),
})
export type Habit = z.infer<typeof habitSchema>

export const freshHabit = (): Habit => ({
  sums: null,
  frames: 0,
  sittings: 0,
  first: [],
  usual: [],
  spread: 0.02,
  deviation: [],
  off: [],
  lately: [],
  askew: false,
  askewSittings: 0,
})

export interface HabitSample {
  /** Since the sitter came, ms; null off the seat. */
  readonly sinceMs: number | null
  /** Is it sure that it is a person? */
  readonly sure: boolean
  /** Mean level of each part of the seat. */
  readonly parts: () => readonly number[]
  /** 1 for a part on the right, -1 for one on the left. */
  readonly sides: readonly number[]
}

/** One frame. True when this sitting turned out to be askew or straight again. */
export function stepHabit(habit: Habit, { sinceMs, sure, parts, sides }: HabitSample): boolean {
  if (sinceMs === null || sinceMs < firstMs) {
    habit.sums = null
    return false
  }
  if (isWatched(sinceMs)) {
    const levels = parts()
    habit.frames = habit.sums === null ? 1 : habit.frames + 1
    const before = habit.sums
    habit.sums = levels.map((level, i) => added(before === null ? 0 : (before[i] ?? null), level))
    return false
  }
  const { sums, frames } = habit
  habit.sums = null
  if (sums === null || !sure) return false
  const now = sums.map((sum) => logOf((sum ?? 0) / frames))
  if (sinceMs < againMs) return judge(habit, now, sides)
  lookAgain(habit, now)
  return false
}

/** Is this in a half minute that is looked at? */
const isWatched = (sinceMs: number): boolean =>
  sinceMs >= firstMs && (sinceMs - firstMs) % againMs <= windowMs

/** Has `stepHabit` nothing to do at this time? So it is at most frames. */
export const isHabitIdle = (habit: Habit, sinceMs: number | null): boolean =>
  habit.sums === null && (sinceMs === null || !isWatched(sinceMs))

/** A side whose neighbours are off is in doubt by this share of theirs. */
const sharedDoubt = 0.35

/**
 * By how much a part may be off in this sitting, as a logarithm; 0 for what is usual. The most of: its own difference and that of
 * the whole seat, now or lately, and a share of the largest of the others. A cushion that slips, or a seat that is warm, is not
 * right again because one sitting looks like those of old.
 */
export function offOf(habit: Habit, part: number): number {
  const whole = habit.usual.length
  const beyond = (differences: readonly number[], i: number) => {
    const difference = differences[i] ?? 0
    return Math.abs(difference) < usualOf(habit, i) ? 0 : difference
  }
  const others = habit.usual.map((_, i) => Math.abs(beyond(habit.off, i)))
  return [
    ...[part, whole].flatMap((i) => [beyond(habit.off, i), beyond(habit.lately, i)]),
    sharedDoubt * Math.max(0, ...others),
  ].reduce((most, one) => (Math.abs(one) > Math.abs(most) ? one : most), 0)
}

const usualOf = ({ usual, deviation }: Habit, i: number): number =>
  limitOf(i < usual.length ? usualPart : usualWhole, deviation[i])
const limitOf = ({ leastLn, deviations }: typeof usualPart, deviation = 0): number =>
  Math.max(leastLn, deviations * deviation)

/** Have the levels moved slowly away from those after calibration? */
export const hasDrifted = (habit: Habit): boolean =>
  habit.sittings >= memory &&
  differences(habit.usual, habit.first).some(
    (difference, i) => Math.abs(difference) > Math.max(driftLn, usualOf(habit, i)),
  )

const added = (sum: number | null, level: number): number | null =>
  sum === null || Number.isNaN(level) ? null : sum + level
const logOf = (level: number): number | null => (level > 0 ? Math.log(level) : null)
const apart = (a: number | null | undefined, b: number | null | undefined): number =>
  a == null || b == null ? 0 : a - b

type Levels = readonly (number | null)[]

/** Of each part, and of the whole. */
const differences = (now: Levels, before: Levels): number[] => [
  ...now.map((value, i) => apart(value, before[i])),
  apart(wholeOf(now), wholeOf(before)),
]

function wholeOf(levels: Levels): number | null {
  let sum = 0
  for (const level of levels) {
    if (level === null) return null
    sum += Math.exp(level)
  }
  return sum > 0 ? Math.log(sum) : null
}

function judge(habit: Habit, now: Levels, sides: readonly number[]): boolean {
  const was = habit.askew
  // Another number of parts is another layout: from the beginning.
  if (habit.usual.length !== now.length) Object.assign(habit, freshHabit())
  if (habit.sittings < leastSittings) {
    learn(habit, now)
    habit.first = [...habit.usual]
    return false
  }
  const balance = balanceOf(
    now.map((value, i) => apart(value, habit.usual[i])),
    sides,
  )
  habit.off = differences(now, habit.first)
  habit.askew = Math.abs(balance) > Math.max(askewLn, askewSpreads * habit.spread)
  habit.askewSittings = habit.askew ? habit.askewSittings + 1 : 0
  if (habit.askewSittings > newHabit) habit.sittings = 0
  if (!habit.askew) {
    habit.lately = habit.off.map((off, i) => nearer(habit.lately[i] ?? 0, Math.abs(off)))
    habit.spread += (Math.abs(balance) - habit.spread) / memory
    learn(habit, now)
  }
  return habit.askew !== was
}

/** Only the whole seat: parts change with every posture. */
function lookAgain(habit: Habit, now: Levels): void {
  const whole = now.length
  if (habit.usual.length !== whole) return
  // From the second sitting on.
  if (habit.deviation.length > whole) varies(habit, whole, differences(now, habit.usual)[whole] ?? 0)
  const off = differences(now, habit.first)[whole] ?? 0
  if (habit.off.length === 0) return
  habit.off[whole] = Math.abs(off) > limitOf(usualLater, habit.deviation[whole]) ? off : 0
}

const nearer = (lately: number, now: number): number => lately + (now - lately) / latelyMemory

/** By how much the right side carries more than usual, as a logarithm. */
function balanceOf(changes: readonly number[], sides: readonly number[]): number {
  const mean = (side: number) => {
    const of = changes.filter((_, i) => sides[i] === side)
    return of.length > 0 ? of.reduce((sum, change) => sum + change, 0) / of.length : 0
  }
  return mean(1) - mean(-1)
}

/** Takes a difference into what is usual for this sitter. Only while the calibration is new: later on it may be what is looked for. */
function varies({ deviation, sittings }: Habit, i: number, difference: number): void {
  if (sittings === 0 || sittings >= learningSittings) return
  const known = deviation[i] ?? 0
  deviation[i] = known + (Math.abs(difference) - known) / sittings
}

function learn(habit: Habit, now: Levels): void {
  for (const [i, difference] of differences(now, habit.usual).entries()) varies(habit, i, difference)
  const weight = 1 / Math.min(++habit.sittings, memory)
  habit.usual = now.map((value, i) => {
    const usual = habit.usual[i] ?? null
    if (value === null || usual === null) return usual ?? value
    return usual + (value - usual) * weight
  })
}
