/** The console over MQTT: silent until watched, lines and truth while watched, control of speed, scenario and faults. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  simulatedWireSchema,
  simulatorLinesSchema,
  simulatorTruthSchema,
} from '../../contract/simulator-console.ts'
import { fsr8 } from '../../firmware-protocol/layout.ts'
import { createMemoryBroker, type MemoryBroker } from '../../mqtt/memory-mqtt.ts'
import { silentLog } from '../../platform/log.ts'
import {
  createVirtualBoard,
  FaultBox,
  loadScenario,
  type VirtualBoard,
  wireFaultNames,
} from '../../simulator/index.ts'
import { SimulatorConsole } from './simulator-console.ts'
import { takeSimulatorControl } from './simulator-control.ts'

const startMs = Date.UTC(2026, 2, 2, 9)
const topic = (end: string) => `sitbone/simulator/desk-1/${end}`
let broker: MemoryBroker
let board: VirtualBoard
let part: SimulatorConsole
let box: FaultBox
let heard = ''

beforeEach(async () => {
  broker = createMemoryBroker()
  const scenario = await loadScenario('long-sit')
  board = createVirtualBoard({ scenario, seed: 1, layout: fsr8, startMs, speed: 10 })
  box = new FaultBox(board, { seed: 1, cells: fsr8.cells })
  const mqtt = broker.link()
  const given = { base: 'sitbone', cushion: 'desk-1', mqtt, log: silentLog }
  part = new SimulatorConsole({ ...given, board, box, scenario, speed: 10 })
  takeSimulatorControl({ ...given, board: part })
  await mqtt.start()
  heard = ''
  box.open().on('data', (chunk: Buffer) => {
    heard += chunk.toString('latin1')
  })
})
afterEach(() => {
  part.stop()
  box.stop()
})

const tell = (control: object) => broker.send(topic('set'), control)
const lines = () => broker.json(topic('lines')).map((one) => simulatorLinesSchema.parse(one))
const truth = () => simulatorTruthSchema.parse(broker.json(topic('truth')).at(-1))

describe('the console', () => {
  it('is silent until it is watched, and again when nobody asks any more', async () => {
    await expect.poll(() => heard.includes('$F,5')).toBe(true)
    expect(broker.published).toEqual([])
    tell({ watch: { forS: 1 } })
    await expect.poll(() => lines().length).toBeGreaterThan(2)
    const last = lines().at(-1)
    expect(last?.frames).toBeGreaterThan(0)
    expect(last?.lines.every(({ ok, line }) => ok && heard.includes(line))).toBe(true)
    const times = lines().flatMap((batch) => batch.lines.map(({ atMs }) => atMs))
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b))
    const count = () => broker.published.length
    await expect
      .poll(
        async () => {
          const before = count()
          await new Promise((resolve) => setTimeout(resolve, 600))
          return count() - before
        },
        { timeout: 8000 },
      )
      .toBe(0)
  })
  it('publishes the truth and its settings, and follows commands', async () => {
    tell({ watch: { forS: 30 } })
    tell({ seat: 'sit', posture: 'lean-left', wire: { cut: { share: 1 } }, faults: { 2: { kind: 'open' } } })
    await expect.poll(() => truth().bench.wire).toEqual({ cut: { share: 1 } })
    await expect.poll(() => truth().leftKpa > 2 * truth().rightKpa).toBe(true)
    expect(truth()).toMatchObject({
      occupied: true,
      posture: 'lean-left',
      bench: { cells: { 2: { kind: 'open' } } },
    })
    await expect
      .poll(() =>
        lines()
          .at(-1)
          ?.lines.some(({ ok }) => !ok),
      )
      .toBe(true)
    tell({ heal: true })
    await expect.poll(() => truth().bench).toMatchObject({ wire: {}, cells: {}, plugged: true })
  })
  it('another speed comes with a new hello, and no simulated time is lost', async () => {
    await expect.poll(() => heard.includes('$F,3')).toBe(true)
    const before = board.nowMs()
    tell({ speed: 100, watch: { forS: 30 } })
    await expect.poll(() => heard).toContain('speed=100')
    expect(board.nowMs() - before).toBeLessThan(60_000)
    await expect.poll(() => truth().bench.speed).toBe(100)
  })
  it('another scenario and seat keep posture and faults; a name that is none changes nothing', async () => {
    tell({ seat: 'sit', posture: 'upright', faults: { 1: { kind: 'saturated' } }, watch: { forS: 30 } })
    tell({ scenario: 'hard-chair' })
    await expect.poll(() => truth().bench).toMatchObject({ scenario: 'hard-chair', surface: 'wood' })
    tell({ surface: 'soft-foam' })
    await expect.poll(() => truth().bench.surface).toBe('soft-foam')
    await expect.poll(() => truth().posture).toBe('upright')
    expect(board.model.counts(board.nowMs() + 1000)[1]).toBe(1023)
    tell({ scenario: 'etc-passwd' })
    tell({ scenario: '../../x' })
    tell({ surface: 'wood' })
    await expect.poll(() => truth().bench).toMatchObject({ scenario: 'hard-chair', surface: 'wood' })
  })
})

it('the contract knows every fault of the simulator', () => {
  expect(Object.keys(simulatedWireSchema.shape).sort()).toEqual([...wireFaultNames].sort())
})
