/**
 * Every fault of the box, seen from the sitter's side: virtual board -> box -> gateway -> MQTT in one process. Whatever is
 * on, the gateway takes only frames that the board sent, each once, and all of them that the fault has not touched.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { decodeBoardLine } from '../../firmware-protocol/index.ts'
import { fsr8 } from '../../firmware-protocol/layout.ts'
import {
  type CushionInfo,
  type CushionState,
  eventSchema,
  infoSchema,
  liveSchema,
  recordSchema,
  stateSchema,
} from '../../gateway/contract.ts'
import { calibrationSchema } from '../../gateway/core/calibration.ts'
import { createGateway } from '../../gateway/gateway.ts'
import { memorySource } from '../../gateway/link/memory-source.ts'
import { silentLog } from '../../gateway/log.ts'
import { createMemoryBroker } from '../../gateway/mqtt/memory-mqtt.ts'
import { createOutbox } from '../../gateway/outbox/outbox.ts'
import { exactCalibration } from '../../simulator/calibration.ts'
import type { CellFault } from '../../simulator/fault.ts'
import { FaultBox } from '../../simulator/fault-box/fault-box.ts'
import type { ScriptedFault } from '../../simulator/fault-box/script.ts'
import type { WireFaultChange } from '../../simulator/fault-box/wire-fault.ts'
import { loadScenario } from '../../simulator/scenario.ts'
import { createVirtualBoard } from '../../simulator/virtual-board.ts'
import { waitFor } from '../services/wait-for.ts'

const startMs = Date.UTC(2026, 2, 2, 9)
const seed = 3
const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

interface Scan {
  readonly boot: number
  readonly seq: number
  readonly ms: number
  readonly counts: readonly number[]
}

interface Rig {
  readonly box: FaultBox
  /** Frames as the board sent them, before any fault. */
  readonly sent: Scan[]
  taken(): (Scan & { atMs: number })[]
  info(): CushionInfo
  state(): CushionState
  /** Kinds of all events so far. */
  events(): string[]
  live(): ReturnType<typeof liveSchema.parse>
  link(state: CushionInfo['link']['state']): Promise<CushionInfo>
  occupancy(is: CushionState['occupancy']): Promise<CushionState>
  /** Waits until so many more frames were sent. */
  more(frames: number): Promise<void>
  /** Every frame sent until now was taken or is lost. */
  settled(): Promise<void>
}

interface How {
  readonly speed?: number
  readonly script?: readonly ScriptedFault[]
  readonly marked?: boolean
  /** Where its end is kept. */
  readonly until?: (() => Promise<void>)[]
}

async function rig({ speed = 60, script = [], marked = true, until = ends }: How = {}): Promise<Rig> {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-fault-box-'))
  const scenario = await loadScenario('long-sit')
  const board = createVirtualBoard({ scenario, seed, layout: fsr8, startMs, speed })
  const box = new FaultBox(board, { seed, cells: fsr8.cells, script, marked })
  const sent: Scan[] = []
  let boot = 0
  box.tap({
    board: (line) => {
      const read = decodeBoardLine(line)
      if (!read.ok) throw new Error(`the board itself sent ${line}`)
      if (read.message.type === 'hello') boot = read.message.boot ?? 0
      if (read.message.type === 'frame') sent.push({ boot, ...read.message })
    },
  })
  const broker = createMemoryBroker()
  const mqtt = broker.link()
  const outbox = createOutbox({
    file: join(folder, 'gateway.db'),
    limits: { bytes: 1e8, days: 30 },
    log: silentLog,
  })
  const gateway = createGateway({
    gatewayId: 'gw',
    base: 'sitbone',
    mqtt,
    outbox,
    cushions: [
      {
        id: 'desk-1',
        source: memorySource('simulator', () => box.open()),
        layout: fsr8,
        calibration: calibrationSchema.parse(
          exactCalibration(seed, fsr8, { madeAt: new Date(startMs - 864e5).toISOString() }),
        ),
      },
    ],
    day: { zone: 'UTC', startHour: 4 },
    log: silentLog,
    timing: {
      tickMs: 10,
      backoffMinMs: 10,
      backoffMaxMs: 50,
      staleExtraMs: 250,
      reopenAfterStaleMs: 800,
      helloWaitMs: 200,
      askEveryMs: 50,
    },
  })
  until.push(async () => {
    box.stop()
    await gateway.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  await gateway.start()
  await mqtt.start()
  const at = (rest: string) => `sitbone/cushion/desk-1/${rest}`
  const retained = (rest: string) => JSON.parse(broker.retained.get(at(rest))?.toString() ?? 'null')
  const taken = () => {
    const batches = new Map(broker.json(at('record')).map((one) => [recordSchema.parse(one).batch, one]))
    return [...batches.values()].flatMap((one) => {
      const { frames } = recordSchema.parse(one)
      if (frames === null) return []
      return frames.atMs.map((atMs, i) => ({
        atMs,
        boot: frames.boot[i] ?? -1,
        seq: frames.seq[i] ?? -1,
        ms: frames.boardMs[i] ?? -1,
        counts: frames.counts.map((cell) => cell[i] ?? -1),
      }))
    })
  }
  const made: Rig = {
    box,
    sent,
    taken,
    info: () => infoSchema.parse(retained('info')),
    state: () => stateSchema.parse(retained('state')),
    events: () => broker.json(at('event')).map((one) => eventSchema.parse(one).kind),
    live: () => liveSchema.parse(broker.json(at('live')).at(-1)),
    link: (state) =>
      waitFor(() => made.info().link.state === state && made.info(), {
        timeoutMs: 15_000,
        what: () => `link ${state}; it is ${JSON.stringify(made.info().link)}`,
      }),
    occupancy: (is) =>
      waitFor(() => made.state().occupancy === is && made.state(), {
        timeoutMs: 15_000,
        what: () => `${is}; it is ${made.state().occupancy}`,
      }),
    more: async (frames) => {
      const want = sent.length + frames
      await waitFor(() => sent.length >= want, { timeoutMs: 20_000, what: `${frames} more frames` })
    },
    settled: async () => {
      const until = sent.at(-1)
      await waitFor(() => taken().some(({ boot: b, seq }) => b === until?.boot && seq >= (until?.seq ?? 0)), {
        timeoutMs: 10_000,
        what: () => `${JSON.stringify(until)} to be taken`,
      })
    },
  }
  await made.link('online')
  await made.occupancy('occupied')
  return made
}

const key = ({ boot, seq }: Scan) => `${boot}:${seq}`
const heal: WireFaultChange = { noise: null, drop: null, double: null, swap: null, cut: null }

/** Frames that were sent and not taken, up to the last one taken; fails on any that was not sent, or taken twice. */
function missing({ sent, taken }: Rig, same: (scan: Scan) => object = ({ counts, ms }) => ({ counts, ms })) {
  const known = new Map(sent.map((scan) => [key(scan), scan]))
  const got = taken()
  expect(new Set(got.map(key)).size).toBe(got.length)
  for (const scan of got) {
    const original = known.get(key(scan))
    if (original === undefined) throw new Error(`${key(scan)} was never sent`)
    expect({ counts: scan.counts, ms: scan.ms }).toEqual(same(original))
  }
  const times = got.map(({ atMs }) => atMs)
  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b))
  const all = new Set(got.map(key))
  const last = got.at(-1)
  const until = sent.findIndex((scan) => last !== undefined && key(scan) === key(last))
  return sent.slice(0, until + 1).filter((scan) => !all.has(key(scan)))
}

const noCellAtFault = (info: CushionInfo) =>
  expect(info.cells.every(({ verdict }) => verdict === 'ok')).toBe(true)

test('no fault: every frame is taken as it was sent', async () => {
  const r = await rig()
  await r.more(600)
  await r.settled()
  expect(missing(r)).toEqual([])
  expect(r.info().link).toMatchObject({ rejected: {}, framesLost: 0 })
})

// At once, because counts are told only every few seconds.
describe.concurrent('damaged lines: readings go on, what is lost is counted', () => {
  const until: (() => Promise<void>)[] = []
  afterAll(async () => {
    for (const end of until) await end()
  })

  test.each<[string, WireFaultChange]>([
    ['noise', { noise: { bytesPerLine: 0.5 } }],
    ['dropped lines', { drop: { share: 0.1 } }],
    ['cut lines', { cut: { share: 0.1 } }],
  ])('%s', async (_name, fault) => {
    const r = await rig({ until })
    r.box.set(fault)
    await r.more(1000)
    r.box.set(heal)
    await r.more(20)
    await r.settled()
    const lost = missing(r)
    const { dropped, cut, noiseBytes } = r.box.damage
    expect(lost.length).toBeGreaterThan(0)
    expect(lost.length).toBeLessThanOrEqual(dropped + cut + noiseBytes)
    await expect.poll(() => r.info().link.framesLost).toBe(lost.length)
    if (dropped === 0) expect(Object.keys(r.info().link.rejected)).not.toEqual([])
    expect(r.info().link).toMatchObject({ state: 'online' })
    expect(r.state().occupancy).toBe('occupied')
    noCellAtFault(r.info())
    expect(r.events()).not.toContain('board-reset')
  })

  test('doubled lines: the second one is no second reading', async () => {
    const r = await rig({ until })
    r.box.set({ double: { share: 0.2 } })
    await r.more(600)
    r.box.set(heal)
    await r.more(20)
    await r.settled()
    expect(missing(r)).toEqual([])
    await expect.poll(() => r.info().link.rejected.repeated).toBe(r.box.damage.doubled)
    expect(r.info().link.framesLost).toBe(0)
  })

  test('swapped lines: the one that was overtaken is left out, and nobody takes it for a reset', async () => {
    const r = await rig({ until })
    r.box.set({ swap: { share: 0.1 } })
    await r.more(600)
    r.box.set(heal)
    await r.more(20)
    await r.settled()
    expect(missing(r)).toHaveLength(r.box.damage.swapped)
    await expect.poll(() => r.info().link.rejected.late).toBe(r.box.damage.swapped)
    expect(r.events()).not.toContain('board-reset')
    expect(r.state().occupancy).toBe('occupied')
  })
})

describe('the cable', () => {
  test('unplugged: says so, occupancy is unknown; plugged in again it goes on', async () => {
    const r = await rig()
    await r.more(100)
    r.box.unplug()
    const { link } = await r.link('unplugged')
    expect(link.detail).toMatch(/unplugged|ended/)
    const unknown = await r.occupancy('unknown')
    expect(unknown.daySeatedS).toBeGreaterThan(0)
    r.box.plug()
    await r.link('online')
    await r.occupancy('occupied')
    await r.more(50)
    await r.settled()
    // Only what was in the cable is lost.
    expect(missing(r).length).toBeLessThan(50)
    expect(r.events().filter((kind) => kind === 'bout-started')).toHaveLength(1)
  })

  test('wrong baud rate: no cushion answers, and the words name the rate', async () => {
    const r = await rig()
    r.box.set({ 'wrong-baud': { baud: 9600 } })
    await r.link('stale')
    await r.occupancy('unknown')
    expect((await r.link('no-cushion')).link.detail).toContain('115200 baud')
    r.box.set({ 'wrong-baud': null })
    await r.link('online')
    await r.occupancy('occupied')
    missing(r)
  })

  test('slow USB: late, but whole', async () => {
    const r = await rig()
    r.box.set({ 'slow-usb': { ms: 150, jitterMs: 100 } })
    await r.more(600)
    await r.settled()
    expect(missing(r)).toEqual([])
    expect(r.info().link).toMatchObject({ state: 'online', framesLost: 0 })
    expect(r.state().occupancy).toBe('occupied')
  })

  test('bursts further apart than silence may be: unknown in between, nothing lost', async () => {
    const r = await rig()
    r.box.set({ bursts: { everyMs: 700 } })
    await r.link('stale')
    await r.occupancy('unknown')
    await r.occupancy('occupied')
    r.box.set({ bursts: null })
    await r.more(100)
    await r.settled()
    expect(missing(r)).toEqual([])
    expect(r.info().link.framesLost).toBe(0)
  })
})

describe('the board', () => {
  test('frozen: stale and unknown, and no loss is claimed for scans that never were', async () => {
    const r = await rig()
    r.box.set({ frozen: {} })
    expect((await r.link('stale')).link.detail).toContain('stopped sending readings')
    await r.occupancy('unknown')
    r.box.set({ frozen: null })
    await r.link('online')
    await r.occupancy('occupied')
    await r.more(50)
    await r.settled()
    expect(missing(r)).toEqual([])
    expect(r.info().link.framesLost).toBe(0)
  })

  test('reset storm: each start is told, the bout goes on', async () => {
    const r = await rig()
    const bootBefore = r.info().board?.boot ?? 0
    r.box.set({ 'reset-storm': { everyS: 5 } })
    await waitFor(() => r.events().filter((kind) => kind === 'board-reset').length >= 6)
    r.box.set({ 'reset-storm': null })
    await r.more(50)
    await r.settled()
    expect(missing(r)).toEqual([])
    await expect.poll(() => r.info().board?.boot).toBeGreaterThanOrEqual(bootBefore + 6)
    expect(r.state().occupancy).toBe('occupied')
    expect(r.events().filter((kind) => kind === 'bout-started')).toHaveLength(1)
    expect(r.info().link.framesLost).toBe(0)
  })

  test('wrap of ms and seq: nothing is seen of it', async () => {
    const r = await rig()
    r.box.set({ wrap: { inS: 20 } })
    await r.more(500)
    await r.settled()
    const shifted = r.taken().filter(({ boot }) => boot === 2)
    const wraps = shifted.filter(({ seq }, i) => seq < (shifted[i - 1]?.seq ?? 0))
    expect(wraps).toHaveLength(1)
    const original = r.sent.filter(({ boot }) => boot === 2).slice(0, shifted.length)
    expect(shifted.map(({ counts }) => counts)).toEqual(original.map(({ counts }) => counts))
    expect(shifted.map(({ seq }) => seq)).toEqual(original.map(({ seq }) => (seq + 2 ** 32 - 200) % 2 ** 32))
    expect(r.info().link.framesLost).toBe(0)
    expect(r.state().occupancy).toBe('occupied')
    const times = shifted.map(({ atMs }) => atMs)
    expect(Math.max(...times.slice(1).map((atMs, i) => atMs - (times[i] ?? 0)))).toBeLessThan(1000)
  })

  test.each([500, -500])(
    'a clock that runs off by %i ppm: every reading keeps its place in time',
    async (ppm) => {
      const r = await rig({ speed: 1, marked: false })
      r.box.set({ drift: { ppm } })
      await r.more(30)
      await r.settled()
      expect(r.info()).toMatchObject({ simulated: false, clock: { kind: 'wall', speed: 1 } })
      expect(r.info().link).toMatchObject({ state: 'online', framesLost: 0 })
      const got = r.taken()
      expect(new Set(got.map(({ seq }) => seq)).size).toBe(got.length)
      expect(got.map(({ counts }) => counts)).toEqual(r.sent.slice(0, got.length).map(({ counts }) => counts))
      for (const [i, { atMs }] of got.entries())
        if (i > 0) expect(atMs).toBeGreaterThan(got[i - 1]?.atMs ?? 0)
      const last = got.at(-1)
      expect(Math.abs((last?.atMs ?? 0) - Date.now())).toBeLessThan(3000)
    },
  )

  test('swapped sides: the sides change places; the verdict has no word for it yet', async () => {
    const r = await rig()
    r.box.model.sitter.setPosture('lean-left')
    await r.more(100)
    const before = await waitFor(() => {
      const { leftPpiKpa, rightPpiKpa } = r.live()
      return (leftPpiKpa ?? 0) > 1.5 * (rightPpiKpa ?? 0) && { leftPpiKpa, rightPpiKpa }
    })
    r.box.set({ 'swapped-sides': {} })
    await waitFor(() => {
      const { leftPpiKpa, rightPpiKpa } = r.live()
      return (rightPpiKpa ?? 0) > 1.5 * (leftPpiKpa ?? 0)
    })
    expect(before.leftPpiKpa).not.toBeNull()
    noCellAtFault(r.info())
    expect(r.state().occupancy).toBe('occupied')
  })
})

describe('one cell', () => {
  test.each<[string, CellFault, string]>([
    ['open', { kind: 'open' }, 'open'],
    ['stuck', { kind: 'stuck', adc: 512 }, 'stuck'],
    ['saturated', { kind: 'saturated' }, 'saturated'],
    ['drifting', { kind: 'drifting', perHour: 0.5 }, 'ok'],
    ['gain', { kind: 'gain', factor: 1.3 }, 'ok'],
    ['spiking', { kind: 'spiking', perMinute: 6 }, 'ok'],
  ])('%s, and healed it is believed again', async (_name, fault, verdict) => {
    const r = await rig()
    await r.more(300)
    r.box.setCellFault(1, fault)
    if (verdict !== 'ok') {
      const info = await waitFor(() => r.info().cells[1]?.verdict === verdict && r.info(), {
        timeoutMs: 20_000,
        what: () => `cell 1 ${verdict}; it is ${JSON.stringify(r.info().cells[1])}`,
      })
      expect(info.cells[1]?.advice).toBeTruthy()
      await expect.poll(() => r.state().confidence).toBeLessThan(1)
    } else await r.more(600)
    // The other cells are believed, and the sitter is still seated.
    expect(r.info().cells.filter(({ index, verdict: said }) => index !== 1 && said !== 'ok')).toEqual([])
    expect(r.state().occupancy).toBe('occupied')
    r.box.setCellFault(1, null)
    await waitFor(() => r.info().cells[1]?.verdict === 'ok', { timeoutMs: 20_000 })
    await r.settled()
    expect(missing(r)).toEqual([])
  })
})

test('a script of the scenario does it all at its times, in simulated time', async () => {
  const r = await rig({
    speed: 30,
    script: [
      { atMin: 0.5, fault: 'cell', cell: 0, is: { kind: 'saturated' }, forS: 60 },
      { atMin: 0.75, fault: 'drop', share: 1, forS: 5 },
      { atMin: 1, fault: 'unplug', forS: 10 },
      { atMin: 2, fault: 'reset' },
    ],
  })
  await waitFor(() => r.box.cellFaults.get(0)?.kind === 'saturated')
  await waitFor(() => !r.box.isPlugged)
  await waitFor(() => r.box.isPlugged)
  await waitFor(() => r.events().includes('board-reset'), { timeoutMs: 15_000 })
  await r.more(50)
  await r.settled()
  expect(r.box.cellFaults.size).toBe(0)
  const lost = missing(r)
  const dropped = lost.filter(({ ms }) => ms > 44_000 && ms < 51_000)
  expect(dropped.length).toBeGreaterThanOrEqual(48)
  expect(dropped.length).toBeLessThanOrEqual(51)
})
