/** `sitbone calibrate` as a process: with the simulated weight placer to a finished file, and ended early by the person. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { calibrationSchema } from '../../core/model/schemas/calibration.ts'
import { freePort } from '../services/free-port.ts'
import { runSitbone } from '../services/sitbone.ts'
import { waitFor } from '../services/wait-for.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-calibrate-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const calibrate = (port: string, ...more: string[]) =>
  runSitbone(['calibrate', '--port', port, '--out', join(folder, 'out.json'), ...more], { cwd: folder })

test('the simulator takes weights by itself, and again in the end; cells that are not measured stay as they were', async () => {
  const before = join(folder, 'before.json')
  const written = await runSitbone(['simulator', '--write-calibration', before], { cwd: folder }).exited
  expect(written.code).toBe(0)
  const run = calibrate(
    'simulator',
    '--speed',
    '600',
    '--calibration',
    before,
    '--cells',
    '2',
    '--repeats',
    '2',
    '--surface',
    'wood',
  )
  const { code, err } = await run.exited
  expect(err).toMatch(/Cell 2, step 13 of 13[\s\S]*Cell 2, again 1 of 2[\s\S]*Cell 2, again 2 of 2/)
  expect(err).not.toMatch(/not taken/)
  expect(code).toBe(0)
  const read = (file: string) => calibrationSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  const [old, made] = [read(before), read(join(folder, 'out.json'))]
  expect(made.surface).toBe('wood')
  expect(made.cells.map(({ verdict }) => verdict ?? null).slice(0, 4)).toEqual([null, null, 'pass', null])
  expect(made.cells[1]).toEqual(old.cells[1])
  expect((made.cells[2]?.k ?? 0) / (old.cells[2]?.k ?? 1)).toBeCloseTo(1, 1)
})

test('ended before the end it writes nothing', async () => {
  const address = `127.0.0.1:${await freePort()}`
  const board = runSitbone(['simulator', '--tcp', address, '--scenario', 'empty'], { cwd: folder })
  try {
    await waitFor(() => board.said().includes('answers at'), { what: () => board.said() })
    const { code, err } = await calibrate(`tcp://${address}`).exited
    expect(err).toMatch(/Cell 0, step 1 of 13[\s\S]*No file was written/)
    expect(code).toBe(1)
    expect(existsSync(join(folder, 'out.json'))).toBe(false)
  } finally {
    await board.stop()
  }
})

test('weights that make no calibration are refused before anything is opened', async () => {
  const { code, err } = await calibrate('simulator', '--weights', '100,200,300').exited
  expect(err).toMatch(/Use at least five/)
  expect(code).toBe(1)
  const repeats = await calibrate('simulator', '--repeats', '1.5').exited
  expect(repeats.err).toMatch(/--repeats 1.5/)
  const others = await calibrate('simulator', '--cells', '2').exited
  expect(others.err).toMatch(/the other cells \(0, 1, 3, 4, 5, 6, 7\) come from a calibration file/)
})
