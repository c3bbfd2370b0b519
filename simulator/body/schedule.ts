/**
 * When this person sits: office days with bouts, breaks and lunch, drawn only from seed and date, so that any day can be made
 * without the days before it. Some days are better, some longer than usual.
 */

import { addDays, isWeekend } from '../../core/time/calendar.ts'
import type { Zone } from '../../core/time/zone.ts'
import { Random } from '../random.ts'
import type { Lengths, Scenario } from './scenario-schema.ts'

const minuteMs = 60_000

export interface Interval {
  readonly fromMs: number
  readonly toMs: number
}

export interface DayPlan {
  readonly day: string
  /** While the computer is on; otherwise the cushion reports nothing. */
  readonly on: Interval
  /** Seated, in order, inside `on`. */
  readonly bouts: readonly Interval[]
}

/** Factors on usual bouts and breaks. */
const kinds = {
  good: { bout: 0.72, break: 1.3, leaveMin: -15 },
  usual: { bout: 1, break: 1, leaveMin: 0 },
  long: { bout: 1.5, break: 0.75, leaveMin: 35 },
} as const

export interface ScheduleOptions {
  readonly scenario: Scenario
  readonly seed: number
  readonly zone: Zone
}

/** Null if the computer stays off that day. */
export function planDay({ scenario, seed, zone }: ScheduleOptions, day: string): DayPlan | null {
  const random = new Random(seed, `day:${day}`)
  const times = scenario.day
  const vary = () => times.varyMin * random.between(-1, 1)
  const at = (minutes: number) => zone.atMs(day, minutes)
  const kind =
    kinds[
      random.pick<keyof typeof kinds>([
        ['good', 3],
        ['usual', 5],
        ['long', 2],
      ])
    ]
  let stretches: Interval[]
  if (isWeekend(day)) {
    if (!random.chance(times.weekendChance)) return null
    const from = at(10 * 60 + random.between(0, 360))
    stretches = [{ fromMs: from, toMs: from + random.between(50, 170) * minuteMs }]
  } else {
    const lunch = at(times.lunch + vary())
    const lunchMs = times.lunchMin * random.between(0.8, 1.3) * minuteMs
    const leave = at(times.leave + vary() + kind.leaveMin)
    stretches = [
      { fromMs: at(times.arrive + vary()), toMs: lunch },
      { fromMs: lunch + lunchMs, toMs: leave },
    ]
  }
  const first = stretches[0]
  const last = stretches.at(-1)
  if (first === undefined || last === undefined) return null
  return {
    day,
    on: {
      fromMs: first.fromMs - random.between(1, 4) * minuteMs,
      // The computer stays on for a while after the sitter leaves.
      toMs: last.toMs + random.between(20, 40) * minuteMs,
    },
    bouts: stretches.flatMap((stretch) => boutsWithin(stretch, scenario, { random, ...kind })),
  }
}

interface Drawing {
  readonly random: Random
  readonly bout: number
  readonly break: number
}

/** Alternating bouts and breaks; a remainder of about a minute is left out. */
export function boutsWithin(stretch: Interval, scenario: Scenario, drawing: Drawing): Interval[] {
  const { bouts } = scenario
  if (bouts === null) return []
  const made: Interval[] = []
  let at = stretch.fromMs
  while (stretch.toMs - at > minuteMs) {
    const toMs = Math.min(at + draw(bouts, drawing.random, drawing.bout), stretch.toMs)
    made.push({ fromMs: at, toMs })
    at = toMs + draw(scenario.breaks, drawing.random, drawing.break)
  }
  return made
}

const draw = (lengths: Lengths, random: Random, factor: number): number => {
  const minutes = random.logNormal(lengths.medianMin * factor, lengths.spread)
  return Math.round(Math.min(Math.max(minutes, lengths.leastMin), lengths.mostMin) * minuteMs)
}

/** Endless daily plans in order, starting with the day that contains `fromMs`. */
export function* planDays(options: ScheduleOptions, fromMs: number): Generator<DayPlan> {
  for (let day = options.zone.dayOf(fromMs); ; day = addDays(day, 1)) {
    const plan = planDay(options, day)
    if (plan !== null) yield plan
  }
}
