/**
 * An alert needs only the gateway and the cushion: with broker, recorder, store and dashboard dead, the board gets the buzz
 * command within a second of the crossing. When they are back, the page gets the alert with its true time. (Its silence on the
 * page is decided by dashboard/web/src/shell/sound-decision.ts and tested there.)
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectAsync } from 'mqtt'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ClientToServer, ServerToClient, Snapshot } from '../../contract/sockets.ts'
import { topics } from '../../contract/topics.ts'
import type { CushionState } from '../../core/model/schemas/state.ts'
import { stateSchema } from '../../core/model/schemas/state.ts'
import { Random } from '../../simulator/random.ts'
import { NumberedBoard } from '../chaos/numbered-board.ts'
import { freePort } from '../services/free-port.ts'
import { type Influxd, startInfluxd } from '../services/influxd.ts'
import { type Mosquitto, startMosquitto } from '../services/mosquitto.ts'
import { type Running, runSitbone } from '../services/sitbone.ts'
import { waitFor } from '../services/wait-for.ts'

const cushion = 'test-1'
const topic = topics('sitbone')
/** About 9 kPa on each ischial cell, and about 50: across the limit of 15 at once, whatever the averaging. */
const sitting = [600, 610, 590, 600, 400, 410, 400, 390]
const heavy = [900, 905, 590, 600, 400, 410, 400, 390]
const tolerance = {
  v: 1,
  stage: 'settled',
  boutMin: null,
  dayMin: null,
  left: { loadKpaMin: null, pressureKpa: 15 },
  right: { loadKpaMin: null, pressureKpa: 100 },
  holdS: 0,
  offloadKpa: 2,
  recoveryHalfTimeMin: 10,
  breakMin: 2,
  alertAfterMin: 0,
}

let folder: string
let mosquitto: Mosquitto
let influxd: Influxd
let board: NumberedBoard
let counts = sitting
let roles: { gateway: Running; recorder: Running; dashboard: Running }
let startRole: (name: 'gateway' | 'recorder' | 'dashboard') => Running
let problem = 'no answer'
let page: Socket<ServerToClient, ClientToServer>
const joined: Snapshot[] = []
const states: CushionState[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-alerts-'))
  mkdirSync(join(folder, 'board'))
  ;[mosquitto, influxd] = await Promise.all([startMosquitto({ persistence: true }), startInfluxd()])
  board = new NumberedBoard({
    folder: join(folder, 'board'),
    random: new Random(1, 'board'),
    rateHz: 20,
    heard: () => {},
    counts: (seq) => counts.map((count) => count + (seq % 3)),
  })
  await board.start()
  const calibration = join(folder, 'calibration.json')
  const cells = Array.from({ length: 8 }, () => ({ rMOhm: 10_000, k: 1.2e-4, n: 0.95 }))
  writeFileSync(
    calibration,
    JSON.stringify({ v: 1, madeAt: '2027-01-01T00:00:00.000Z', surface: 'foam', cells }),
  )
  const listen = `127.0.0.1:${await freePort()}`
  const env = {
    SITBONE_BROKER: mosquitto.url,
    SITBONE_STORE: `influx://127.0.0.1:${influxd.port}/sitbone`,
    SITBONE_DATA: folder,
    SITBONE_ZONE: 'Europe/Berlin',
  }
  const args = {
    gateway: ['gateway', '--port', board.port, '--cushion', cushion, '--calibration', calibration],
    recorder: ['recorder'],
    dashboard: ['dashboard', '--listen', listen],
  }
  startRole = (name) => runSitbone(args[name], { env })
  roles = {
    gateway: startRole('gateway'),
    recorder: startRole('recorder'),
    dashboard: startRole('dashboard'),
  }
  page = io(`http://${listen}`, {
    extraHeaders: { origin: `http://${listen}` },
    transports: ['websocket'],
    reconnectionDelay: 200,
    reconnectionDelayMax: 500,
  })
  // An unknown cushion is refused; a page asks again.
  const ask = () => {
    page.emit('join', { cushion }, (answer) => {
      if ('problem' in answer) {
        problem = answer.problem.detail
        setTimeout(ask, 300)
      } else joined.push(answer)
    })
  }
  page.on('connect', ask)
  page.on('connect_error', (error) => {
    problem = error.message
  })
  page.on('state', ({ state }) => states.push(state))
})

afterAll(async () => {
  page?.disconnect()
  await Promise.all(Object.values(roles ?? {}).map((role) => role.stop()))
  await board?.stop()
  await Promise.all([mosquitto?.stop(), influxd?.stop()])
  rmSync(folder, { recursive: true, force: true })
})

const said = () =>
  Object.values(roles)
    .map((role) => role.said().slice(-1500))
    .join('\n--\n')
const buzzes = () => board.commands.filter(({ body }) => body.startsWith('BUZZ,'))

test('the alert is raised and felt with everything else dead, and reported later with its true time', async () => {
  const watcher = await connectAsync(mosquitto.url)
  let latest: CushionState | null = null
  watcher.on('message', (_topic, payload) => {
    latest = stateSchema.parse(JSON.parse(payload.toString()))
  })
  await watcher.subscribeAsync(topic.cushion(cushion, 'state'))
  await watcher.publishAsync(topic.cushion(cushion, 'tolerance'), JSON.stringify(tolerance), {
    qos: 1,
    retain: true,
  })
  await waitFor(() => latest?.occupancy === 'occupied' && latest.used.pressureLeft !== null, {
    timeoutMs: 40_000,
    what: () => `somebody sitting with the limit in force; last state ${JSON.stringify(latest)}\n${said()}`,
  })
  await waitFor(() => joined.length > 0, {
    timeoutMs: 20_000,
    what: () => `the page to join (${problem})\n${said()}`,
  })
  expect(buzzes()).toEqual([])
  await watcher.endAsync(true)

  await Promise.all([mosquitto.kill(), influxd.kill(), roles.recorder.kill(), roles.dashboard.kill()])
  counts = heavy
  const firstHeavy = await waitFor(() => board.sent.find(({ body }) => Number(body.split(',')[3]) >= 900), {
    what: 'the first frame beyond the limit',
  })
  const buzz = await waitFor(() => buzzes()[0], { timeoutMs: 5000, what: () => `a buzz\n${said()}` })
  expect(buzz.atMs - firstHeavy.atMs).toBeGreaterThanOrEqual(0)
  expect(buzz.atMs - firstHeavy.atMs).toBeLessThan(1000)

  // The others come back later and must report when it happened, not when they learnt of it.
  await waitFor(() => Date.now() - firstHeavy.atMs > 5000)
  states.length = 0
  joined.length = 0
  await Promise.all([mosquitto.restart(), influxd.restart()])
  roles = { ...roles, recorder: startRole('recorder'), dashboard: startRole('dashboard') }
  const told = await waitFor(
    () =>
      [...joined.flatMap(({ state }) => (state === null ? [] : [state])), ...states]
        .flatMap(({ alerts }) => alerts)
        .find(({ kind, side }) => kind === 'pressure' && side === 'left'),
    { timeoutMs: 40_000, what: () => `the alert on the page\n${said()}` },
  )
  expect(told.level).toBe('exceeded')
  expect(Math.abs(Date.parse(told.since) - firstHeavy.atMs)).toBeLessThan(1000)
  // As a page sees it on (re)connecting: open alerts are not new, and an old alert does not sound.
  expect(Date.now() - Date.parse(told.since)).toBeGreaterThan(5000)
  // The return of the others does not buzz again: three pulses for one limit, once.
  await waitFor(() => Date.now() - firstHeavy.atMs > 12_000, { timeoutMs: 20_000 })
  expect(buzzes().length).toBeLessThanOrEqual(4)
}, 120_000)
