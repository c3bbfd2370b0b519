import { expect, it } from 'vitest'
import { baselineWeek, morningsOf } from '../../core/progress/check-ins.ts'
import { simulatedCheckIns } from './diary.ts'

const asked = {
  seed: 1,
  zone: 'Europe/Berlin',
  dayStartHour: 4,
  nowMs: Date.parse('2026-03-18T10:00:00Z'),
  days: 14,
}

it('one morning each workday before today, marked as simulated, the same for the same seed', () => {
  const said = simulatedCheckIns(asked)
  expect(said).toEqual(simulatedCheckIns(asked))
  expect(said.map(({ day }) => day)).toEqual([
    ...['2026-03-04', '2026-03-05', '2026-03-06', '2026-03-09', '2026-03-10', '2026-03-11'],
    ...['2026-03-12', '2026-03-13', '2026-03-16', '2026-03-17'],
  ])
  for (const { source, when, atMs, day } of said) {
    expect([source, when]).toEqual(['simulated', 'morning'])
    const local = new Date(atMs + 3_600_000).toISOString()
    expect(local.slice(0, 10)).toBe(day)
    expect(local.slice(11, 16) >= '07:00' && local.slice(11, 16) <= '08:00').toBe(true)
  }
})
it('leaves a demo in which the last week is green, whatever the seed and weekday', () => {
  for (let seed = 1; seed <= 30; seed++) {
    const nowMs = asked.nowMs + seed * 86_400_000
    const said = simulatedCheckIns({ ...asked, seed, nowMs })
    const usual = baselineWeek(said, new Date(nowMs).toISOString().slice(0, 10)).morningPain
    expect(
      morningsOf(said, usual)
        .slice(-5)
        .map(({ colour }) => colour),
    ).toEqual(new Array(5).fill('green'))
  }
})
