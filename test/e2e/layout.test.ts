/**
 * What every page must keep at any width and in any colours, on the demo with its fortnight: nothing cut, no word broken into
 * letters, no sideways scrolling, no jump while loading, nothing that axe finds.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startingTolerance } from '../../core/model/tolerance-fields.ts'
import { axeFinds } from '../services/axe.ts'
import { startWithPage } from '../services/started.ts'
import { waitFor } from '../services/wait-for.ts'
import { faultsAtEveryWidth, settled } from './layout-faults.ts'

const paths = [
  '/',
  '/day',
  '/replay',
  '/diary',
  '/review',
  '/tolerance',
  '/first-week',
  '/settings',
  '/calibration',
  '/simulator-console',
]

const started = await startWithPage()
const { url, sitbone, page } = started
afterAll(() => started.end())

beforeAll(async () => {
  await page.addInitScript({
    content: `window.shifts = []
      new PerformanceObserver((list) => {
        for (const each of list.getEntries()) window.shifts.push(each.value)
      }).observe({ type: 'layout-shift', buffered: true })`,
  })
  await waitFor(() => sitbone.said().includes('past fortnight is in the store'), {
    timeoutMs: 300_000,
    what: () => `the past fortnight: ${sitbone.said()}`,
  })
}, 310_000)

async function open(path: string): Promise<void> {
  await page.goto(url + path)
  await settled(page)
}

test('no page cuts text, breaks words into letters or scrolls sideways from 320 to 1920 px', async () => {
  const found: string[] = []
  for (const path of paths) found.push(...(await faultsAtEveryWidth(page, url + path)))
  expect(found).toEqual([])
})

async function jumpsOf(which: readonly string[]): Promise<readonly string[]> {
  const jumps: string[] = []
  for (const path of which) {
    await open(path)
    const shifts = await page.evaluate<number[]>('window.shifts')
    const sum = shifts.reduce((total, shift) => total + shift, 0)
    if (sum >= 0.02) jumps.push(`${path}: ${sum.toFixed(3)}`)
  }
  return jumps
}

test('nothing on a page jumps while it loads', async () => {
  expect(await jumpsOf(paths)).toEqual([])
})

test('an open alert pushes nothing down while a page loads on a phone', async () => {
  await page.setViewportSize({ width: 390, height: 844 })
  const limits = '/api/v1/cushions/desk-1/tolerance'
  const low = { ...startingTolerance.left, pressureKpa: 5 }
  await started.ask('POST', '/api/v1/simulator/desk-1', { seat: 'sit' })
  await started.ask('PUT', limits, { ...startingTolerance, holdS: 0, left: low, right: low })
  await open('/')
  await page.locator('.banner').waitFor()
  const jumps = await jumpsOf(['/', '/day', '/diary'])
  await started.ask('PUT', limits, startingTolerance)
  await started.ask('POST', '/api/v1/simulator/desk-1', { seat: 'follow' })
  await page.setViewportSize({ width: 1440, height: 957 })
  expect(jumps).toEqual([])
})

test('in forced colours axe finds nothing, and meters, bars and the current page can be seen', async () => {
  await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' })
  const found: string[] = []
  for (const path of paths) {
    await open(path)
    found.push(...(await axeFinds(page, 'color-contrast')).map((line) => `${path} ${line}`))
  }
  expect(found).toEqual([])
  const background = async (selector: string) =>
    await page
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).backgroundColor)
  await open('/')
  const canvas = await background('body')
  for (const selector of ['.meter span', '.track', '.header nav a[aria-current]'])
    expect(await background(selector), selector).not.toBe(canvas)
  await open('/day')
  for (const selector of ['.week-seated b', '.week-load b', '.block'])
    expect(await background(selector), selector).not.toBe(canvas)
  await page.emulateMedia({ forcedColors: 'none', colorScheme: 'light' })
})

test('Back returns to where the page was left', async () => {
  await page.setViewportSize({ width: 390, height: 844 })
  await open('/diary')
  const scrollY = async () => await page.evaluate(() => Math.round(window.scrollY))
  const link = page.locator('.diary-day h3 a').nth(6)
  await link.scrollIntoViewIfNeeded()
  await waitFor(async () => (await scrollY()) > 300, { what: 'a scrolled diary' })
  const left = await scrollY()
  await link.click()
  await page.locator('.day-card').waitFor()
  await waitFor(async () => (await scrollY()) === 0, { what: 'the top of the day' })
  await page.goBack()
  await waitFor(async () => Math.abs((await scrollY()) - left) < 2, {
    what: `the diary at ${left} px`,
  })
})

test('the suggestion is fetched once when a page opens', async () => {
  const asked: string[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/progress')) asked.push(request.url())
  })
  await open('/tolerance')
  expect(asked).toHaveLength(1)
})

test('a day to come and an empty day say so, and an empty day of a calibrated cushion speaks of kPa', async () => {
  await open('/day/2099-01-01')
  await page.getByRole('heading', { name: 'This day is still to come' }).waitFor()
  await open('/day/2001-01-01')
  await page.getByRole('heading', { name: 'No data for this day' }).waitFor()
})
