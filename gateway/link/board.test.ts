import { expect, it } from 'vitest'
import {
  encodeBoardMessage,
  type HelloMessage,
  longestFrameBytes,
  maxLineBytes,
} from '../../firmware-protocol/index.ts'
import { judgeHello } from './board.ts'

const hello = (channels: number, bits: number): HelloMessage => ({
  ...{ type: 'hello', proto: 1, firmware: '1', dev: 'grid', id: 'desk-1', channels, bits },
  ...{ rateHz: 20, resetCause: 1, boot: 1, ms: 0, extra: {} },
})
const judged = (channels: number, bits: number) =>
  judgeHello(hello(channels, bits), { port: '/dev/ttyACM0', channels, boot: 1 })

it.each([
  [8, 10],
  [64, 19],
  [52, 24],
])('%i cells of %i bits: every frame fits into a line', (channels, bits) => {
  const counts = new Array<number>(channels).fill(2 ** bits - 1)
  const line = encodeBoardMessage({ type: 'frame', seq: 0xffff_ffff, ms: 0xffff_ffff, counts })
  expect(line).toHaveLength(longestFrameBytes({ channels, bits }))
  expect(line.length).toBeLessThanOrEqual(maxLineBytes)
  expect(judged(channels, bits).ok).toBe(true)
})

it.each([
  [64, 20],
  [64, 24],
])('%i cells of %i bits: refused at once, because frames would be cut off under load', (channels, bits) => {
  const detail = { ok: false, detail: expect.stringMatching(/at full scale.*at most 512.*fewer bits/) }
  expect(judged(channels, bits)).toEqual(detail)
})

const counted = (fields: { full?: number; kind?: string }) =>
  judgeHello({ ...hello(8, 12), ...fields }, { port: '/dev/ttyACM0', channels: 8, boot: 1 })

it.each([
  [{}, { bits: 12 }],
  [
    { kind: 'fsr', full: 4000 },
    { bits: 12, full: 4000 },
  ],
  [
    { kind: 'millivolt', full: 3300 },
    { bits: 12, full: 3300, law: 'divider' },
  ],
  [{ kind: 'hx711' }, { bits: 12, law: 'linear' }],
  [{ kind: 'capacitive' }, { bits: 12, law: 'linear' }],
])('%j: %j', (fields, board) => {
  expect(counted(fields)).toMatchObject({ ok: true, board })
})

it.each([
  [{ kind: 'optical' }, /kind "optical".*fsr, hx711, capacitive, millivolt.*Update Sitbone/],
  [{ kind: 'millivolt' }, /supply in millivolts, such as full=3300/],
])('%j is refused with what to do', (fields, detail) => {
  expect(counted(fields)).toMatchObject({ ok: false, detail: expect.stringMatching(detail) })
})
