/**
 * A calibration goes to a simulated board in another process and comes back: stored from the page, then a Sitbone with an empty data
 * folder takes it from the board.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, openBrowser } from '../services/chromium.ts'
import { freePort } from '../services/free-port.ts'
import { type Running, runSitbone } from '../services/sitbone.ts'
import { waitFor } from '../services/wait-for.ts'

const folder = mkdtempSync(join(tmpdir(), 'sitbone-kept-'))
const calibration = join(folder, 'desk-1.json')
let board: Running
let boardPort: number
let browser: Browser
let sitbone: Running | null = null

beforeAll(async () => {
  boardPort = await freePort()
  board = runSitbone([
    'simulator',
    ...['--tcp', `127.0.0.1:${boardPort}`],
    ...['--scenario', 'long-sit', '--write-calibration', calibration],
  ])
  browser = await openBrowser()
  await waitFor(() => board.said().includes('answers at'), { timeoutMs: 30_000, what: board.said })
})

afterAll(async () => {
  await browser?.close()
  await sitbone?.stop()
  await board?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** A Sitbone with a data folder of its own on the board's port, after the one before has ended; its address. */
async function start(data: string, { port, more = [] }: { port: number; more?: readonly string[] }) {
  await sitbone?.stop()
  const listen = `127.0.0.1:${await freePort()}`
  const cushion = ['--port', `tcp://127.0.0.1:${port}`, ...more]
  const own = ['--broker-listen', 'off', '--listen', listen, '--data', join(folder, data)]
  const running = runSitbone(['start', ...own, ...cushion])
  sitbone = running
  await waitFor(async () => (await fetch(`http://${listen}/livez`)).ok, {
    timeoutMs: 30_000,
    what: running.said,
  })
  return `http://${listen}`
}

const seated = async (url: string) => {
  const now = await (await fetch(`${url}/api/v1/cushions/desk-1/state`)).json()
  // The level of somebody who is just sitting down says little.
  return now.occupancy === 'occupied' && now.boutS > 3 && now
}
const inForce = (url: string) => pageWords(`${url}/calibration`, '.calibration-in-force')

async function pageWords(address: string, part: string) {
  const page = await browser.context.newPage()
  await page.goto(address)
  return { page, words: page.locator(part) }
}

test('a calibration is stored in the cushion and used by a Sitbone that has none of its own', async () => {
  const first = await start('first', { port: boardPort, more: ['--calibration', calibration] })
  const ppi = (await waitFor(() => seated(first), { timeoutMs: 30_000, what: 'somebody on the seat' })).left
    .ppiKpa
  expect(ppi).toBeGreaterThan(3)
  const { page } = await inForce(first)
  await page.getByRole('button', { name: 'Store it in the cushion' }).click()
  await page.getByText('The cushion keeps this calibration').waitFor({ timeout: 30_000 })
  // Without its server it would report that again and again.
  await page.close()

  const second = await start('second', { port: boardPort })
  const known = async () => {
    const now = await seated(second)
    return now && now.left.ppiKpa !== null && now
  }
  const again = await waitFor(known, { timeoutMs: 30_000, what: 'pressure in kPa' })
  // The same body on the same cells, but a person moves.
  expect(again.left.ppiKpa / ppi).toBeGreaterThan(0.3)
  expect(again.left.ppiKpa / ppi).toBeLessThan(3)
  const { page: other, words } = await inForce(second)
  await words.getByText('kept in the cushion since').waitFor({ timeout: 10_000 })
  expect(browser.errors).toEqual([])
  await other.close()
})
