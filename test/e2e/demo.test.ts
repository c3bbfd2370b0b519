/**
 * The demo as a newcomer sees it: `sitbone start` with the simulator, a real browser. The simulator runs fast, so that
 * a sitter exceeds a tolerance within seconds; everything then runs on the simulator's clock.
 */
import { afterAll, expect, test } from 'vitest'
import { axeFinds } from '../services/axe.ts'
import { startWithPage } from '../services/started.ts'
import { waitFor } from '../services/wait-for.ts'

const sitter = ['--scenario', 'long-sit', '--speed', '30', '--no-past', '--zone', 'Europe/Berlin']
const started = await startWithPage(...sitter)
const { url, sitbone, browser, page, ask } = started
afterAll(() => started.end())
await page.goto(url)

const text = async (selector: string) => (await page.locator(selector).first().textContent()) ?? ''

test('figures are there within seconds and move; simulated data says so', async () => {
  const side = 'section[aria-label="Left sit bone"]'
  await waitFor(async () => /\d+\.\d/.test(await text(side)), {
    timeoutMs: 15_000,
    what: 'a pressure on the page',
  })
  const first = await text(side)
  await waitFor(async () => (await text(side)) !== first, { what: 'a moving figure' })
  expect(await text('.status')).toContain('Simulated')
})

test('an alert appears when the sitter exceeds the tolerance, and is acknowledged', async () => {
  await ask('PUT', '/api/v1/cushions/desk-1/tolerance', {
    v: 1,
    stage: 'settled',
    boutMin: 3,
    dayMin: null,
    left: { loadKpaMin: null, pressureKpa: null },
    right: { loadKpaMin: null, pressureKpa: null },
    holdS: 120,
    offloadKpa: 2,
    recoveryHalfTimeMin: 10,
    breakMin: 2,
    alertAfterMin: 0,
  })
  // In the afternoon other alerts are open too, until the new limits reach the page.
  const banner = page.locator('.banner-exceeded').filter({ hasText: /your limit for sitting in one go/i })
  await banner.waitFor({ timeout: 40_000 })
  await banner.getByRole('button', { name: 'Acknowledge' }).click()
  await banner.waitFor({ state: 'detached', timeout: 5000 })
  const state: unknown = await (await fetch(`${url}/api/v1/cushions/desk-1/state`)).json()
  expect(JSON.stringify(state)).toContain('"acknowledged":true')
})

test('the acknowledged alert stays acknowledged while readings arrive', async () => {
  const before = await seatedS()
  await waitFor(async () => (await seatedS()) > before + 60, {
    timeoutMs: 20_000,
    what: 'a minute of simulated sitting',
  })
  expect(await page.locator('.banner-exceeded').count()).toBe(0)
})

test('the day page shows the bout that was recorded', async () => {
  await page.getByRole('link', { name: 'Days', exact: true }).click()
  const bouts = page.locator('section[aria-label="Bouts and breaks"]')
  await waitFor(async () => /\d+ min/.test((await bouts.textContent()) ?? ''), {
    timeoutMs: 15_000,
    what: 'a bout',
  })
  const alerts = page.locator('section[aria-label="Alerts and events"]')
  await waitFor(async () => /sitting in one go/i.test((await alerts.textContent()) ?? ''), {
    timeoutMs: 15_000,
    what: 'the alert in the list of the day',
  })
})

test('a check-in appears in the diary, a suggestion follows, and accepting it changes the limits', async () => {
  await page.getByRole('link', { name: 'Now', exact: true }).click()
  await page.locator('.time-left').getByRole('button', { name: 'Check in' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('This morning').click()
  await dialog.getByRole('button', { name: '7 of 10' }).click()
  await dialog.getByText('Saved: 7 of 10.').waitFor()
  await dialog.getByLabel('Note (optional)').fill('after a long drive')
  await dialog.getByRole('button', { name: 'Done' }).click()
  await dialog.waitFor({ state: 'detached' })

  await page.getByRole('link', { name: 'Diary', exact: true }).click()
  const today = page.locator('.diary-day').first()
  await today.getByText('after a long drive').waitFor()
  expect(await today.textContent()).toMatch(/red.*7.*morning/)

  await page.getByRole('link', { name: 'Tolerance', exact: true }).click()
  const suggestion = page.locator('section[aria-label="Suggestion"]')
  await suggestion.getByText('A step back is suggested').waitFor()
  expect(await suggestion.textContent()).toMatch(/Sitting in one go3 to .*2\.4 min/)
  await suggestion.getByRole('button', { name: 'Accept' }).click()
  const limit = page.getByLabel('Sitting in one go', { exact: true })
  await waitFor(async () => (await limit.inputValue()) === '2.4', {
    timeoutMs: 10_000,
    what: 'the new limit in the form',
  })
  await page.locator('section[aria-label="Steps so far"]').getByText('Step back, accepted').waitFor()
})

test('the review for a physio opens from the diary with its figures, and prints without the menu', async () => {
  await page.getByRole('navigation', { name: 'Pages' }).getByLabel('Diary').click()
  await page.getByRole('link', { name: 'Review for your physio' }).click()
  await page.locator('.six-value').nth(5).waitFor()
  expect(await (await fetch(`${url}/review`)).text()).toMatch(/"modulepreload".+review-/)
  const review = page.locator('.review')
  const said = (await review.textContent()) ?? ''
  expect(said).toMatch(/\d+ of 27 days valid \(recorded for 4 h or more\)/)
  expect(said).toContain('simulated: nobody sits on it')
  expect(await page.locator('.review-days li').last().textContent()).toContain('morning 7 of 10')

  expect(await page.locator('section[aria-label="Week by week"] tbody tr').count()).toBe(4)
  expect(await text('section[aria-label="Limits and steps"]')).toMatch(
    /Limits set by hand.*Step back accepted: Sitting in one go 3 → 2\.4 min/,
  )

  await page.getByRole('button', { name: '1 week' }).click()
  await waitFor(async () => (await page.locator('.review-days li').count()) === 7, {
    what: 'a review of seven days',
  })

  const menu = page.getByRole('navigation', { name: 'Pages' })
  await page.emulateMedia({ media: 'print' })
  expect(await menu.isVisible()).toBe(false)
  expect(await review.isVisible()).toBe(true)
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
  expect(pdf.match(/\/Type \/Page\b(?!s)/g)).toHaveLength(2)
  await page.emulateMedia({ media: null })
  expect(await menu.isVisible()).toBe(true)
})

test('every page is accessible, fits a phone without sideways scrolling, and logs no error', async () => {
  for (const path of ['/', '/diary', '/review', '/tolerance', '/settings', '/first-week']) {
    await page.goto(url + path)
    // First of what says that it is loading, then of the page itself.
    await page.locator('main h1').waitFor()
    await waitFor(async () => (await page.locator('main [aria-busy="true"]').count()) === 0, {
      what: `${path} read`,
    })
    await page.locator('main h1').waitFor()
    expect(await axeFinds(page), path).toEqual([])
    await page.setViewportSize({ width: 390, height: 844 })
    const overflow = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    await waitFor(async () => (await overflow()) === 0, {
      timeoutMs: 3000,
      what: `${path} without sideways scrolling`,
    })
    await page.setViewportSize({ width: 1440, height: 957 })
  }
  expect(browser.errors).toEqual([])
})

test('Ctrl-C ends everything within two seconds', async () => {
  const began = performance.now()
  sitbone.signal('SIGINT')
  expect((await sitbone.exited).code).toBe(0)
  expect(performance.now() - began).toBeLessThan(2500)
})

async function seatedS(): Promise<number> {
  const state = await (await fetch(`${url}/api/v1/cushions/desk-1/state`)).json()
  return state.boutS ?? state.state?.boutS ?? 0
}
