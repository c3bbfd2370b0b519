/**
 * Alerts that a person keeps open, in a real browser with time sped up: one is met by standing, one comes in a meeting and its break
 * is owed, and a wedge is compared before and after.
 */
import { afterAll, expect, test } from 'vitest'
import { startWithPage } from '../services/started.ts'
import { waitFor } from '../services/wait-for.ts'

const started = await startWithPage(
  '--scenario',
  'long-sit',
  '--speed',
  '30',
  '--no-past',
  '--zone',
  'Europe/Berlin',
)
const { url, browser, page, ask } = started
afterAll(() => started.end())
await page.goto(url)

const sitter = (wish: object) => ask('POST', '/api/v1/simulator/desk-1', wish)

const limits = (more: object) =>
  ask('PUT', '/api/v1/cushions/desk-1/tolerance', {
    v: 1,
    stage: 'settled',
    boutMin: null,
    dayMin: null,
    left: { loadKpaMin: null, pressureKpa: null },
    right: { loadKpaMin: null, pressureKpa: null },
    holdS: 120,
    offloadKpa: 2,
    recoveryHalfTimeMin: 1,
    breakMin: 2,
    alertAfterMin: 0,
    ...more,
  })

const banner = () => page.locator('.banner-limit')
const card = () => page.locator('.time-left')
const nothingRed = () =>
  page.evaluate(
    () => document.querySelectorAll('.banner-exceeded, .tone-over, .meter-over, .dot-offline').length === 0,
  )
const icon = () => page.evaluate(() => document.querySelector<HTMLLinkElement>('link[rel="icon"]')?.href)

test('an alert is met by standing: one banner, then a calm break, then thanks', async () => {
  await sitter({ seat: 'sit' })
  await limits({ boutMin: 2, left: { loadKpaMin: 20, pressureKpa: null } })
  await page.locator('.banner-limit.banner-exceeded').filter({ hasText: 'load now' }).waitFor()
  await page
    .locator('.banner-limit')
    .filter({ hasText: /your limits for/ })
    // In the order in which they were reached.
    .filter({ hasText: /sitting in one go/ })
    .filter({ hasText: /load now/ })
    .waitFor()
  expect(await banner().count()).toBe(1)
  expect(await card().textContent()).toContain('Put a wedge or soft cushion under your thighs')

  await sitter({ seat: 'stand' })
  await card().getByText('Off the seat for').waitFor()
  await card()
    .getByText(/Sit again from \d\d:\d\d with \d+ min left\./)
    .waitFor()
  expect(await banner().count()).toBe(0)
  expect(await card().textContent()).toContain('Thank you for getting up.')
  await waitFor(nothingRed, { what: 'a page without red' })

  await card().getByText('Sit whenever you like').waitFor({ timeout: 30_000 })
  expect(await card().textContent()).toContain('that was the break you owed')
  await waitFor(async () => (await page.title()).startsWith('Sit whenever you like'), { what: 'the tab' })
  await sitter({ seat: 'sit' })
  await page.getByText(/Thank you for the break of \d+ min\./).waitFor()
})

test('a meeting keeps the alert away, and the break stays owed until it is taken', async () => {
  await sitter({ seat: 'sit' })
  await limits({ boutMin: 1 })
  await card().getByRole('button', { name: 'In a meeting' }).click()
  await card().getByRole('button', { name: 'Be quiet' }).click()
  const note = page.locator('.hush')
  await note.getByText(/Quiet until \d\d:\d\d\./).waitFor()
  await card()
    .getByText(/A break has been due since \d\d:\d\d\./)
    .waitFor()
  expect(await banner().count()).toBe(0)
  await waitFor(nothingRed, { what: 'a page without red' })
  expect(await page.title()).toBe('Sitbone')
  expect(await icon()).toContain('fine.svg')

  await note.getByRole('button', { name: 'End the meeting' }).click()
  await banner().waitFor()
  await waitFor(async () => (await page.title()).startsWith('Time to stand'), { what: 'the tab' })
  await banner().getByRole('button', { name: 'Snooze 10 min' }).click()
  await note.getByText(/Snoozed until \d\d:\d\d\./).waitFor()
  expect(await banner().count()).toBe(0)
  await note.getByRole('button', { name: 'End the snooze' }).click()
  await banner().waitFor()

  await sitter({ seat: 'stand' })
  await card().getByText('that was the break you owed').waitFor({ timeout: 20_000 })
  await sitter({ seat: 'sit' })
  await page.getByText('Thank you for the break').waitFor()
})

test('a wedge, before and after', async () => {
  await limits({})
  await sitter({ seat: 'sit', posture: 'upright', speed: 5 })
  const compare = page.locator('section[aria-label="What did that change?"]')
  await compare.getByRole('button', { name: 'Compare a change' }).click()
  await compare.getByText('Now put the wedge in').waitFor()
  await sitter({ posture: 'thigh-wedge' })
  const seen = async () => (await (await fetch(`${url}/api/v1/cushions/desk-1/state`)).json()).at
  const changedAt = Date.parse(await seen())
  // Settled: ten seconds of the simulated sitter.
  await waitFor(async () => Date.parse(await seen()) > changedAt + 10_000, { what: 'the wedge in place' })
  await compare.getByRole('button', { name: 'I have settled' }).click()
  const rows = compare.locator('tbody tr')
  await rows.first().waitFor({ timeout: 100_000 })
  for (const at of [0, 1]) expect(await rows.nth(at).textContent()).toMatch(/\d\.\d\s±\s\d\.\d kPa less$/)
  expect(await rows.nth(3).textContent()).toContain('No clear difference')
  expect(browser.errors).toEqual([])
})
