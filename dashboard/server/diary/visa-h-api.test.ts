import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { visaHAnswer } from '../../../contract/diary/visa-h.ts'
import { reviewAnswer } from '../../../contract/review.ts'
import { silentLog } from '../../../platform/log.ts'
import { FakeStore, type Running, runDashboard } from '../testing.ts'
import { createDiaries } from './diaries.ts'

/** Monday 30 March 2026, 12:00 in Berlin. */
const nowMs = Date.parse('2026-03-30T10:00:00.000Z')
const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs }
let folder: string
let server: Running

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-visa-h-'))
  const diary = createDiaries({
    realFile: join(folder, 'diary.db'),
    simulatedFile: join(folder, 'simulated.db'),
    log: silentLog,
  })
  server = await runDashboard({ diary, clock }, new FakeStore())
  server.withDesk()
})
afterEach(async () => {
  await server.end()
  rmSync(folder, { recursive: true, force: true })
})

const url = (rest = '') => `${server.url}/api/v1/cushions/desk-1/visa-h${rest}`
const put = (day: string, total: unknown) =>
  fetch(url(`/${day}`), {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ total }),
  })
const totals = async () => visaHAnswer.parse(await (await fetch(url())).json()).totals

it('keeps one total a day, in order of the days, and says how much may be chance', async () => {
  await put('2026-03-28', 55)
  await put('2026-03-01', 48)
  await put('2026-03-28', 57)
  expect(await totals()).toEqual([
    { day: '2026-03-01', total: 48, by: null },
    { day: '2026-03-28', total: 57, by: null },
  ])
  expect(visaHAnswer.parse(await (await fetch(url())).json()).detectableChange).toBe(13)
})

it('is a file for a spreadsheet, too', async () => {
  await put('2026-03-28', 55)
  const answer = await fetch(url(), { headers: { accept: 'text/csv' } })
  expect(answer.headers.get('content-disposition')).toContain('sitbone-desk-1-visa-h.csv')
  expect(await answer.text()).toBe('day,total,by\n2026-03-28,55,\n')
})

it.each([
  ['2026-03-28', 101],
  ['2026-03-28', -1],
  ['2026-03-28', 50.5],
  ['2026-03-28', null],
  ['2026-03-31', 50],
])('refuses %s with %s, and keeps what was there', async (day, total) => {
  await put('2026-03-28', 40)
  expect((await put(day, total)).status).toBe(422)
  expect(await totals()).toMatchObject([{ total: 40 }])
})

it('removes a total, once', async () => {
  await put('2026-03-28', 40)
  expect((await fetch(url('/2026-03-28'), { method: 'DELETE' })).status).toBe(204)
  expect((await fetch(url('/2026-03-28'), { method: 'DELETE' })).status).toBe(404)
  expect(await totals()).toEqual([])
})

it('stands in the review, with the earlier ones to compare with, and none of later days', async () => {
  for (const [day, total] of [
    ['2026-01-05', 41],
    ['2026-03-10', 50],
    ['2026-03-29', 60],
  ] as const)
    await put(day, total)
  const asked = `${server.url}/api/v1/cushions/desk-1/review?from=2026-03-01&to=2026-03-20`
  const { visaH } = reviewAnswer.parse(await (await fetch(asked)).json())
  expect(visaH.map(({ day }) => day)).toEqual(['2026-01-05', '2026-03-10'])
})
