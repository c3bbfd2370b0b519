/**
 * A simulated board behind the box, its gateway, and an in-memory broker in one process: shows what a sitter sees of a fault,
 * and whether accepted frames are those the board sent.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type CushionInfo, infoSchema } from '../../contract/info.ts'
import { recordSchema } from '../../contract/record.ts'
import { calibrationSchema } from '../../core/model/schemas/calibration.ts'
import { eventSchema } from '../../core/model/schemas/events.ts'
import { liveSchema } from '../../core/model/schemas/live.ts'
import { type CushionState, stateSchema } from '../../core/model/schemas/state.ts'
import { decodeBoardLine } from '../../firmware-protocol/index.ts'
import { fsr8 } from '../../firmware-protocol/layout.ts'
import { createGateway } from '../../gateway/gateway.ts'
import { memorySource } from '../../gateway/link/sources/memory-source.ts'
import type { Source } from '../../gateway/link/sources/source.ts'
import { createOutbox } from '../../gateway/outbox/outbox.ts'
import { createMemoryBroker } from '../../mqtt/memory-mqtt.ts'
import { silentLog } from '../../platform/log.ts'
import { createVirtualBoard } from '../../simulator/board/virtual-board.ts'
import { loadScenario } from '../../simulator/body/scenario.ts'
import { exactCalibration } from '../../simulator/cells/calibration.ts'
import { type BoxedBoard, FaultBox } from '../../simulator/fault-box/fault-box.ts'
import type { ScriptedFault } from '../../simulator/fault-box/script.ts'
import { waitFor } from '../services/wait-for.ts'

const startMs = Date.UTC(2026, 2, 2, 9)
const seed = 3

export interface Scan {
  readonly boot: number
  readonly seq: number
  readonly ms: number
  readonly counts: readonly number[]
}

export interface Rig {
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
  /** Every state of the link so far. */
  links(): string[]
  occupancy(is: CushionState['occupancy']): Promise<CushionState>
  /** Waits until this many more frames were sent. */
  more(frames: number): Promise<void>
  /** Waits until every frame sent so far is accepted or lost. */
  settled(): Promise<void>
}

interface BoardOptions {
  readonly scenario: Awaited<ReturnType<typeof loadScenario>>
  readonly seed: number
  readonly layout: typeof fsr8
  readonly startMs: number
  readonly speed: number
}

export interface How {
  /** Replaces the virtual board. */
  readonly make?: (options: BoardOptions) => BoxedBoard
  readonly speed?: number
  readonly script?: readonly ScriptedFault[]
  readonly marked?: boolean
  /** The port for the gateway; default: the box itself. */
  readonly source?: (box: FaultBox) => Promise<Source> | Source
  /** Holds its cleanup. */
  readonly until: (() => Promise<void>)[]
}

export async function faultRig({
  make = createVirtualBoard,
  speed = 60,
  script = [],
  marked = true,
  source = (box) => memorySource('simulator', () => box.open()),
  until,
}: How): Promise<Rig> {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-fault-box-'))
  const scenario = await loadScenario('long-sit')
  const board = make({ scenario, seed, layout: fsr8, startMs, speed })
  const box = new FaultBox(board, { seed, cells: fsr8.cells, script, marked })
  const sent: Scan[] = []
  let boot = 0
  box.tap({
    board: (line) => {
      const read = decodeBoardLine(line)
      if (!read.ok) {
        // Machine code sends half a line when it loses power.
        if (make !== createVirtualBoard) return
        throw new Error(`the board itself sent ${line}`)
      }
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
    listenMs: 0,
    base: 'sitbone',
    mqtt,
    outbox,
    cushions: [
      {
        id: 'desk-1',
        source: await source(box),
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
    links: () => broker.json(at('info')).map((one) => infoSchema.parse(one).link.state),
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
      const newest = sent.at(-1)
      await waitFor(
        () => taken().some(({ boot: b, seq }) => b === newest?.boot && seq >= (newest?.seq ?? 0)),
        {
          timeoutMs: 10_000,
          what: () => `${JSON.stringify(newest)} to be taken`,
        },
      )
    },
  }
  await made.link('online')
  await made.occupancy('occupied')
  return made
}

const key = ({ boot, seq }: Scan) => `${boot}:${seq}`
/** Frames sent but not accepted, up to the last accepted one; fails on any that was never sent or accepted twice. */
export function missing(
  { sent, taken }: Rig,
  same: (scan: Scan) => object = ({ counts, ms }) => ({ counts, ms }),
) {
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
  const lastAt = sent.findIndex((scan) => last !== undefined && key(scan) === key(last))
  return sent.slice(0, lastAt + 1).filter((scan) => !all.has(key(scan)))
}
