/** The box itself, in real time: cleared faults leave nothing behind. */
import { afterEach, expect, it } from 'vitest'
import { decodeBoardLine, LineSplitter } from '../../firmware-protocol/index.ts'
import { fsr8 } from '../../firmware-protocol/layout.ts'
import { createVirtualBoard } from '../board/virtual-board.ts'
import { loadScenario } from '../body/scenario.ts'
import { FaultBox } from './fault-box.ts'
import type { WireFaultChange } from './wire-fault.ts'

let box: FaultBox
afterEach(() => box.stop())

it.each<[string, WireFaultChange]>([
  ['bursts', { bursts: { everyMs: 10_000 } }],
  ['slow USB', { 'slow-usb': { ms: 5000, jitterMs: 5000 } }],
])('%s taken off: what was held comes at once, whole and in order', async (_name, fault) => {
  const scenario = await loadScenario('long-sit')
  const board = createVirtualBoard({ scenario, seed: 1, layout: fsr8, startMs: 0, speed: 60 })
  box = new FaultBox(board, { seed: 1, cells: fsr8.cells })
  let sent = 0
  box.tap({ board: () => sent++ })
  const lines = new LineSplitter()
  const seqs: number[] = []
  box.open().on('data', (bytes: Buffer) => {
    for (const line of lines.push(bytes.toString('latin1'))) {
      const read = decodeBoardLine(line)
      if (read.ok && read.message.type === 'frame') seqs.push(read.message.seq)
    }
  })
  await expect.poll(() => seqs.length).toBeGreaterThan(5)
  box.set(fault)
  const before = { sent, seen: seqs.length }
  await expect.poll(() => sent).toBeGreaterThan(before.sent + 50)
  expect(seqs.length).toBe(before.seen)
  box.heal()
  expect(seqs.length).toBeGreaterThan(before.seen + 50)
  expect(seqs).toEqual(seqs.map((_, i) => i))
})
