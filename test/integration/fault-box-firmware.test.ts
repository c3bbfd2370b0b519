/**
 * The same box with emulated machine code, plus faults of a processor: brown-out, a hanging converter ended by the watchdog, a
 * wrong baud rate, power loss within a line. Checks what the sitter sees, and that no frame is invented or accepted twice.
 */
import { afterEach, describe, expect, test } from 'vitest'
import { type AvrBoard, committedFirmware, createAvrBoard } from '../../simulator/index.ts'
import { waitFor } from '../services/wait-for.ts'
import { faultRig, missing, type Rig } from './fault-rig.ts'

const until: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of until.splice(0)) await end()
})

async function rig(): Promise<{ r: Rig; board: AvrBoard }> {
  let board: AvrBoard | null = null
  const r = await faultRig({
    until,
    speed: 10,
    make: (options) => {
      board = createAvrBoard({ ...options, hex: committedFirmware('fsr8') })
      return board
    },
  })
  if (board === null) throw new Error('no board was made')
  expect(r.info()).toMatchObject({ simulated: true, board: { dev: 'fsr8', boot: 1 } })
  return { r, board }
}

const resets = (r: Rig) => r.events().filter((kind) => kind === 'board-reset').length
/** One bout despite interruptions; accepted frames are those the board sent, with at most this many missing. */
async function allIsWell(r: Rig, mostMissing: number): Promise<void> {
  await r.link('online')
  await r.occupancy('occupied')
  await r.more(10)
  await r.settled()
  expect(missing(r).length).toBeLessThanOrEqual(mostMissing)
  expect(r.events().filter((kind) => kind === 'bout-started')).toHaveLength(1)
  expect(r.info().cells.every(({ verdict }) => verdict === 'ok')).toBe(true)
}

describe('machine code', () => {
  test('brown-outs: each start is reported with its cause, the bout continues', async () => {
    const { r } = await rig()
    r.box.set({ 'reset-storm': { everyS: 4 } })
    await waitFor(() => resets(r) >= 3, { timeoutMs: 20_000, what: () => `${resets(r)} resets` })
    r.box.set({ 'reset-storm': null })
    await allIsWell(r, 0)
    expect(r.info().board).toMatchObject({ resetCause: 4 })
    expect(r.info().board?.boot).toBeGreaterThan(3)
    expect(r.info().link.framesLost).toBe(0)
  })

  test('a converter that hangs: no reading is made up, the watchdog restarts the board repeatedly, then it continues', async () => {
    const { r, board } = await rig()
    r.box.set({ frozen: {} })
    await r.link('stale')
    await r.occupancy('unknown')
    await waitFor(() => board.starts.watchdog >= 2, {
      timeoutMs: 20_000,
      what: () => `${JSON.stringify(board.starts)} ${JSON.stringify(r.info().link)}`,
    })
    const { length } = r.taken()
    r.box.set({ frozen: null })
    await allIsWell(r, 0)
    expect(r.taken().length).toBeGreaterThan(length)
    expect(r.info().board).toMatchObject({ resetCause: 8 })
  })

  test('the port at a wrong baud rate: no cushion answers, and the words name the right one', async () => {
    const { r } = await rig()
    r.box.set({ 'wrong-baud': { baud: 9600 } })
    await r.link('stale')
    await r.occupancy('unknown')
    await waitFor(() => /115200 baud/.test(r.info().link.detail), {
      timeoutMs: 20_000,
      what: () => `the right rate in ${JSON.stringify(r.info().link)}`,
    })
    r.box.set({ 'wrong-baud': null })
    // Frames sent before the correction are lost.
    await allIsWell(r, 1000)
  })

  test('power lost in the middle of a line: stale and unknown; the half line is not taken', async () => {
    const { r, board } = await rig()
    await r.more(20)
    board.losePower({ afterBytes: 20 })
    await r.link('stale')
    await r.occupancy('unknown')
    board.givePower()
    await allIsWell(r, 0)
    await waitFor(() => Object.keys(r.info().link.rejected).length > 0, { timeoutMs: 10_000 })
    expect(Object.values(r.info().link.rejected)).toEqual([1])
    expect(resets(r)).toBeGreaterThan(0)
  })

  test('the box damages its lines as those of the virtual board, and the cable comes out', async () => {
    const { r } = await rig()
    r.box.set({ noise: { bytesPerLine: 0.3 }, cut: { share: 0.1 }, double: { share: 0.1 } })
    await r.more(100)
    r.box.set({ noise: null, cut: null, double: null })
    r.box.setCellFault(0, { kind: 'saturated' })
    await waitFor(() => r.info().cells[0]?.verdict === 'saturated', { timeoutMs: 20_000 })
    r.box.unplug()
    await r.link('unplugged')
    await r.occupancy('unknown')
    r.box.heal()
    await waitFor(() => r.info().cells[0]?.verdict === 'ok', { timeoutMs: 20_000 })
    const { cut, noiseBytes } = r.box.damage
    // Also what was in the cable when it was pulled.
    await allIsWell(r, cut + noiseBytes + 5)
  })
})
