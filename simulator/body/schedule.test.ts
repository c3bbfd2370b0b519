import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, isWeekend } from '../../core/time/calendar.ts'
import { Zone } from '../../core/time/zone.ts'
import { mondayMs } from '../testing.ts'
import { actsOfBout } from './acts.ts'
import { liveBouts } from './live-schedule.ts'
import { loadScenario, scenarioNames } from './scenario.ts'
import { type Interval, planDay } from './schedule.ts'

const zone = new Zone('Europe/Berlin')
const office = await loadScenario('office-day')
const hours = (intervals: readonly Interval[]) =>
  intervals.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0) / 3_600_000

function daysFrom(first: string, count: number): string[] {
  const days = [first]
  while (days.length < count) days.push(addDays(days.at(-1) ?? first, 1))
  return days
}

describe('an office day', () => {
  const plans = daysFrom('2026-01-05', 364).map((day) => planDay({ scenario: office, seed: 4, zone }, day))
  const weekdays = plans.filter((plan) => plan !== null && !isWeekend(plan.day)).flatMap((plan) => plan ?? [])

  test('comes on every weekday, about 08:30 to 17:45 local, and on few weekend days', () => {
    expect(weekdays).toHaveLength(260)
    for (const { day, on } of weekdays) {
      const local = (ms: number) => (ms - zone.atMs(day, 0)) / 3_600_000
      expect(local(on.fromMs)).toBeGreaterThan(8.2)
      expect(local(on.fromMs)).toBeLessThan(9.2)
      expect(local(on.toMs)).toBeGreaterThan(16.5)
      expect(local(on.toMs)).toBeLessThan(19.2)
    }
    const weekend = plans.filter((plan) => plan !== null && isWeekend(plan.day))
    expect(weekend.length).toBeGreaterThan(10)
    expect(weekend.length).toBeLessThan(45)
  })

  test('holds 3.5 to 8.6 seated hours in bouts of half an hour or so, better and longer days among them', () => {
    const seated = weekdays.map((plan) => hours(plan.bouts))
    expect(Math.min(...seated)).toBeGreaterThan(3.5)
    expect(Math.max(...seated)).toBeLessThan(8.8)
    expect(Math.max(...seated) - Math.min(...seated)).toBeGreaterThan(1.5)
    const lengths = weekdays
      .flatMap((plan) => plan.bouts.map((bout) => hours([bout]) * 60))
      .sort((a, b) => a - b)
    expect(lengths[Math.floor(lengths.length / 2)]).toBeGreaterThan(22)
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(50)
  })

  test('bouts follow each other with breaks, inside the hours of the computer', () => {
    for (const { bouts, on } of weekdays) {
      expect(bouts[0]?.fromMs).toBeGreaterThanOrEqual(on.fromMs)
      expect(bouts.at(-1)?.toMs).toBeLessThanOrEqual(on.toMs)
      for (const [i, bout] of bouts.entries()) {
        expect(bout.toMs).toBeGreaterThan(bout.fromMs)
        expect(bout.fromMs - (bouts[i - 1]?.toMs ?? 0)).toBeGreaterThanOrEqual(120_000)
      }
    }
  })

  test('is the same whichever day was planned before', () => {
    expect(planDay({ scenario: office, seed: 4, zone }, '2026-05-05')).toEqual(
      plans.find((plan) => plan?.day === '2026-05-05'),
    )
  })
})

test.each(scenarioNames)('live bouts of %s are in order for a week', async (name) => {
  const scenario = await loadScenario(name)
  let lastMs = Number.NEGATIVE_INFINITY
  let count = 0
  for (const bout of liveBouts({ scenario, seed: 1, zone }, mondayMs)) {
    if (bout.fromMs > mondayMs + 7 * 86_400_000) break
    expect(bout.fromMs).toBeGreaterThan(lastMs)
    if (count === 0) expect(bout.fromMs).toBe(mondayMs)
    lastMs = bout.toMs
    count++
  }
  if (name === 'empty') expect(count).toBe(0)
  else expect(count).toBeGreaterThan(7)
})

test('a live session begins at once at any hour, and the next office day follows', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 7 * 24 * 60 }),
      fc.integer({ min: 0, max: 1000 }),
      (minutes, seed) => {
        const startMs = mondayMs + minutes * 60_000
        const [first] = liveBouts({ scenario: office, seed, zone }, startMs)
        expect(first?.fromMs).toBe(startMs)
      },
    ),
    { numRuns: 40 },
  )
})

test('acts fill their bout without a gap, moves are at least as long as they must be to count', async () => {
  const scenario = await loadScenario('fidgety')
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 14_400 }), fc.integer(), (lengthS, seed) => {
      const bout = { fromMs: mondayMs, toMs: mondayMs + lengthS * 1000 }
      let atMs = bout.fromMs
      for (const act of actsOfBout(bout, scenario, seed)) {
        expect(act.fromMs).toBe(atMs)
        expect(act.toMs).toBeGreaterThan(act.fromMs)
        if (act.kind === 'weight-shift' || act.kind === 'pressure-relief') {
          expect(act.toMs - act.fromMs).toBeGreaterThanOrEqual(20_000)
        }
        if (act.kind === 'fidget') expect(act.toMs - act.fromMs).toBeLessThan(10_000)
        atMs = act.toMs
      }
      expect(atMs).toBe(bout.toMs)
    }),
    { numRuns: 60 },
  )
})

test('shifts and reliefs come as often as the scenario says', () => {
  const bout = { fromMs: mondayMs, toMs: mondayMs + 200 * 3_600_000 }
  const acts = [...actsOfBout(bout, office, 9)]
  const perHour = (kind: string) => acts.filter((act) => act.kind === kind).length / 200
  expect(perHour('weight-shift')).toBeGreaterThan(1.7)
  expect(perHour('weight-shift')).toBeLessThan(2.8)
  expect(perHour('pressure-relief')).toBeGreaterThan(0.2)
  expect(perHour('pressure-relief')).toBeLessThan(0.6)
})
