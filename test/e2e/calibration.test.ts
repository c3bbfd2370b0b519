/**
 * The guided calibration from start to end in a real browser, with a simulated cushion at sixty times real time. The simulated
 * weight placer acts like a person; the page continues automatically once a weight is still.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CushionInfo } from '../../contract/info.ts'
import type { ClientToServer, ServerToClient } from '../../contract/sockets.ts'
import { fsr8 } from '../../firmware-protocol/layout.ts'
import { axeFinds } from '../services/axe.ts'
import { type Browser, openBrowser } from '../services/chromium.ts'
import { freePort } from '../services/free-port.ts'
import { type Running, runSitbone } from '../services/sitbone.ts'
import { waitFor } from '../services/wait-for.ts'

/** One cell under each sit bone, so that the whole takes a minute. */
const cells = fsr8.cells.slice(1, 3)
let layout: string
let folder: string
let url: string
let sitbone: Running
let browser: Browser
let phone: Browser
let page: Page

const launch = () => {
  const args = ['start', '--broker-listen', 'off', '--listen', url.slice('http://'.length), '--data', folder]
  return runSitbone([
    ...args,
    '--scenario',
    'long-sit',
    '--speed',
    '60',
    '--no-past',
    '--zone',
    'UTC',
    '--layout',
    layout,
  ])
}
const alive = (running: Running) =>
  waitFor(async () => (await fetch(`${url}/livez`)).ok, { timeoutMs: 30_000, what: () => running.said() })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-calibration-'))
  layout = join(folder, 'two.json')
  writeFileSync(layout, JSON.stringify({ v: 1, name: 'two', cells }))
  url = `http://127.0.0.1:${await freePort()}`
  sitbone = launch()
  browser = await openBrowser()
  phone = await openBrowser({ width: 390, height: 844 })
  await alive(sitbone)
  page = await browser.context.newPage()
  await page.goto(`${url}/calibration`)
})

afterAll(async () => {
  await browser?.close()
  await phone?.close()
  await sitbone?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const button = (name: string | RegExp) => page.getByRole('button', { name })
const text = async (selector: string) => (await page.locator(selector).first().textContent()) ?? ''

/** The page, and the same page on a phone: in a second browser, because the measuring one must not change its width. */
const checkLook = async (what: string, part: string) => {
  await checkRules(page, what)
  const narrow = await phone.context.newPage()
  await narrow.goto(page.url())
  await narrow.locator(part).waitFor()
  await checkRules(narrow, `${what} on a phone`)
  await waitFor(
    () => narrow.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth),
    { timeoutMs: 3000, what: `${what} without sideways scrolling` },
  )
  await narrow.close()
}
const checkRules = async (of: Page, what: string) => expect(await axeFinds(of), what).toEqual([])

test('a lean to the left checks the sides, and reveals a cushion whose sides are exchanged', async () => {
  const wire = (fault: object | null) =>
    fetch(`${url}/api/v1/simulator/desk-1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ wire: { 'swapped-sides': fault } }),
    })
  const said = () => text('.lean-check [role=status]')
  // The page's patience is in the sitter's time, which goes fast here: where it ends before the click, once more.
  const leanSays = (outcome: RegExp) =>
    waitFor(
      async () => {
        const begin = page.getByRole('button', { name: /^Check (sides|again)$/ })
        if ((await begin.count()) > 0) await begin.click({ timeout: 2000 })
        await button('The simulated sitter leans left').click({ timeout: 5000 })
        return await waitFor(async () => outcome.test(await said()), { timeoutMs: 5000 })
      },
      { timeoutMs: 90_000, what: `${outcome}` },
    )
  await leanSays(/^Left is left/)
  expect((await wire({})).ok).toBe(true)
  await leanSays(/leaned to your right/)
  expect((await wire(null)).ok).toBe(true)
})

test('it does not begin with somebody on the seat, and begins once the seat is empty', async () => {
  const rise = button('The simulated sitter gets up')
  await rise.waitFor({ timeout: 60_000 })
  await checkLook('before', '.calibration-begin')
  await page.getByText(/^Exact, /).click()
  await page.getByLabel('The cushion lies on').fill('office chair')
  await page.getByLabel('Final rounds').fill('3')
  await button('The cushion is empty: start').click()
  await page.locator('.calibration-begin .error').waitFor()
  expect(await text('.calibration-begin .error')).toMatch(/not empty, so calibration has not started/)
  await rise.click()
  await waitFor(
    async () => {
      if ((await page.getByRole('heading', { name: 'Calibrating' }).count()) > 0) return true
      await button('The cushion is empty: start').click({ timeout: 1000 })
      return false
    },
    { timeoutMs: 30_000, everyMs: 500, what: 'the procedure to begin' },
  )
  expect(await text('.calibration-step .label')).toBe('Cell 0, step 1 of 13')
})

test('a step by hand; a reload goes on where it was', async () => {
  await button('Count the presses').waitFor()
  await button('Press five times').click()
  await waitFor(async () => (await text('.calibration-step .label')) === 'Cell 0, step 3 of 13', {
    timeoutMs: 30_000,
    what: 'the presses and the empty hold',
  })
  await checkLook('during', '.calibration-step .label')
  await page.reload()
  await page.locator('.calibration-step .label').waitFor()
  expect(await text('.calibration-step .label')).toBe('Cell 0, step 3 of 13')
  expect(await text('.lead')).toContain('office chair')
})

test('all cells pass, and the calibration is put in force only when accepted', async () => {
  const hands = page.getByLabel('Do every step automatically')
  await hands.check()
  await button('See the result').waitFor({ timeout: 400_000 })
  await hands.uncheck()
  await checkLook('repeats', '.calibration-step .label')
  expect(await text('.calibration-step .label')).toMatch(/^Cell \d, repeat \d of 3$/)
  // With an idle weight placer: otherwise the button disappears as soon as it appears.
  await button('See the result').click()
  await button('Continue the repeats').click()
  await hands.check()
  await button('Put it in force').waitFor({ timeout: 100_000 })
  expect(await text('.calibration-figures')).toMatch(/repeatable to \d\.\d %/)
  const verdicts = await page.locator('.calibration-cells .verdict').allTextContents()
  expect(verdicts).toEqual(cells.map(() => 'good'))
  await checkLook('after', '[aria-label=Result]')
  expect((await inForce()).surface).toBe('office foam')
  await button('Put it in force').click()
  await waitFor(async () => (await inForce()).surface === 'office chair', { what: 'the new calibration' })
  expect((await inForce()).mode).toBe('calibrated')
  await page.getByRole('heading', { name: 'Calibration', exact: true }).waitFor()
  expect(await text('.calibration-earlier')).toContain('office foam')
}, 500_000)

test('it is still in force after a restart, and the earlier one can be put back', async () => {
  await sitbone.stop()
  sitbone = launch()
  await alive(sitbone)
  await waitFor(async () => (await inForce()).surface === 'office chair', {
    timeoutMs: 30_000,
    what: 'the calibration after the restart',
  })
  await page.goto(`${url}/calibration`)
  await button('Put back').first().click()
  await waitFor(async () => (await inForce()).surface === 'office foam', { what: 'the earlier calibration' })
  await button('I changed the seat').click()
  await waitFor(async () => /no longer on the surface/.test(await text('.calibration-message')), {
    what: 'the advice',
  })
}, 120_000)

test('the quick way and the check, on a phone: cups on each cell, without touching the page', async () => {
  const small = await phone.context.newPage()
  await small.goto(`${url}/calibration`)
  await small.getByRole('button', { name: 'The simulated sitter gets up' }).click()
  await small.getByLabel('The cushion lies on').fill('kitchen stool')
  await waitFor(
    async () => {
      if ((await small.getByRole('heading', { name: 'Calibrating' }).count()) > 0) return true
      await small.getByRole('button', { name: 'The cushion is empty: start' }).click({ timeout: 1000 })
      return false
    },
    { timeoutMs: 30_000, everyMs: 500, what: 'the quick procedure to begin' },
  )
  expect(await small.locator('.calibration-sentence').textContent()).toMatch(/the coin and the first cup/)
  await checkRules(small, 'the quick way')
  await small.getByLabel('Do every step automatically').check()
  await small.getByRole('button', { name: 'Put it in force' }).click({ timeout: 60_000 })
  await waitFor(async () => (await inForce()).surface === 'kitchen stool', { what: 'the quick calibration' })
  expect(await inForce()).toMatchObject({ mode: 'calibrated', method: 'quick' })
  await small.getByRole('heading', { name: 'Calibration', exact: true }).waitFor()
  await small.getByText(/^Check, \d+\smin$/).click()
  expect(await small.locator('.calibration-way').textContent()).toMatch(/how far the cells have aged/)
  await waitFor(
    async () => {
      if ((await small.getByRole('heading', { name: 'Checking' }).count()) > 0) return true
      await small.getByRole('button', { name: 'The cushion is empty: start' }).click({ timeout: 1000 })
      return false
    },
    { timeoutMs: 30_000, everyMs: 500, what: 'the check to begin' },
  )
  await checkRules(small, 'the check')
  await small.getByLabel('Do every step automatically').check()
  await small.getByRole('button', { name: 'Accept the check' }).click({ timeout: 60_000 })
  await waitFor(async () => (await inForce()).checked != null, { what: 'the check to be noted' })
  expect(Math.abs((await inForce()).checked?.deviation ?? 1)).toBeLessThan(0.1)
  expect(await small.locator('.calibration-in-force').textContent()).toMatch(
    /Checked on .*the cells were .*on average/,
  )
  await small.getByRole('button', { name: 'Store it in the cushion' }).click()
  await small.getByText('The cushion keeps this calibration').waitFor()
  await small.close()
  const errors = [...browser.errors, ...phone.errors]
  expect(errors.filter((line) => !/ERR_CONNECTION|WebSocket|Failed to load resource/.test(line))).toEqual([])
}, 120_000)

/** The gateway's messages, over the test's own connection. */
async function inForce(): Promise<CushionInfo['calibration']> {
  const socket: Socket<ServerToClient, ClientToServer> = io(url)
  try {
    const answer = await socket.timeout(5000).emitWithAck('join', { cushion: 'desk-1' })
    if ('problem' in answer || answer.info === null) throw new Error('The cushion is not known yet.')
    return answer.info.calibration
  } finally {
    socket.close()
  }
}
