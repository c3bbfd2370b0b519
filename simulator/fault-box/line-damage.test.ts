/** The pure part of the box: seeded, and it never creates a line that the board did not send. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wireFaultSchemas } from '../../core/model/schemas/cell-faults.ts'
import { decodeBoardLine, encodeBoardMessage, LineSplitter } from '../../firmware-protocol/index.ts'
import { fsr8 } from '../../firmware-protocol/layout.ts'
import { BoardFields } from './board-fields.ts'
import { LineDamage } from './line-damage.ts'
import { type WireFaults, wireFaultNames } from './wire-fault.ts'

const counts = (seq: number) => [700, 704, 495, 496, 340, 348, 433, seq % 1024]
const frame = (seq: number) => encodeBoardMessage({ type: 'frame', seq, ms: 100 * seq, counts: counts(seq) })
const sent = Array.from({ length: 2000 }, (_, i) => frame(i))
const hello = (boot: number, ms = 0) =>
  encodeBoardMessage({
    type: 'hello',
    proto: 1,
    firmware: '0.1.0',
    dev: 'sim8',
    id: 'desk-1',
    channels: 8,
    bits: 10,
    rateHz: 10,
    resetCause: 1,
    boot,
    ms,
    extra: { sim: '1', speed: '1', epoch: '1772442000000' },
  })

const through = (faults: WireFaults, seed = 1) => {
  const damage = new LineDamage(seed)
  const bytes = sent.map((line) => damage.pass(line, faults)).join('')
  return { bytes, done: damage.done, lines: new LineSplitter().push(bytes) }
}
/** `seq` of every line that a host accepts. */
const taken = (lines: readonly string[]) =>
  lines.flatMap((line) => {
    const read = decodeBoardLine(line)
    return read.ok && read.message.type === 'frame' ? [read.message] : []
  })

describe('damage', () => {
  it('without a fault gives every byte as it came', () => {
    expect(through({}).bytes).toBe(sent.join(''))
  })
  it('is the same for the same seed, and another for another', () => {
    const faults: WireFaults = { noise: { bytesPerLine: 0.5 }, cut: { share: 0.1 }, swap: { share: 0.1 } }
    expect(through(faults, 7).bytes).toBe(through(faults, 7).bytes)
    expect(through(faults, 7).bytes).not.toBe(through(faults, 8).bytes)
  })
  it('drops as many as it says', () => {
    const { lines, done } = through({ drop: { share: 0.1 } })
    expect(lines).toHaveLength(sent.length - done.dropped)
    expect(done.dropped).toBeGreaterThan(140)
    expect(done.dropped).toBeLessThan(260)
  })
  it('doubles and swaps whole lines', () => {
    const doubled = through({ double: { share: 0.1 } })
    expect(doubled.lines).toHaveLength(sent.length + doubled.done.doubled)
    expect(new Set(doubled.lines).size).toBe(sent.length)
    const swapped = through({ swap: { share: 0.1 } })
    expect(swapped.done.swapped).toBeGreaterThan(100)
    expect([...swapped.lines].sort()).toEqual(sent.map((line) => line.trimEnd()).sort())
    expect(swapped.lines).not.toEqual(sent.map((line) => line.trimEnd()))
  })
  it('costs at most the lines it cut, and those joined to them', () => {
    const { lines, done } = through({ cut: { share: 0.1 } })
    expect(taken(lines)).toHaveLength(sent.length - done.cut)
  })
  it('leaves nothing to be read at a wrong baud rate', () => {
    for (const baud of [9600, 57_600, 230_400])
      expect(taken(through({ 'wrong-baud': { baud } }).lines)).toEqual([])
    expect(through({ 'wrong-baud': { baud: 117_000 } }).bytes).toBe(sent.join(''))
  })
  it('invents no frame, whatever is on', () => {
    const share = fc.record({ share: fc.double({ min: 0, max: 0.5, noNaN: true }) })
    const some = fc.record(
      {
        noise: fc.record({ bytesPerLine: fc.double({ min: 0, max: 3, noNaN: true }) }),
        drop: share,
        double: share,
        swap: share,
        cut: share,
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(some, fc.integer(), (faults, seed) => {
        for (const { seq, ms, counts: got } of taken(through(faults, seed).lines)) {
          expect(ms).toBe(100 * seq)
          expect(got).toEqual(counts(seq))
        }
      }),
      { numRuns: 15 },
    )
  })
})

const fields = (faults: WireFaults, options: { marked?: boolean } = {}) => {
  const box = new BoardFields({ cells: fsr8.cells, marked: options.marked ?? true })
  const pass = (line: string) => {
    const read = decodeBoardLine(box.pass(line, faults))
    if (!read.ok) throw new Error(read.reason)
    return read.message
  }
  return { box, pass, frames: (n: number) => sent.slice(0, n).map(pass) }
}

describe('fields of the board', () => {
  it('drift: 500 ppm are 100 ms in 200 s, no step when it begins', () => {
    const { pass, frames } = fields({ drift: { ppm: 500 } })
    pass(hello(1))
    const made = frames(2000)
    expect(made[0]).toMatchObject({ ms: 0 })
    expect(made[1999]).toMatchObject({ ms: 199_900 + 99 })
  })
  it('wrap: both counters wrap at the asked time, the simulated time goes on', () => {
    const { pass, frames } = fields({ wrap: { inS: 60 } })
    expect(pass(hello(1))).toMatchObject({
      ms: 2 ** 32 - 60_000,
      extra: { epoch: String(1772442000000 - 2 ** 32 + 60_000) },
    })
    const made = frames(700)
    expect(made[599]).toMatchObject({ seq: 2 ** 32 - 1, ms: 2 ** 32 - 100 })
    expect(made[600]).toMatchObject({ seq: 0, ms: 0 })
    // Asked again it reports the same start; only a new one restarts the counters.
    expect(pass(hello(1, 69_900))).toMatchObject({ ms: 9900 })
  })
  it('swapped sides: every cell takes the place of its mirror image', () => {
    const { pass } = fields({ 'swapped-sides': {} })
    pass(hello(1))
    const line = encodeBoardMessage({ type: 'frame', seq: 1, ms: 1, counts: [0, 1, 2, 3, 4, 5, 6, 7] })
    expect(pass(line)).toMatchObject({ counts: [3, 2, 1, 0, 7, 6, 5, 4] })
  })
  it('removes the marks of a simulator only on request', () => {
    expect(fields({}, { marked: false }).pass(hello(1))).toMatchObject({ extra: {} })
    expect(fields({}).pass(hello(1))).toMatchObject({ extra: { sim: '1' } })
  })
})

it('every fault has usual settings', () => {
  for (const name of wireFaultNames) expect(wireFaultSchemas[name].safeParse({}).success).toBe(true)
  expect([...wireFaultNames].sort()).toEqual(Object.keys(wireFaultSchemas).sort())
})
