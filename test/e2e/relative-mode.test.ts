/** A cushion without calibration in a real browser: takes the baseline on the page and zeroes the empty cushion. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, openBrowser } from '../services/chromium.ts'
import { freePort } from '../services/free-port.ts'
import { type Running, runSitbone } from '../services/sitbone.ts'
import { waitFor } from '../services/wait-for.ts'

let folder: string
let url: string
let boardAddress: string
let sitbone: Running
let board: Running
let browser: Browser
let page: Page

const serveBoard = async (scenario: string) => {
  const running = runSitbone(['simulator', '--tcp', boardAddress, '--scenario', scenario, '--speed', '30'])
  await waitFor(() => running.said().includes('answers at'), {
    timeoutMs: 20_000,
    what: () => running.said(),
  })
  return running
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-relative-'))
  url = `http://127.0.0.1:${await freePort()}`
  boardAddress = `127.0.0.1:${await freePort()}`
  board = await serveBoard('long-sit')
  const listen = ['--broker-listen', 'off', '--listen', url.slice('http://'.length)]
  sitbone = runSitbone([
    'start',
    ...listen,
    '--data',
    folder,
    '--port',
    `tcp://${boardAddress}`,
    '--zone',
    'UTC',
  ])
  browser = await openBrowser()
  await waitFor(async () => (await fetch(`${url}/livez`)).ok, {
    timeoutMs: 30_000,
    what: () => sitbone.said(),
  })
  page = await browser.context.newPage()
  await page.goto(`${url}/calibration`)
})

afterAll(async () => {
  await browser?.close()
  await sitbone?.stop()
  await board?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const button = (name: string) => page.getByRole('button', { name })

test('five minutes of comfortable sitting become the unit', async () => {
  await button('Take a baseline').click({ timeout: 20_000 })
  await page.getByRole('heading', { name: 'Taking your baseline' }).waitFor()
  await button('Take a new baseline').waitFor({ timeout: 60_000 })
  await page.goto(url)
  const side = page.locator('section[aria-label="Left sit bone"]')
  await waitFor(async () => /\d\.\d/.test((await side.textContent()) ?? ''), {
    what: 'a multiple of the baseline',
  })
  expect(await side.textContent()).toMatch(/baseline/)
  expect(await side.textContent()).not.toMatch(/kPa\s±/)
})

test('zeroing is refused while somebody sits, and done on the empty cushion', async () => {
  await page.goto(`${url}/calibration`)
  await button('Zero the empty cushion').click()
  await page.getByText('Someone is sitting on it').waitFor()
  expect(await button('The cushion is empty: zero it').isDisabled()).toBe(true)
  await button('Cancel').click()
  await board.stop()
  board = await serveBoard('empty')
  await waitFor(
    async () => {
      await button('Zero the empty cushion').click({ timeout: 2000 })
      await button('The cushion is empty: zero it').click({ timeout: 2000 })
      return (await page.getByText(/^Zeroed at/).count()) > 0
    },
    { timeoutMs: 40_000, everyMs: 1000, what: () => `the zero; ${sitbone.said().slice(-500)}` },
  )
})
