/** A physio replays a recorded day by mouse and keys, writes about a moment, and the sitter opens it there. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDiaries } from '../../dashboard/server/diary/diaries.ts'
import { type Accounts, openAccounts } from '../../dashboard/server/people/accounts.ts'
import { secretOf } from '../../dashboard/server/people/sign-in/secret-file.ts'
import { addPerson, sessionCookie } from '../../dashboard/server/people/testing.ts'
import { aBout, aMinute, type Running, runDashboard } from '../../dashboard/server/testing.ts'
import { silentLog } from '../../platform/log.ts'
import { openStore, parseStoreUrl } from '../../store/open-store.ts'
import type { Store } from '../../store/store.ts'
import { batchOf, frameBatch, framesFrom } from '../../store/testing.ts'
import { axeFinds } from '../services/axe.ts'
import { type Browser, openBrowser } from '../services/chromium.ts'

/** 09:00 in Berlin. */
const t0 = Date.parse('2026-03-27T08:00:00.000Z')
const minuteMs = 60_000
const min = (at: number): number => t0 + at * minuteMs
const iso = (atMs: number): string => new Date(atMs).toISOString()

let folder: string
let accounts: Accounts
let store: Store
let server: Running
let browser: Browser
let petra: Page

/** Twenty minutes of sitting with two minutes missing in the middle; an hour later, ten minutes of which only the minutes are kept. */
async function fill(): Promise<void> {
  await store.start()
  await store.write([frameBatch(framesFrom(t0, 6000)), frameBatch(framesFrom(min(12), 4800))])
  const unknown = { seatedS: 0, unknownS: 60, frames: 0, leftMeanKpa: null, rightMeanKpa: null }
  const minutes = Array.from({ length: 20 }, (_, at) =>
    aMinute(min(at), at === 10 || at === 11 ? unknown : {}),
  )
  const old = Array.from({ length: 10 }, (_, at) => aMinute(min(60 + at), { leftMeanKpa: 9.5 }))
  const events = [
    {
      ...{ v: 1 as const, at: iso(min(15)), kind: 'alert-raised', alertId: 'a' },
      ...{ alertKind: 'bout' as const, level: 'warning' as const },
    },
    { v: 1 as const, at: iso(min(5)), kind: 'calibration-changed' },
  ]
  await store.write([
    batchOf({ minutes: [...minutes, ...old], bouts: [aBout(t0, 1200), aBout(min(60), 600)], events }),
  ])
}

/** From here on the browser is that person's. */
async function openAs(name: string): Promise<Page> {
  const cookie = await sessionCookie(accounts, secretOf(join(folder, 'accounts.secret')), `id-of-${name}`)
  const [key = '', value = ''] = cookie.split(/=(.*)/s)
  await browser.context.clearCookies()
  await browser.context.addCookies([{ name: key, value, url: server.url }])
  return await browser.context.newPage()
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-replay-e2e-'))
  const address = { kind: 'sqlite', file: join(folder, 'accounts.db') } as const
  accounts = await openAccounts(address)
  await addPerson(accounts, 'anna', ['sitter'])
  await addPerson(accounts, 'petra', ['physio'])
  await accounts.assignments.assign({ cushion: 'desk-1', sitterId: 'id-of-anna', fromMs: 0 })
  const scopes = ['frames', 'diary', 'notes'] as const
  const between = { sitterId: 'id-of-anna', physioId: 'id-of-petra', fromMs: 0, untilMs: null }
  await accounts.grants.add({ ...between, scopes, nowMs: Date.now() })
  store = await openStore(parseStoreUrl('sqlite', { folder, retentionDays: null }), silentLog)
  await fill()
  const diary = createDiaries({
    ...{ realFile: join(folder, 'diary.db'), simulatedFile: join(folder, 'simulated.db'), log: silentLog },
  })
  server = await runDashboard({
    accounts: { address, secretFile: join(folder, 'accounts.secret') },
    diary,
    store,
    webRoot: fileURLToPath(new URL('../../dashboard/web/dist', import.meta.url)),
  })
  server.withDesk()
  browser = await openBrowser()
  browser.context.setDefaultTimeout(30_000)
  petra = await openAs('petra')
})
afterAll(async () => {
  await browser?.close()
  await server?.end()
  await store?.stop()
  await accounts?.close()
  rmSync(folder, { recursive: true, force: true })
})

const clock = (page: Page) => page.locator('.replay-time')
const isAt = (page: Page, time: string) => clock(page).getByText(time, { exact: true }).waitFor()

test('the day leads to its replay, which keys move and play', async () => {
  await petra.goto(`${server.url}/day/2026-03-27`)
  await petra.getByRole('link', { name: 'Replay', exact: true }).click()
  await isAt(petra, '09:00:00')
  await petra.getByRole('img', { name: /^Pressure per cell in kPa: left ischium 11/ }).waitFor()
  // The events of the day come after its readings, and without them there is nothing to jump to.
  await petra.locator('[aria-label="Next event"]:enabled').waitFor()
  await petra.keyboard.press('n')
  await isAt(petra, '09:05:00')
  await petra.keyboard.press('n')
  await isAt(petra, '09:15:00')
  await petra.getByText('Close to the limit for sitting in one go.').first().waitFor()
  await petra.keyboard.press('p')
  await isAt(petra, '09:05:00')
  await petra.keyboard.press('ArrowRight')
  await isAt(petra, '09:05:10')
  await petra.keyboard.press('3')
  await petra.getByText('Mean of 60 readings in 6 s.').waitFor()
  await petra.keyboard.press('ArrowLeft')
  await isAt(petra, '09:04:10')
  await petra.keyboard.press('End')
  await isAt(petra, '10:10:00')
  await petra.keyboard.press('Home')
  await isAt(petra, '09:00:00')
  await petra.keyboard.press('Space')
  await petra.getByRole('button', { name: 'Pause' }).waitFor()
  await clock(petra)
    .getByText(/^09:0[1-9]/)
    .waitFor()
  await petra.keyboard.press('Space')
  await petra.getByRole('button', { name: 'Play' }).waitFor()
})

test('gaps are gaps, and where only minutes are kept it says so, without moving the page', async () => {
  await petra.goto(`${server.url}/replay?at=2026-03-27T08:08:00Z`)
  await isAt(petra, '09:08:00')
  await petra.getByText('The calibration changed at 09:05').waitFor()
  await petra.getByText('Mean of 10 readings in 1 s.').waitFor()
  const place = await petra.locator('.replay-line').boundingBox()
  await petra.goto(`${server.url}/replay?at=2026-03-27T08:11:00Z`)
  await petra.getByText('No readings', { exact: true }).waitFor()
  expect(await petra.locator('.cell text').allTextContents()).toEqual(Array(8).fill('–'))
  expect(await petra.locator('.replay-line').boundingBox()).toEqual(place)
  await petra.goto(`${server.url}/replay?at=2026-03-27T09:03:00Z`)
  await petra.getByText('Only minutes are kept').waitFor()
  await petra.locator('.replay-facts').getByText('9.5').waitFor()
  expect(await petra.locator('.replay-line').boundingBox()).toEqual(place)
  expect(await axeFinds(petra)).toEqual([])
})

test('the line is dragged to a moment, and a comment about it opens there for the sitter', async () => {
  const line = await petra.getByRole('slider', { name: 'Moment' }).boundingBox()
  if (line === null) throw new Error('no line')
  await petra.mouse.move(line.x + 30, line.y + 45)
  await petra.mouse.down()
  await petra.mouse.move(line.x + 100, line.y + 45)
  await petra.mouse.up()
  const time = (await clock(petra).textContent()) ?? ''
  expect(time).not.toBe('10:03:00')
  await petra.keyboard.press('c')
  await petra.keyboard.type('What was this?')
  // Typed, not pressed: `a` and Space moved nothing.
  await isAt(petra, time)
  await petra.locator('.pinned').getByText(`about ${time}`).waitFor()
  await petra.getByRole('button', { name: 'Comment', exact: true }).click()
  await petra.locator('.replay-moments').getByText('You: What was this?').waitFor()
  expect(await axeFinds(petra)).toEqual([])
  await petra.close()

  const anna = await openAs('anna')
  await anna.setViewportSize({ width: 390, height: 844 })
  await anna.emulateMedia({ colorScheme: 'dark' })
  await anna.goto(`${server.url}/day/2026-03-27`)
  await anna.locator('.thread-moment').click()
  await isAt(anna, time)
  expect(new URL(anna.url()).searchParams.get('at')).toMatch(/^2026-03-27T\d\d:\d\d:\d\dZ$/)
  await anna.locator('.replay-moments').getByText('petra: What was this?').waitFor()
  const width = () => anna.evaluate(() => document.documentElement.scrollWidth)
  expect(await width()).toBe(390)
  await anna.emulateMedia({ forcedColors: 'active' })
  expect(await axeFinds(anna)).toEqual([])
  expect(browser.errors).toEqual([])
})
