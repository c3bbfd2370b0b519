/**
 * The simulator console in a real browser: its controls take effect, faults appear on the pages and disappear, a recording can
 * be replayed.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decodeBoardLine } from '../../firmware-protocol/index.ts'
import { axeFinds } from '../services/axe.ts'
import { freePort } from '../services/free-port.ts'
import { runSitbone } from '../services/sitbone.ts'
import { startWithPage } from '../services/started.ts'
import { waitFor } from '../services/wait-for.ts'

const started = await startWithPage('--scenario', 'long-sit', '--no-past')
const { url, folder, browser, page } = started
afterAll(() => started.end())

beforeAll(async () => {
  await page.goto(url)
  await page.getByRole('link', { name: 'Simulator console', exact: true }).click()
  await page.locator('.console-grid').waitFor({ timeout: 15_000 })
})

const figure = async (selector: string) => Number(await page.locator(selector).textContent())
const sides = async () => ({
  truth: { left: await figure('[data-truth="left"]'), right: await figure('[data-truth="right"]') },
  measured: { left: await figure('[data-measured="left"]'), right: await figure('[data-measured="right"]') },
})
const field = (label: string) =>
  page
    .locator('.console-fields label')
    .filter({ hasText: new RegExp(`^${label}`) })
    .locator('select')
const faults = () => page.locator('section[aria-label="Faults"]')
const wire = () => page.locator('section[aria-label="Wire"]')

test('says that it is simulated, on the page and around it', async () => {
  expect(await page.locator('.console-frame-words').textContent()).toContain(
    'Nobody is sitting on this cushion',
  )
  expect(await page.locator('.status').textContent()).toContain('Simulated')
})

test('a posture moves truth and measurement', async () => {
  await field('Posture').selectOption('lean-left')
  const seen = await waitFor(
    async () => {
      const { truth, measured } = await sides()
      return truth.left > 2 * truth.right && measured.left > 2 * measured.right && { truth, measured }
    },
    { timeoutMs: 15_000, what: 'a lean to the left' },
  )
  expect(Math.abs(seen.measured.left - seen.truth.left)).toBeLessThan(0.25 * seen.truth.left)
  await page.getByText('Stand', { exact: true }).click()
  await waitFor(async () => (await sides()).truth.left === 0 && (await sides()).measured.left < 1, {
    timeoutMs: 15_000,
  })
  await page.getByText('Sit', { exact: true }).click()
  await field('Posture').selectOption('')
})

test('the sitter is dragged on the seat, or moved with the keys', async () => {
  await page.getByText('Sit', { exact: true }).click()
  const sitter = page.getByRole('button', { name: /^Sitter/ })
  const box = await sitter.boundingBox()
  if (box === null) throw new Error('no sitter to drag')
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + 20, y, { steps: 4 })
  await page.mouse.up()
  await waitFor(async () => /cm to the right/.test((await sitter.getAttribute('aria-label')) ?? ''))
  // The left sit bone has slid off the outer of its two cells, towards the inner one.
  const truthOf = (cell: number) => figure(`.console-cells tbody tr:nth-child(${cell + 1}) td:nth-of-type(1)`)
  await waitFor(async () => (await truthOf(1)) > 1.2 * (await truthOf(0)), {
    timeoutMs: 15_000,
    what: 'more on cell 1 than on cell 0',
  })
  await sitter.press('ArrowUp')
  await page.getByText(/0\.5 cm forward/).waitFor()
  await page.getByRole('button', { name: 'Back to the usual place' }).click()
  await page.getByText('at their usual place').waitFor()
})

test('a fault shows on the Now page, and gone it shows no more', async () => {
  await page.getByLabel('Cell', { exact: true }).selectOption('1')
  await page.getByLabel('Fault of the cell').selectOption('saturated')
  await page.getByRole('button', { name: 'Apply' }).click()
  await faults().getByText('Cell 1: saturated').waitFor()
  await field('Speed').selectOption('20')
  await page.getByRole('link', { name: 'Now', exact: true }).click()
  await page.locator('.seat .cell.bad').waitFor({ timeout: 30_000 })
  await page.getByRole('link', { name: 'Simulator console', exact: true }).click()
  await page.getByRole('button', { name: 'All faults off' }).click()
  await waitFor(async () => (await faults().getByText('none on').count()) === 1)
  await page.getByRole('link', { name: 'Now', exact: true }).click()
  await page.locator('.seat .cell.bad').waitFor({ state: 'detached', timeout: 30_000 })
  await page.getByRole('link', { name: 'Simulator console', exact: true }).click()
  await field('Speed').selectOption('1')
})

test('a recording with cut lines is downloaded as lines that a replay reads', async () => {
  const recording = page.locator('section[aria-label="Recording"]')
  await recording.getByRole('button', { name: 'Record', exact: true }).click()
  await faults().getByRole('checkbox', { name: 'Cut lines' }).click()
  await waitFor(async () => /not taken/.test((await page.locator('.console-lines').textContent()) ?? ''), {
    timeoutMs: 20_000,
    what: 'a cut line in the console',
  })
  await waitFor(async () => /crc/.test((await wire().locator('.console-rejected').textContent()) ?? ''), {
    timeoutMs: 15_000,
    what: 'the reason among the counts',
  })
  await faults().getByRole('checkbox', { name: 'Cut lines' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    recording.getByRole('link', { name: 'Download' }).click(),
  ])
  await recording.getByRole('button', { name: 'Stop recording' }).click()
  const file = join(folder, 'recording.jsonl')
  await download.saveAs(file)
  const lines: { atMs: number; line: string }[] = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines.length).toBeGreaterThan(10)
  const read = lines.map(({ line }) => decodeBoardLine(line).ok)
  expect(read.filter((ok) => ok).length).toBeGreaterThan(read.filter((ok) => !ok).length)
  expect(read).toContain(false)
  expect(lines.every(({ atMs }, i) => atMs > (lines[i - 1]?.atMs ?? 0))).toBe(true)

  // A replay gives every readable frame, and no other.
  const frames = lines.flatMap(({ line }) => {
    const decoded = decodeBoardLine(line)
    return decoded.ok && decoded.message.type === 'frame' ? [decoded.message] : []
  })
  const listen = `127.0.0.1:${await freePort()}`
  const where = ['--broker-listen', 'off', '--listen', listen, '--data', join(folder, 'replayed')]
  const replay = runSitbone(['start', ...where, '--port', `replay:${file}`, '--speed', '60'])
  const [from, to] = [lines[0], lines.at(-1)].map((one, i) =>
    new Date((one?.atMs ?? 0) + (i === 0 ? -60_000 : 60_000)).toISOString(),
  )
  const stored = async (): Promise<{ seq: number }[]> => {
    const answer = await fetch(`http://${listen}/api/v1/cushions/desk-1/frames?from=${from}&to=${to}`)
    return answer.ok ? (await answer.json()).frames : []
  }
  await waitFor(async () => (await stored()).length >= frames.length, {
    timeoutMs: 30_000,
    what: () => `${frames.length} frames: ${replay.said()}`,
  })
  expect((await stored()).map(({ seq }) => seq)).toEqual(frames.map(({ seq }) => seq))
  await replay.stop()
})

test('every action is there for scripts too', async () => {
  const tell = (control: object) =>
    fetch(`${url}/api/v1/simulator/desk-1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(control),
    })
  expect((await tell({ plugged: false })).status).toBe(202)
  await wire().getByText('unplugged', { exact: true }).waitFor({ timeout: 20_000 })
  expect((await tell({ heal: true, seat: 'follow', scenario: 'hard-chair' })).status).toBe(202)
  await waitFor(async () => (await field('Scenario').inputValue()) === 'hard-chair', {
    timeoutMs: 15_000,
  })
  expect(await field('Seat').inputValue()).toBe('wood')
  expect((await tell({ wire: { noise: { bytesPerLine: -1 } } })).status).toBe(400)
  const description = await (await fetch(`${url}/api/v1/openapi.json`)).text()
  expect(description).toContain('reset-storm')
  await wire().getByText('online', { exact: true }).waitFor({ timeout: 20_000 })
})

test('is accessible, in light and dark, fits a phone, and logs no error', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await axeFinds(page), colorScheme).toEqual([])
  }
  await page.setViewportSize({ width: 390, height: 844 })
  await waitFor(
    () => page.evaluate(() => document.documentElement.scrollWidth === document.documentElement.clientWidth),
    { timeoutMs: 3000, what: 'no sideways scrolling' },
  )
  expect(browser.errors).toEqual([])
})
