/**
 * How this sitter's load falls on the parts of the seat in the half minute after sitting down, learnt from sitting to sitting.
 * Everyone sits down in much the same way, so what differs then is the cushion: a side that is suddenly off lies askew or
 * half off the chair; levels that have slowly moved away from those after calibration are cells that age or are warmer.
 *
 * It changes no reading. It widens the stated error by what is off (uncertainty.ts), and asks the sitter to look (all
 * numbers: ours). It cannot see what happens within a sitting, nor what was wrong from the beginning.
 */
import { z } from 'zod'

/** Before this somebody is still sitting down. */
export const firstMs = 5000
const toMs = 35_000
/** Sittings before anything is judged, and of the memory of what is usual. */
const leastSittings = 6
const memory = 12
/** Natural logarithms. A side is askew beyond this and beyond so many usual deviations; drift beyond `driftLn` wants a check. */
const askewLn = 0.25
const askewSpreads = 4
const driftLn = 0.1
/** Sittings over which it is remembered how far off the parts were. */
const latelyMemory = 4
/** A smaller difference between two sittings is usual for everybody, and for a restless sitter a larger one. */
const usualLn = 0.03
const restlessLn = 0.04
const restlessDeviations = 2
/** After so many sittings that are askew alike it is a new habit. */
const newHabit = 8

export const habitSchema = z.object({
  /** Sums of the levels in the half minute that runs, null outside it, and for a part with a bad cell. */
  sums: z.array(z.number().nullable()).nullable(),
  frames: z.number().int(),
  done: z.boolean(),
  sittings: z.number().int(),
  /** Logarithms of the level of each part: after calibration, and usual now; null for a part that was not seen. */
  first: z.array(z.number().nullable()),
  usual: z.array(z.number().nullable()),
  /** Usual distance of the balance of the sides from its mean. */
  spread: z.number(),
  /** By how much each part differed from its mean while all was well: a sitter who wriggles never sits down twice alike. */
  deviation: z.array(z.number()).default([]),
  /** How far each part is off `first` in this sitting. */
  off: z.array(z.number()),
  /** How far off each part was lately, whichever way, in sittings that were not askew. */
  lately: z.array(z.number()).default([]),
  askew: z.boolean(),
  askewSittings: z.number().int(),
})
export type Habit = z.infer<typeof habitSchema>

export const freshHabit = (): Habit => ({
  sums: null,
  frames: 0,
  done: false,
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
    habit.done = false
    return false
  }
  if (habit.done) return false
  if (sinceMs <= toMs) {
    const levels = parts()
    habit.frames = habit.sums === null ? 1 : habit.frames + 1
    const before = habit.sums
    habit.sums = levels.map((level, i) => added(before === null ? 0 : (before[i] ?? null), level))
    return false
  }
  habit.done = true
  const { sums, frames } = habit
  habit.sums = null
  if (sums === null || !sure) return false
  return judge(
    habit,
    sums.map((sum) => logOf((sum ?? 0) / frames)),
    sides,
  )
}

/** A side whose neighbours are off is in doubt by this share of theirs. */
const sharedDoubt = 0.35

/**
 * By how much a part may be off in this sitting, as a logarithm; 0 for what is usual. The most of: its own difference, a share of
 * the largest of the others, or what it was off lately. A cushion that slips, or a seat that is warm, is not right again because
 * one sitting looks like those of old.
 */
export function offOf(habit: Habit, part: number): number {
  const { off, lately } = habit
  const own = off[part] ?? 0
  const doubt = Math.max(lately[part] ?? 0, sharedDoubt * Math.max(0, ...off.map(Math.abs)))
  const most = Math.abs(own) >= doubt ? own : doubt
  return Math.abs(most) < usualOf(habit, part) ? 0 : most
}

const usualOf = ({ deviation }: Habit, part: number): number =>
  Math.max(usualLn, restlessDeviations * ((deviation[part] ?? 0) - restlessLn))

/** Have the levels moved slowly away from those after calibration? */
export const hasDrifted = (habit: Habit): boolean =>
  habit.sittings >= memory &&
  habit.first.some(
    (value, i) => Math.abs(apart(habit.usual[i], value)) > Math.max(driftLn, usualOf(habit, i)),
  )

const added = (sum: number | null, level: number): number | null =>
  sum === null || Number.isNaN(level) ? null : sum + level
const logOf = (level: number): number | null => (level > 0 ? Math.log(level) : null)
const apart = (a: number | null | undefined, b: number | null | undefined): number =>
  a == null || b == null ? 0 : a - b

function judge(habit: Habit, now: readonly (number | null)[], sides: readonly number[]): boolean {
  const was = habit.askew
  // Another number of parts is another layout: from the beginning.
  if (habit.usual.length !== now.length) Object.assign(habit, freshHabit(), { done: true })
  if (habit.sittings < leastSittings) {
    learn(habit, now)
    habit.first = [...habit.usual]
    return false
  }
  const balance = balanceOf(
    now.map((value, i) => apart(value, habit.usual[i])),
    sides,
  )
  habit.off = now.map((value, i) => apart(value, habit.first[i]))
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

const nearer = (lately: number, now: number): number => lately + (now - lately) / latelyMemory

/** By how much the right side carries more than usual, as a logarithm. */
function balanceOf(changes: readonly number[], sides: readonly number[]): number {
  const mean = (side: number) => {
    const of = changes.filter((_, i) => sides[i] === side)
    return of.length > 0 ? of.reduce((sum, change) => sum + change, 0) / of.length : 0
  }
  return mean(1) - mean(-1)
}

function learn(habit: Habit, now: readonly (number | null)[]): void {
  // Only while the calibration is new: later on a difference may be what is looked for.
  if (habit.sittings > 0 && habit.sittings < leastSittings)
    habit.deviation = now.map((value, i) => {
      const known = habit.deviation[i] ?? 0
      return known + (Math.abs(apart(value, habit.usual[i])) - known) / habit.sittings
    })
  const weight = 1 / Math.min(++habit.sittings, memory)
  habit.usual = now.map((value, i) => {
    const usual = habit.usual[i] ?? null
    if (value === null || usual === null) return usual ?? value
    return usual + (value - usual) * weight
  })
}
