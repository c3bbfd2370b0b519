import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { problemSchema } from '../../../contract/problem.ts'
import { reviewAnswer } from '../../../contract/review.ts'
import { startingTolerance } from '../../../core/model/tolerance-fields.ts'
import { silentLog } from '../../../platform/log.ts'
import { createDiaries } from '../diary/diaries.ts'
import { aBout, aMinute, desk, FakeStore, type Running, runDashboard } from '../testing.ts'

/** Monday 30 March 2026, 12:00 in Berlin: the day after the change to summer time. */
const nowMs = Date.parse('2026-03-30T10:00:00.000Z')
const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs }
let folder: string
let server: Running
let store: FakeStore

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-review-'))
  const diary = createDiaries({
    realFile: join(folder, 'diary.db'),
    simulatedFile: join(folder, 'simulated/diary.db'),
    log: silentLog,
  })
  store = new FakeStore()
  server = await runDashboard({ diary, clock }, store)
  server.withDesk()
  server.mqtt.deliver(desk.cushion('desk-1', 'tolerance'), startingTolerance, true)
})
afterEach(async () => {
  await server.end()
  rmSync(folder, { recursive: true, force: true })
})

const get = (query = '') => fetch(`${server.url}/api/v1/cushions/desk-1/review${query}`)
const read = async (query = '') => reviewAnswer.parse(await (await get(query)).json())
const post = async (path: string, body: unknown) => {
  const answer = await fetch(`${server.url}/api/v1/cushions/desk-1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(answer.status).toBe(201)
}
const sit = (from: string, minutes: number) => {
  const fromMs = Date.parse(from)
  for (let minute = 0; minute < minutes; minute++) store.minuteRows.push(aMinute(fromMs + minute * 60_000))
  store.boutRows.push(aBout(fromMs, minutes * 60))
}

describe('the review of a cushion', () => {
  it('is about the last 28 days, today included', async () => {
    const answer = await read()
    expect(answer).toMatchObject({ from: '2026-03-03', to: '2026-03-30', tz: 'Europe/Berlin', paused: false })
    expect(answer.days).toHaveLength(28)
    expect(answer.days.at(-1)).toMatchObject({ day: '2026-03-30', over: false, valid: false, seatedS: null })
    expect(answer.quality).toMatchObject({ finishedDays: 27, validDays: 0, daysWithoutData: 27 })
    expect(answer.summary[0]?.rule).toBe('no-data')
  })
  it('brings days, mornings, limits and entries together', async () => {
    sit('2026-03-26T08:00:00Z', 300)
    for (const day of ['25', '26', '27'])
      await post('checkins', { when: 'morning', pain: 2, at: `2026-03-${day}T06:00:00Z` })
    await post('checkins', { when: 'after-sitting', pain: 4, at: '2026-03-26T15:00:00Z' })
    await post('entries', { kind: 'chair', at: '2026-03-26T09:00:00Z', note: 'a firmer one' })
    const answer = await read('?from=2026-03-25&to=2026-03-27')
    expect(answer.days.map(({ day, valid }) => [day, valid])).toEqual([
      ['2026-03-25', false],
      ['2026-03-26', true],
      ['2026-03-27', false],
    ])
    expect(answer.days[1]).toMatchObject({
      seatedS: 300 * 60,
      limits: startingTolerance,
      morning: { pain: 2 },
      laterPain: 4,
      entries: [{ kind: 'chair', note: 'a firmer one' }],
    })
    expect(answer.figures?.seatedSPerDay).toMatchObject({ value: 18_000, n: 1 })
    expect(answer.figures?.usualBoutS).toMatchObject({ value: 18_000, n: 1 })
    expect(answer.mornings?.now).toMatchObject({ given: 3, notGiven: 0 })
    expect(answer.limits.inForce).toEqual(startingTolerance)
    expect(answer.days[1]).toMatchObject({ usualBoutS: 18_000, longestBoutS: 18_000, breaks: 0 })
    expect(answer.days[0]).toMatchObject({ usualBoutS: null, longestBoutS: null, breaks: null })
    expect(answer.periods).toMatchObject([{ days: 3, validDays: 1, medianMorningPain: 2, highestPain: 4 }])
    expect(answer.checkIns.map(({ day, when }) => [day, when])).toEqual([
      ['2026-03-25', 'morning'],
      ['2026-03-26', 'morning'],
      ['2026-03-26', 'after-sitting'],
      ['2026-03-27', 'morning'],
    ])
    expect(answer.version).toMatch(/^\d+\.\d+\.\d+/)
  })
  it('tells the changes of the limits in its days', async () => {
    const change = (at: string, boutMin: number) => ({
      v: 1 as const,
      at,
      kind: 'tolerance-changed' as const,
      before: startingTolerance,
      tolerance: { ...startingTolerance, boutMin },
    })
    store.eventRows.push(change('2026-03-20T10:00:00.000Z', 40), change('2026-03-26T10:00:00.000Z', 50))
    const { limitHistory } = await read('?from=2026-03-25&to=2026-03-27')
    expect(limitHistory).toEqual([
      {
        at: '2026-03-26T10:00:00.000Z',
        day: '2026-03-26',
        kind: 'set',
        decision: null,
        undone: false,
        by: null,
        changes: [{ limit: 'boutMin', from: 45, to: 50 }],
        reasons: [],
      },
    ])
  })
  it('puts the hours of a day with a change of the clocks where the clock on the wall had them', async () => {
    // 09:00 to 11:00 on Saturday (winter time) and on Sunday (summer time).
    sit('2026-03-28T08:00:00Z', 120)
    sit('2026-03-29T07:00:00Z', 120)
    const { pattern } = await read('?from=2026-03-28&to=2026-03-29')
    expect(pattern?.hours.map(({ weekday, hour }) => [weekday, hour])).toEqual([
      [5, 9],
      [5, 10],
      [6, 9],
      [6, 10],
    ])
  })
  it('compares with as many days directly before', async () => {
    for (let day = 10; day < 20; day++) sit(`2026-03-${day}T08:00:00Z`, day < 15 ? 240 : 300)
    const { figures } = await read('?from=2026-03-15&to=2026-03-19')
    expect(figures?.seatedSPerDay).toMatchObject({
      value: 18_000,
      before: { value: 14_400, n: 5 },
      change: 3600,
    })
  })
  it('interprets nothing while new symptoms are open', async () => {
    sit('2026-03-26T08:00:00Z', 300)
    await post('checkins', { when: 'morning', pain: 7, at: '2026-03-26T06:00:00Z' })
    await post('red-flags', { flags: ['numbness'] })
    const answer = await read()
    expect(answer).toMatchObject({
      paused: true,
      figures: null,
      mornings: null,
      pattern: null,
      periods: null,
    })
    expect(answer.summary.map(({ rule }) => rule)).toEqual(['symptoms'])
    expect(answer.days.find(({ day }) => day === '2026-03-26')?.morning).toEqual({ pain: 7, colour: null })
  })
  it('is about one day, too', async () => {
    sit('2026-03-26T08:00:00Z', 60)
    const answer = await read('?from=2026-03-26&to=2026-03-26')
    expect(answer.quality).toMatchObject({ days: 1, validDays: 0, daysWithoutData: 0 })
    expect(answer.summary[0]?.rule).toBe('few-days')
  })
  it.each([
    ['?from=2026-03-20&to=2026-03-19', 'to'],
    ['?from=2026-04-02', 'from'],
    ['?from=2024-01-01&to=2026-03-01', 'to'],
    ['?from=2026-02-30', 'from'],
  ])('says what is wrong with %s', async (query, path) => {
    const answer = await get(query)
    expect(answer.status).toBe(400)
    expect(problemSchema.parse(await answer.json()).errors?.[0]?.path).toBe(path)
  })
})
