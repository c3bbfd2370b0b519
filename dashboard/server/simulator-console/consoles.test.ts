/** The server's consoles: requested only while watched or recorded, latencies, a bounded recording. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { SimulatorConsoleUpdate, SimulatorLines } from '../../../contract/simulator-console.ts'
import type { Live } from '../../../core/model/schemas/live.ts'
import { createMemoryBroker, type MemoryBroker } from '../../../mqtt/memory-mqtt.ts'
import { silentLog } from '../../../platform/log.ts'
import { SimulatorConsoles } from './consoles.ts'
import { Latency } from './latency.ts'
import { mostBytes, Recording } from './recording.ts'
import { Simulators } from './simulators.ts'

let broker: MemoryBroker
let consoles: SimulatorConsoles
let sent: SimulatorConsoleUpdate[]

beforeEach(async () => {
  vi.useFakeTimers()
  sent = []
  broker = createMemoryBroker()
  const mqtt = broker.link()
  const simulators = new Simulators({ mqtt, base: 'sitbone', simulated: (id) => id === 'desk-1' })
  consoles = new SimulatorConsoles({
    mqtt,
    base: 'sitbone',
    simulators,
    log: silentLog,
    send: (update) => void sent.push(update),
    wallMs: () => 1060,
  })
  consoles.subscribe()
  await mqtt.start()
})
afterEach(() => {
  consoles.stop()
  vi.useRealTimers()
})

const line = (seq: number) => ({
  atMs: 100 * seq,
  sentMs: 1000,
  from: 'board' as const,
  line: `$F,${seq}`,
  says: 'frame',
  ok: true,
  seq,
})
const batch = (seqs: number[], leftOut = 0): SimulatorLines => ({
  v: 1,
  sentMs: 1000,
  forMs: 250,
  bytesToHost: 1,
  bytesToBoard: 0,
  linesToHost: seqs.length,
  frames: seqs.length,
  leftOut,
  lines: seqs.map(line),
})
const asked = () => broker.json('sitbone/simulator/desk-1/set')
const watching = { v: 1, watch: { forS: 12, everyLine: false } }

it('asks again and again while somebody watches, and then no more', () => {
  const end = consoles.watch('desk-1')
  expect(asked()).toEqual([watching])
  vi.advanceTimersByTime(9000)
  expect(asked()).toHaveLength(3)
  if (end !== false) end()
  vi.advanceTimersByTime(60_000)
  expect(asked()).toHaveLength(3)
})

it('never sends anything to a real cushion', () => {
  consoles.watch('desk-2')
  expect(broker.published).toEqual([])
})

it('gives lines with their latency only to who asked, and leaves out what does not fit', () => {
  broker.send('sitbone/simulator/desk-1/lines', batch([1]))
  expect(sent).toEqual([])
  consoles.watch('desk-1')
  consoles.live('desk-1', { ...anyLive, seq: 7 })
  broker.send('sitbone/simulator/desk-1/lines', batch([7, 8]))
  broker.send('sitbone/simulator/desk-1/lines', { v: 1, lines: 'many' })
  expect(sent).toHaveLength(1)
  expect(sent[0]?.latency?.medianMs).toBe(60)
  expect(sent[0]?.latency?.counts.reduce((sum, n) => sum + n)).toBe(1)
})

it('records every line of the board, even without a viewer, until it is stopped', () => {
  expect(consoles.record('desk-1', true)).toBe(true)
  expect(asked()).toEqual([{ v: 1, watch: { forS: 12, everyLine: true } }])
  broker.send('sitbone/simulator/desk-1/lines', batch([1, 2]))
  consoles.record('desk-1', false)
  broker.send('sitbone/simulator/desk-1/lines', batch([3]))
  expect(consoles.recording('desk-1')?.texts().join('')).toBe(
    '{"atMs":100,"line":"$F,1"}\n{"atMs":200,"line":"$F,2"}\n',
  )
  vi.advanceTimersByTime(30_000)
  expect(asked()).toHaveLength(1)
})

it('a recording ends by itself when it is full, and counts gaps after its beginning', () => {
  const recording = new Recording()
  recording.take(batch([1], 40))
  expect(recording.state.leftOut).toBe(0)
  recording.take(batch([2], 3))
  expect(recording.state.leftOut).toBe(3)
  const long = 'x'.repeat(1000)
  for (let i = 0; i < 2 * (mostBytes / 1_000_000) && recording.state.on; i++)
    recording.take({ ...batch([]), lines: Array.from({ length: 1000 }, () => ({ ...line(1), line: long })) })
  expect(recording.state).toMatchObject({ on: false, full: true })
  expect(recording.state.bytes).toBeLessThanOrEqual(mostBytes)
})

it('latencies forget frames that nobody asks for', () => {
  const latency = new Latency()
  for (let seq = 0; seq < 10_000; seq++) latency.heard(seq, seq)
  latency.sent(0, 0)
  expect(latency.report().medianMs).toBeNull()
  latency.sent(9999, 9990)
  expect(latency.report().medianMs).toBe(9)
})

const anyLive: Live = {
  v: 1,
  atMs: 0,
  seq: 0,
  kpa: [],
  relative: null,
  leftPpiKpa: null,
  rightPpiKpa: null,
  leftErrorKpa: null,
  rightErrorKpa: null,
  leftRelative: null,
  rightRelative: null,
  copX: null,
  copY: null,
  occupancy: 'unknown',
}
