/** A computer that learns the time only after its start: what it measured before is dated back, and nothing is lost. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type RecordBatch, recordSchema } from '../../contract/record.ts'
import { fsr8 } from '../../firmware-protocol/layout.ts'
import { createMemoryBroker, type MemoryBroker } from '../../mqtt/memory-mqtt.ts'
import { silentLog } from '../../platform/log.ts'
import { createGateway, type Gateway } from '../gateway.ts'
import { createOutbox } from '../outbox/outbox.ts'
import { ClockWait } from './clock-wait.ts'
import { ScriptedBoard } from './scripted-board.ts'

const truthMs = Date.UTC(2027, 0, 11, 9)
const seated = [600, 610, 590, 600, 400, 410, 400, 390]

describe('a gateway', () => {
  let folder: string
  let broker: MemoryBroker
  let board: ScriptedBoard
  let gateway: Gateway
  /** The wall clock is this far from the truth; all else passes in real time. */
  let offMs: number
  const hostTime = {
    wallMs: () => truthMs + performance.now() + offMs,
    monoMs: () => performance.now(),
    upMs: () => performance.now(),
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sitbone-clock-wait-'))
    broker = createMemoryBroker()
    board = new ScriptedBoard()
    offMs = -truthMs
  })
  afterEach(async () => {
    await gateway.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  async function start() {
    const mqtt = broker.link()
    const limits = { bytes: 1e8, days: 30 }
    gateway = createGateway({
      gatewayId: 'gw',
      base: 'sitbone',
      mqtt,
      outbox: createOutbox({ file: join(folder, 'gateway.db'), limits, log: silentLog }),
      cushions: [{ id: 'desk-1', source: board.source, layout: fsr8, calibration: null }],
      day: { zone: 'Europe/Berlin', startHour: 4 },
      log: silentLog,
      // A board that has sent everything stays online, however slow the computer is.
      timing: { tickMs: 10, backoffMinMs: 10, backoffMaxMs: 50, staleExtraMs: 60_000 },
      hostTime,
    })
    broker.reachable(true)
    await gateway.start()
    await mqtt.start()
    await expect.poll(() => gateway.health().cushions[0]?.state).toBe('online')
  }
  const pending = () => {
    const info: unknown = JSON.parse(broker.retained.get('sitbone/cushion/desk-1/info')?.toString() ?? '{}')
    return Number(Object(info).outbox?.pendingBatches ?? 0)
  }
  const records = (): RecordBatch[] =>
    broker.json('sitbone/cushion/desk-1/record').map((one) => recordSchema.parse(one))
  const readings = () =>
    new Map(records().flatMap(({ frames }) => frames?.seq.map((seq, i) => [seq, frames.atMs[i] ?? 0]) ?? []))

  it('holds what it measures until the clock is set, then sends it with its true time', async () => {
    await start()
    const startedMs = truthMs + performance.now()
    for (let i = 0; i < 20; i++) board.frames(1, seated)
    await expect.poll(pending, { timeout: 5000 }).toBeGreaterThan(0)
    expect(records()).toEqual([])
    offMs = 0
    board.frames(1, seated)
    await expect.poll(() => readings().size, { timeout: 10_000 }).toBe(21)
    const endedMs = truthMs + performance.now()
    const times = [...readings()].sort(([a], [b]) => a - b).map(([, atMs]) => atMs)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(times[0]).toBeGreaterThan(startedMs - 3000)
    expect(times.at(-1)).toBeLessThan(endedMs + 1000)
    const events = records().flatMap((batch) => batch.events)
    expect(events.map(({ kind }) => kind)).toContain('clock-jump')
    for (const { at, epoch } of events) {
      expect(Date.parse(at)).toBeGreaterThan(startedMs - 3000)
      // Nothing is left for "sitbone repair --clock".
      expect(epoch).toBeUndefined()
    }
  })

  it('sends at once when the clock was right from the beginning', async () => {
    offMs = 0
    await start()
    board.frames(5, seated)
    await expect.poll(() => readings().size, { timeout: 5000 }).toBe(5)
  })
})

describe('the wait', () => {
  function waiting() {
    const now = { ms: 0, isSet: false }
    const wait = new ClockWait({
      cushion: 'desk-1',
      outbox: { rewrite: () => 0 },
      link: { isClockSet: () => now.isSet },
      nowMs: () => now.ms,
      log: silentLog,
    })
    wait.start()
    const pass = (ms: number) => {
      now.ms += ms
      wait.beat()
    }
    return { now, wait, pass }
  }
  const epoch = { number: 0, sinceMs: 1000, fromMs: 2000, toMs: truthMs, exact: true }

  it('ends after an hour without a time', () => {
    const { wait, pass } = waiting()
    pass(3_600_000)
    expect(wait.holds).toBe(true)
    pass(1)
    expect(wait.holds).toBe(false)
  })

  it('ends when the clock is set to what was assumed, so that it does not jump', () => {
    const { now, wait, pass } = waiting()
    now.isSet = true
    pass(0)
    pass(3000)
    expect(wait.holds).toBe(true)
    pass(1)
    expect(wait.holds).toBe(false)
  })

  it('goes on over a jump from one impossible time to another, and dates nothing by a step that is not known exactly', () => {
    const { now, wait } = waiting()
    expect(wait.dateBack({ byMs: 1e9, epoch })).toBe(false)
    expect(wait.holds).toBe(true)
    now.isSet = true
    expect(wait.dateBack({ byMs: 1e9, epoch: { ...epoch, exact: false } })).toBe(false)
    expect(wait.holds).toBe(false)
  })
})
