/**
 * Machine code of the reference firmware -> emulated serial port -> gateway -> broker -> recorder -> store -> API, in one
 * `sitbone start --port avr:`; the same over TCP from `sitbone simulator --board avr`.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { committedFirmware } from '../../simulator/avr/firmware.ts'
import { freePort } from '../services/free-port.ts'
import { type Running, runSitbone } from '../services/sitbone.ts'
import { waitFor } from '../services/wait-for.ts'

interface ApiFrames {
  readonly simulated: boolean
  readonly frames: {
    readonly atMs: number
    readonly boot: number
    readonly seq: number
    readonly counts: number[]
  }[]
}

let folder: string
let running: Running[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-firmware-way-'))
})
afterEach(async () => {
  await Promise.all(running.map((one) => one.stop()))
  running = []
  rmSync(folder, { recursive: true, force: true })
})

function run(...args: string[]): Running {
  const one = runSitbone(args, { cwd: folder })
  running.push(one)
  return one
}

async function start(...args: string[]): Promise<{ cushion: string; sitbone: Running }> {
  const port = await freePort()
  const common = [
    '--listen',
    `127.0.0.1:${port}`,
    '--broker-listen',
    'off',
    '--data',
    join(folder, 'data'),
    '--no-past',
  ]
  const sitbone = run('start', ...common, ...args)
  return { cushion: `http://127.0.0.1:${port}/api/v1/cushions/desk-1`, sitbone }
}

async function stored(cushion: string): Promise<ApiFrames> {
  const [from, to] = [-60_000, 60_000].map((ms) => new Date(Date.now() + ms).toISOString())
  const answer = await fetch(`${cushion}/frames?from=${from}&to=${to}`)
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  return JSON.parse(await answer.text())
}

const enoughStored = (cushion: string, said: () => string) =>
  waitFor(
    async () => {
      const answer = await stored(cushion)
      return answer.frames.length >= 50 && answer
    },
    { timeoutMs: 40_000, everyMs: 250, what: () => `50 frames in the store.\n${said()}` },
  )

test('frames of the machine code reach the store, without a gap, marked as simulated', async () => {
  const { cushion, sitbone } = await start('--port', 'avr:', '--scenario', 'long-sit')
  const { frames, simulated } = await enoughStored(cushion, sitbone.said)
  expect(simulated).toBe(true)
  expect(new Set(frames.map(({ boot }) => boot))).toEqual(new Set([1]))
  expect(frames.map(({ seq }) => seq)).toEqual(frames.map((_, i) => i))
  expect(frames.every(({ counts }) => counts.length === 8)).toBe(true)
  // The person sits down at once: the sit bones press.
  expect(Math.min(...(frames.at(-1)?.counts.slice(0, 4) ?? []))).toBeGreaterThan(300)
  const state = await waitFor(async () => {
    const answer = await fetch(`${cushion}/state`)
    return answer.ok && (await answer.text())
  })
  expect(JSON.parse(state)).toMatchObject({ simulated: true, occupancy: 'occupied' })
})

test('another file of machine code, and 16 cells, over TCP', async () => {
  mkdirSync(join(folder, 'mine'))
  const hex = join(folder, 'mine', 'my-firmware.hex')
  writeFileSync(hex, committedFirmware('grid4x4'))
  const tcp = await freePort()
  const layout = ['--layout', 'grid4x4']
  const board = run('simulator', '--board', `avr:${hex}`, '--tcp', `127.0.0.1:${tcp}`, ...layout)
  await waitFor(() => board.said().includes('answers at'), { timeoutMs: 20_000, what: board.said })
  const { cushion, sitbone } = await start('--port', `tcp://127.0.0.1:${tcp}`, ...layout)
  const { frames, simulated } = await enoughStored(cushion, () => board.said() + sitbone.said())
  expect(simulated).toBe(true)
  expect(frames.every(({ counts }) => counts.length === 16)).toBe(true)
})

test.each([
  ['a file that is not there', 'avr:nowhere.hex', /nowhere\.hex.*Intel HEX/s],
  ['a file that is no machine code', 'avr:README', /this firmware cannot be run: line 1/],
])('%s is refused in words', async (_what, port, words) => {
  writeFileSync(join(folder, 'README'), 'hello\n')
  const { sitbone } = await start('--port', port)
  const { code, err } = await sitbone.exited
  expect(code).not.toBe(0)
  expect(err).toMatch(words)
})
