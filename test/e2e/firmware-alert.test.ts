/**
 * Machine code to browser: the committed firmware (firmware-build.test.ts proves that it matches its source) runs in emulation;
 * a leaning sitter exceeds the tolerance, the page shows it, and the store has the frames.
 */
import { afterAll, expect, test } from 'vitest'
import { runSitbone } from '../services/sitbone.ts'
import { startWithPage } from '../services/started.ts'
import { waitFor } from '../services/wait-for.ts'

const rightLimitKpa = 18
const sitter = ['--port', 'avr:', '--scenario', 'long-sit', '--speed', '10', '--no-past']
const started = await startWithPage(...sitter)
const { url, folder, sitbone, browser, page, ask } = started
afterAll(() => started.end())

const state = async () => (await fetch(`${url}/api/v1/cushions/desk-1/state`)).json()

interface Frame {
  readonly at: string
  readonly boot: number
  readonly seq: number
  readonly counts: readonly number[]
}

async function exportedFrames(): Promise<Frame[]> {
  const exporting = runSitbone(['export', '--simulated', '--what', 'frames', '--data', folder])
  const { code, out, err } = await exporting.exited
  if (code !== 0) throw new Error(err)
  const [head = '', ...rows] = out.trimEnd().split('\n')
  expect(head).toMatch(/^at,boot,seq,c0,c1,c2,c3,c4,c5,c6,c7,/)
  return rows.map((row) => {
    const [at = '', boot, seq, ...rest] = row.split(',')
    return { at, boot: Number(boot), seq: Number(seq), counts: rest.slice(0, 8).map(Number) }
  })
}

test('a lean on the emulated converter raises an alert on the page; acknowledged, every frame is in the store', async () => {
  await page.goto(url)
  await ask('POST', '/api/v1/simulator/desk-1', { posture: 'upright' })
  await ask('PUT', '/api/v1/cushions/desk-1/tolerance', {
    v: 1,
    stage: 'settled',
    boutMin: null,
    dayMin: null,
    left: { loadKpaMin: null, pressureKpa: null },
    right: { loadKpaMin: null, pressureKpa: rightLimitKpa },
    holdS: 5,
    offloadKpa: 2,
    recoveryHalfTimeMin: 10,
    breakMin: 2,
    alertAfterMin: 0,
  })
  // Upright for longer than the hold: within the tolerance.
  const upright = await waitFor(async () => {
    const now = await state()
    return now.occupancy === 'occupied' && now.boutS > 8 && now
  })
  expect(upright.right.ppiKpa).toBeLessThan(rightLimitKpa)
  const banner = page.locator('.banner-exceeded')
  expect(await banner.count()).toBe(0)

  await ask('POST', '/api/v1/simulator/desk-1', { posture: 'lean-right' })
  await banner.waitFor({ timeout: 20_000 })
  expect(await banner.textContent()).toMatch(/right/i)
  expect(await page.locator('.status').textContent()).toContain('Simulated')
  await banner.getByRole('button', { name: 'Acknowledge' }).click()
  await banner.waitFor({ state: 'detached', timeout: 5000 })
  const [alert] = (await state()).alerts
  expect(alert).toMatchObject({ kind: 'pressure', side: 'right', level: 'exceeded', acknowledged: true })
  expect(browser.errors).toEqual([])

  // A clean stop writes everything in progress; then the store is complete.
  await sitbone.stop()
  const frames = await exportedFrames()
  expect(frames.length).toBeGreaterThan(150)
  expect(frames.map(({ boot, seq }) => [boot, seq])).toEqual(frames.map((_, i) => [1, i]))
  const rightIschium = ({ counts }: Frame) => (counts[2] ?? 0) + (counts[3] ?? 0)
  const before = frames.filter(({ at }) => at <= upright.at).slice(-50)
  const leaning = frames.slice(-50)
  expect(Math.min(...leaning.map(rightIschium))).toBeGreaterThan(Math.max(...before.map(rightIschium)))
})
