/** The guided calibration through a whole gateway: commands in, `info` and `live` out, and a restart in the middle. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { infoSchema } from '../../contract/info.ts'
import { commandResultSchema } from '../../core/model/schemas/command-result.ts'
import { liveSchema } from '../../core/model/schemas/live.ts'
import { stateSchema } from '../../core/model/schemas/state.ts'
import { fsr8 } from '../../firmware-protocol/layout.ts'
import { createMemoryBroker, type MemoryBroker } from '../../mqtt/memory-mqtt.ts'
import type { MqttLink } from '../../mqtt/mqtt-link.ts'
import { silentLog } from '../../platform/log.ts'
import { createGateway, type Gateway } from '../gateway.ts'
import { createOutbox } from '../outbox/outbox.ts'
import { ScriptedBoard } from '../runtime/scripted-board.ts'

const epochMs = Date.UTC(2027, 0, 11, 9)
const at = (rest: string) => `sitbone/cushion/desk-1/${rest}`
const empty = [0, 0, 0, 0, 0, 0, 0, 0]
const onTwo = (count: number) => empty.map((_, i) => (i === 2 ? count : 0))

let folder: string
let broker: MemoryBroker
let board: ScriptedBoard
let gateway: Gateway
let mqtt: MqttLink
let asked = 0

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-gateway-'))
  broker = createMemoryBroker()
  board = new ScriptedBoard({ simulated: { speed: 60, epochMs } })
  await start()
})
afterEach(async () => {
  await stop()
  rmSync(folder, { recursive: true, force: true })
})

async function start(): Promise<void> {
  mqtt = broker.link()
  const limits = { bytes: 1e8, days: 30 }
  gateway = createGateway({
    gatewayId: 'gw',
    listenMs: 0,
    base: 'sitbone',
    mqtt,
    outbox: createOutbox({ file: join(folder, 'gateway.db'), limits, log: silentLog }),
    cushions: [{ id: 'desk-1', source: board.source, layout: fsr8, calibration: null }],
    day: { zone: 'UTC', startHour: 4 },
    log: silentLog,
    // A board that has sent everything stays online, however slow the computer is.
    timing: { tickMs: 10, backoffMinMs: 10, backoffMaxMs: 50, staleExtraMs: 60_000 },
  })
  broker.reachable(true)
  await gateway.start()
  await mqtt.start()
  await expect.poll(() => gateway.health().cushions[0]?.state).toBe('online')
}

/** Like the end of a process: a link left open would also receive the next commands, and answer first. */
async function stop(): Promise<void> {
  await gateway.stop()
  await mqtt.stop()
}

const info = () => infoSchema.parse(JSON.parse(broker.retained.get(at('info'))?.toString() ?? ''))
const occupancy = () =>
  stateSchema.parse(JSON.parse(broker.retained.get(at('state'))?.toString() ?? '')).occupancy
const procedure = () => info().calibration.procedure
const ask = async (args: object) => {
  const id = `c${++asked}`
  broker.send(at('cmd/calibrate'), { id, ...args })
  const answer = () =>
    broker
      .json(at('cmd/calibrate/result'))
      .map((one) => commandResultSchema.parse(one))
      .find((one) => one.id === id)
  await expect.poll(answer).toBeDefined()
  return answer()
}
/** Sends a command until readings are fresh: without them, as after a start or a stall, it is refused. */
const askWhileItReads = (counts: readonly number[], args: object) =>
  expect
    .poll(async () => {
      board.frames(10, counts)
      return (await ask(args))?.ok
    })
    .toBe(true)

test('starts, counts presses, measures, continues after a restart; the seat is unknown meanwhile', async () => {
  board.frames(100, empty)
  await expect.poll(occupancy).toBe('empty')
  await askWhileItReads(empty, { action: 'begin', surface: 'wood', cells: [2] })
  await askWhileItReads(empty, { action: 'hold', cell: 2 })
  for (let press = 0; press < 5; press++) {
    board.frames(10, onTwo(700))
    board.frames(10, empty)
  }
  await expect.poll(() => procedure()?.cells[0]?.done).toBe(1)
  await expect.poll(() => liveSchema.parse(broker.json(at('live')).at(-1)).counts).toHaveLength(8)
  await expect.poll(occupancy).toBe('unknown')
  await askWhileItReads(empty, { action: 'hold', cell: 2 })
  board.frames(310, empty)
  await expect.poll(() => procedure()?.cells[0]?.done).toBe(2)

  await stop()
  broker.retained.clear()
  board = new ScriptedBoard({ simulated: { speed: 60, epochMs: epochMs + 600_000 } })
  await start()
  await expect.poll(() => procedure()?.cells[0]?.done).toBe(2)
  await askWhileItReads(onTwo(400), { action: 'hold', cell: 2 })
  board.frames(610, onTwo(400))
  await expect.poll(() => procedure()?.cells[0]?.counts).toEqual([null, 0, 400])
  expect(await ask({ action: 'accept' })).toMatchObject({ ok: false, error: { code: 'invalid' } })
  await ask({ action: 'cancel' })
  await expect.poll(() => procedure()).toBeNull()
})

test('the baseline of relative mode, its cancelling, and a calibration that ends relative mode', async () => {
  board.frames(100, empty)
  expect(await ask({ action: 'baseline' })).toMatchObject({ ok: true })
  await expect.poll(() => info().calibration.baseline).toBe('running')
  await ask({ action: 'cancel' })
  await expect.poll(() => info().calibration.baseline).toBe('none')
  const cells = fsr8.cells.map(() => ({ rMOhm: 10_000, k: 1.2e-4, n: 0.95 }))
  const calibration = { v: 1, madeAt: '2027-01-10T00:00:00.000Z', surface: 'foam', cells }
  expect(await ask({ action: 'set', calibration })).toMatchObject({ ok: true })
  await expect.poll(() => info().calibration).toMatchObject({ mode: 'calibrated', surface: 'foam' })
  expect(await ask({ action: 'baseline' })).toMatchObject({ ok: false, error: { code: 'not-supported' } })
})
