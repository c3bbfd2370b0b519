import { describe, expect, test } from 'vitest'
import { Zone } from '../core/time/zone.ts'
import { loadScenario } from './body/scenario.ts'
import { type PastFrame, simulatePast } from './past.ts'
import { layout } from './testing.ts'

const scenario = await loadScenario('office-day')
const past = (change: Partial<Parameters<typeof simulatePast>[0]> = {}): PastFrame[] => [
  ...simulatePast({
    scenario,
    seed: 1,
    layout,
    zone: 'Europe/Berlin',
    rateHz: 0.05,
    fromMs: Date.parse('2026-11-06T23:00:00Z'),
    toMs: Date.parse('2026-11-20T23:00:00Z'),
    ...change,
  }),
]

describe('two weeks', () => {
  const frames = past()

  test('have frames in order, on whole milliseconds, with the board counting up within a day', () => {
    let last: PastFrame | undefined
    for (const frame of frames) {
      expect(Number.isInteger(frame.atMs)).toBe(true)
      if (last !== undefined) {
        expect(frame.atMs).toBeGreaterThan(last.atMs)
        if (frame.boot === last.boot) {
          expect(frame.seq).toBe(last.seq + 1)
          expect(frame.boardMs - last.boardMs).toBe(frame.atMs - last.atMs)
        } else {
          expect(frame.boot).toBeGreaterThan(last.boot)
          expect(frame.seq).toBe(0)
        }
      }
      last = frame
    }
  })

  test('lie within office hours, and hold nothing while the computer was off', () => {
    const zone = new Zone('Europe/Berlin')
    const days = new Map<string, number>()
    for (const { atMs } of frames) {
      const day = zone.dayOf(atMs)
      const hour = (atMs - zone.atMs(day, 0)) / 3_600_000
      expect(hour).toBeGreaterThan(8.2)
      expect(hour).toBeLessThan(19)
      days.set(day, (days.get(day) ?? 0) + 20 / 3600)
    }
    expect([...days.keys()].filter((day) => day >= '2026-11-09' && day <= '2026-11-13')).toHaveLength(5)
    for (const [day, hoursOn] of days)
      if (day <= '2026-11-13' && day >= '2026-11-09') expect(hoursOn).toBeGreaterThan(7.5)
  })

  test('can tell their truth: seated most of the time the computer was on, with breaks', () => {
    const truths = past({ withTruth: true }).flatMap(({ truth }) => truth ?? [])
    const share = truths.filter((truth) => truth.occupied).length / truths.length
    expect(share).toBeGreaterThan(0.55)
    expect(share).toBeLessThan(0.92)
  })

  test('are the same for the same seed, with and without truth', () => {
    expect(past({ withTruth: true }).map(({ counts }) => counts)).toEqual(frames.map(({ counts }) => counts))
    expect(past({ seed: 2 }).map(({ counts }) => counts)).not.toEqual(frames.map(({ counts }) => counts))
  })
})

test('a weekday starts at the same local hour before and after daylight saving begins', () => {
  const starts = past({
    fromMs: Date.parse('2026-03-27T00:00:00Z'),
    toMs: Date.parse('2026-03-30T20:00:00Z'),
  })
    .filter(({ seq }) => seq === 0)
    .map(({ atMs }) => new Date(atMs).toISOString())
  const utcHour = (day: string) => {
    const start = starts.find((at) => at.startsWith(day))
    return Number(start?.slice(11, 13)) + Number(start?.slice(14, 16)) / 60
  }
  expect(utcHour('2026-03-27')).toBeGreaterThan(7.2)
  expect(utcHour('2026-03-27')).toBeLessThan(8.2)
  expect(utcHour('2026-03-30')).toBeGreaterThan(6.2)
  expect(utcHour('2026-03-30')).toBeLessThan(7.2)
})

test('the stretch asked for is kept to, even in the middle of a day', () => {
  const fromMs = Date.parse('2026-11-10T09:30:00Z')
  const toMs = Date.parse('2026-11-10T10:00:00Z')
  const frames = past({ fromMs, toMs, rateHz: 1 })
  expect(frames).toHaveLength(1800)
  expect(frames[0]?.atMs).toBe(fromMs)
  expect(frames.at(-1)?.atMs).toBeLessThan(toMs)
})

test('who has got up stays up: the seat is empty from then on, without a gap', () => {
  const fromMs = Date.parse('2026-11-10T09:30:00Z')
  const leavesMs = fromMs + 20 * 60_000
  const frames = past({ fromMs, toMs: leavesMs + 15 * 60_000, leavesMs, rateHz: 1, withTruth: true })
  const occupied = (from: number, to: number) =>
    frames.filter(({ atMs, truth }) => truth?.occupied === true && atMs >= from && atMs < to).length
  expect(occupied(fromMs, leavesMs)).toBeGreaterThan(0)
  expect(occupied(leavesMs + 2000, Infinity)).toBe(0)
  expect(frames).toHaveLength(35 * 60)
})

test('an empty cushion has quiet frames, not gaps', async () => {
  const frames = past({ scenario: await loadScenario('empty') })
  expect(frames.length).toBeGreaterThan(1000)
  for (const { counts } of frames) expect(Math.max(...counts)).toBeLessThan(12)
})

test('a lost hour is a gap in the same day, and the cells go on as if it had arrived', () => {
  const stretch = { fromMs: Date.parse('2026-11-10T08:00:00Z'), toMs: Date.parse('2026-11-10T16:00:00Z') }
  const [all, some] = [past(stretch), past({ ...stretch, lostHours: 0.4 })]
  const times = new Set(some.map(({ atMs }) => atMs))
  const lost = new Set(
    all.filter(({ atMs }) => !times.has(atMs)).map(({ atMs }) => Math.floor(atMs / 3_600_000)),
  )
  expect(lost.size).toBeGreaterThan(0)
  expect(lost.size).toBeLessThan(8)
  for (const hour of lost) expect(some.some(({ atMs }) => Math.floor(atMs / 3_600_000) === hour)).toBe(false)
  expect(some.at(-1)?.seq).toBe(all.at(-1)?.seq)
})

test('a broken cell is broken on each of its days', () => {
  const frames = past({ cellFaults: [{ cell: 2, fault: { kind: 'open' } }] })
  expect(new Set(frames.map(({ counts }) => counts[2]))).toEqual(new Set([0]))
})
