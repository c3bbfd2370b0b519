/**
 * The first weeks of a person with a real cushion, in a real browser: first run and baseline week, a week that ends in a
 * step up, one that ends in a step back. Server and page see a clock that the test sets, so a week takes seconds; the
 * cushion and the store are in memory.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Tolerance } from '../../core/model/schemas/tolerance.ts'
import { nothingWatched, startingTolerance } from '../../core/model/tolerance-fields.ts'
import { addDays } from '../../core/time/calendar.ts'
import { createDiaries } from '../../dashboard/server/diary/diaries.ts'
import {
  aBout,
  aMinute,
  desk,
  FakeStore,
  type Running,
  runDashboard,
} from '../../dashboard/server/testing.ts'
import { silentLog } from '../../platform/log.ts'
import { type Browser, openBrowser } from '../services/chromium.ts'
import { waitFor } from '../services/wait-for.ts'

/** A Monday; every morning is at 08:00 in Berlin. */
const today = '2026-03-16'
const morningMs = (day: string) => Date.parse(`${day}T07:00:00Z`)
let nowMs: number
let folder: string
let server: Running
let store: FakeStore
let browser: Browser
let page: Page

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

beforeEach(async () => {
  nowMs = morningMs(today)
  folder = mkdtempSync(join(tmpdir(), 'sitbone-first-week-'))
  store = new FakeStore()
  const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs }
  const diary = createDiaries({
    realFile: join(folder, 'diary.db'),
    simulatedFile: join(folder, 'simulated/diary.db'),
    log: silentLog,
    clock,
  })
  const webRoot = join(import.meta.dirname, '../../dashboard/web/dist')
  server = await runDashboard({ diary, clock, webRoot }, store)
  server.withDesk()
  page = await browser.context.newPage()
})
afterEach(async () => {
  await page?.close()
  await server?.end()
  rmSync(folder, { recursive: true, force: true })
})

const limits = (tolerance: Tolerance) =>
  server.mqtt.deliver(desk.cushion('desk-1', 'tolerance'), tolerance, true)
const inForce = (): Tolerance => JSON.parse(server.mqtt.published.at(-1)?.payload ?? '{}')
const open = async (path: string) => {
  await page.clock.setFixedTime(nowMs)
  await page.goto(server.url + path)
}
const checkIn = async (day: string, pain: number) => {
  const answer = await fetch(`${server.url}/api/v1/cushions/desk-1/checkins`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ when: 'morning', pain, at: new Date(morningMs(day)).toISOString() }),
  })
  expect(answer.status).toBe(201)
}
/** Five hours of sitting, in bouts of 40 min. */
const work = (day: string) => {
  const startMs = Date.parse(`${day}T08:00:00Z`)
  for (let minute = 0; minute < 300; minute++) store.minuteRows.push(aMinute(startMs + minute * 60_000))
  for (let bout = 0; bout < 6; bout++) store.boutRows.push(aBout(startMs + bout * 3_000_000, 40 * 60))
}
const button = (name: string) => page.getByRole('button', { name, exact: true })
const step = (name: string) => page.locator('.setup-steps li').filter({ hasText: name })

test('first run: nothing is watched, the setup can be left and resumed, and after a week a first limit is proposed', async () => {
  limits(nothingWatched)
  const first = addDays(today, -7)
  nowMs = morningMs(first)
  await open('/')
  await page.getByText('In one go').waitFor()
  expect(await page.locator('.time-limits').textContent()).toMatch(/In one go.*not watched.*not watched/)
  await button('Read, and set up').click()
  await page.getByRole('heading', { name: 'Your first week' }).waitFor()
  await button('No new symptoms').click()
  await button('Yes').click()
  await button('Left').click()
  await button('Settled').click()
  await step('How is it at the moment?').getByText('done').waitFor()
  expect(inForce()).toEqual({ ...nothingWatched, stage: 'settled' })

  // Another device knows nothing of this browser.
  await page.evaluate(() => localStorage.clear())
  await open('/first-week')
  await step('Which side?').getByText('done').waitFor()
  await step('Your cushion').getByText('next').waitFor()

  await open('/')
  await button('2 of 10').click()
  await page.getByText('Check-in saved: 2 of 10.').waitFor()
  expect(await page.locator('section[aria-label="Suggested step"]').count()).toBe(0)

  nowMs = morningMs(today)
  for (const back of [6, 5, 4, 3]) await checkIn(addDays(today, -back), 2)
  for (const back of [7, 6, 5, 4, 3]) work(addDays(today, -back))
  await open('/')
  const card = page.locator('section[aria-label="Suggested step"]')
  await card.getByRole('heading', { name: 'A first limit' }).waitFor()
  expect(await card.textContent()).toMatch(/half of your sitting was in stretches of 40 min or longer/)
  await card.getByRole('button', { name: 'Accept' }).click()
  await waitFor(() => inForce().boutMin === 32, { what: () => JSON.stringify(inForce()) })
  expect(inForce()).toEqual({ ...nothingWatched, stage: 'settled', boutMin: 32 })
})

/** The baseline week is over, and the last five days were good. */
const goodWeek = async () => {
  limits(startingTolerance)
  for (const back of [14, 13, 12, 7, 6, 5, 4, 3]) await checkIn(addDays(today, -back), 2)
  for (const back of [7, 6, 5, 4, 3]) work(addDays(today, -back))
}

test('a good week ends in a step up of one limit, which is accepted and undone', async () => {
  await goodWeek()
  await open('/')
  await button('2 of 10').click()
  const card = page.locator('section[aria-label="Suggested step"]')
  await card.getByRole('heading', { name: 'A step up is possible' }).waitFor()
  expect(await card.textContent()).toContain('Sitting in one go 45 → 49.5 min')
  await card.getByRole('button', { name: 'Accept' }).click()
  await waitFor(() => inForce().boutMin === 49.5, { what: () => JSON.stringify(inForce()) })
  expect(inForce()).toEqual({ ...startingTolerance, boutMin: 49.5 })

  await open('/tolerance')
  const steps = page.locator('section[aria-label="Steps so far"]')
  await steps.getByRole('button', { name: 'Undo' }).click()
  await steps.getByText('undone').waitFor()
  expect(inForce()).toEqual(startingTolerance)
})

test('a week with a red morning ends in a step back; other loads are noted in two taps, and their time can be changed and undone', async () => {
  await goodWeek()
  await open('/diary')
  await button('Run').click()
  await button('30 min').click()
  await page
    .locator('.diary-day')
    .first()
    .getByText(/Run, 08:00, 30 min/)
    .waitFor()
  await button('Change the entry, Run, 08:00').click()
  await page.getByLabel(/^Time, on Monday 16 March/).fill('06:45')
  await button('Save').click()
  await button('Change the entry, Run, 06:45').waitFor()
  const toast = page.getByText('Entry changed.').locator('..')
  await toast.getByRole('button', { name: 'Undo' }).click()
  await button('Change the entry, Run, 08:00').click()
  await page.getByLabel(/^Time, on Monday 16 March/).fill('23:00')
  await button('Save').click()
  await page.getByText('A diary entry is about now or about the past. Nothing was saved.').waitFor()
  await button('Cancel').click()

  await open('/')
  await button('7 of 10').click()
  const card = page.locator('section[aria-label="Suggested step"]')
  await card.getByRole('heading', { name: 'A step back is suggested' }).waitFor()
  await card.getByRole('button', { name: 'Accept' }).click()
  await waitFor(() => inForce().boutMin === 36, { what: () => JSON.stringify(inForce()) })
  expect(inForce().stage).toBe('settled')
})
