/**
 * The whole way on real parts: a foreign board on a pty -> serialport -> gateway -> Mosquitto -> recorder -> InfluxDB ->
 * dashboard's API, each role in a separate process, through unplugs, resets, noise, and kills of broker and database.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ForeignBoard } from '../services/foreign-board.ts'
import { freePort } from '../services/free-port.ts'
import { type Influxd, startInfluxd } from '../services/influxd.ts'
import { type Mosquitto, startMosquitto } from '../services/mosquitto.ts'
import { type Running, runSitbone } from '../services/sitbone.ts'
import { type PtyPair, startPtyPair } from '../services/socat.ts'
import { waitFor } from '../services/wait-for.ts'

interface ApiFrame {
  readonly at: string
  readonly boot: number
  readonly seq: number
  readonly [column: string]: unknown
}

const password = 'a test password'
const fromIso = new Date(Date.now() - 60_000).toISOString()
let folder: string
let mosquitto: Mosquitto
let influxd: Influxd
let cable: PtyPair
let board: ForeignBoard
let roles: Running[] = []
let api: string
let environment: Record<string, string>
let store: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-whole-way-'))
  writeFileSync(join(folder, 'secret'), `${password}\n`, { mode: 0o600 })
  ;[mosquitto, influxd, cable] = await Promise.all([
    startMosquitto({ password, persistence: true }),
    startInfluxd({ auth: true }),
    startPtyPair(),
  ])
  const port = await freePort()
  api = `http://127.0.0.1:${port}/api/v1/cushions/test-1`
  store = `influx://admin@127.0.0.1:${influxd.port}/sitbone`
  environment = {
    SITBONE_BROKER: mosquitto.url,
    SITBONE_BROKER_USER: 'sitbone',
    SITBONE_BROKER_PASSWORD_FILE: join(folder, 'secret'),
    SITBONE_STORE: store,
    SITBONE_STORE_PASSWORD: influxd.admin?.password ?? '',
    SITBONE_DATA: folder,
    SITBONE_ZONE: 'Europe/Berlin',
  }
  board = new ForeignBoard()
  board.plugInto(cable.a)
  roles = [
    runSitbone(['gateway', '--port', cable.b, '--cushion', 'test-1'], { env: environment }),
    runSitbone(['recorder'], { env: environment }),
    runSitbone(['dashboard', '--listen', `127.0.0.1:${port}`], { env: environment }),
  ]
})

afterAll(async () => {
  board.unplug()
  await Promise.all(roles.map((role) => role.stop()))
  await Promise.all([mosquitto.stop(), influxd.stop(), cable.stop()])
  rmSync(folder, { recursive: true, force: true })
})

async function storedFrames(): Promise<ApiFrame[]> {
  const to = new Date(Date.now() + 60_000).toISOString()
  const answer = await fetch(`${api}/frames?from=${fromIso}&to=${to}`)
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  const { frames }: { frames: ApiFrame[] } = JSON.parse(await answer.text())
  return frames
}

const key = (frame: { boot: number; seq: number }) => `${frame.boot}/${frame.seq}`

/** Frames of the board that are in the store, each exactly once and unaltered; gives their keys. */
async function checkedKeys(): Promise<Set<string>> {
  const stored = await storedFrames()
  const sent = new Map(board.sent.map((frame) => [key(frame), frame.counts]))
  const seen = new Set<string>()
  for (const frame of stored) {
    expect(seen.has(key(frame)), `frame ${key(frame)} is there twice`).toBe(false)
    seen.add(key(frame))
    expect(countsOf(frame), `frame ${key(frame)}`).toEqual(sent.get(key(frame)))
  }
  return seen
}

function countsOf(frame: ApiFrame): unknown {
  if (Array.isArray(frame.counts)) return frame.counts
  return Array.from({ length: 8 }, (_, cell) => frame[`c${cell}`])
}

const storedNow = async (wanted: { boot: number; seq: number }) =>
  waitFor(async () => (await checkedKeys()).has(key(wanted)), {
    timeoutMs: 45_000,
    everyMs: 300,
    what: () =>
      `frame ${key(wanted)} in the store.\n${roles.map((role) => role.said().slice(-1500)).join('\n--\n')}`,
  })

/** Some frame that the board sends from now on is in the store. */
const goesOn = () => {
  const mark = board.sent.length
  return waitFor(
    async () => {
      const keys = await checkedKeys()
      return board.sent.slice(mark).some((frame) => keys.has(key(frame)))
    },
    {
      timeoutMs: 30_000,
      everyMs: 300,
      what: () => `new frames.\n${roles.map((role) => role.said().slice(-1500)).join('\n--\n')}`,
    },
  )
}

const lastSent = () => {
  const last = board.sent.at(-1)
  if (last === undefined) throw new Error('the board has sent nothing')
  return last
}
const moreFrames = (count: number) => {
  const until = board.sent.length + count
  return waitFor(() => board.sent.length >= until, { timeoutMs: 20_000, what: 'more frames of the board' })
}

test('readings of a foreign board reach the database and the API', async () => {
  await waitFor(async () => (await checkedKeys()).size > 20, {
    timeoutMs: 30_000,
    everyMs: 200,
    what: () => roles.map((role) => role.said()).join('\n'),
  })
  const state = await waitFor(
    async () => (await fetch(`${api}/state`)).ok && (await (await fetch(`${api}/state`)).json()),
  )
  expect(JSON.stringify(state)).toContain('occupied')
})

test('the secrets are in no log', () => {
  for (const role of roles) {
    expect(role.said()).not.toContain(password)
    expect(role.said()).not.toContain(influxd.admin?.password)
  }
})

test('broker killed and restarted: no frame is missing', async () => {
  const before = lastSent()
  await mosquitto.kill()
  await moreFrames(40)
  await mosquitto.restart()
  await moreFrames(10)
  const after = lastSent()
  await storedNow(after)
  await expectNoGap(before, after)
})

test('database killed and restarted: no frame is missing', async () => {
  const before = lastSent()
  await influxd.kill()
  await moreFrames(40)
  await influxd.restart()
  await moreFrames(10)
  const after = lastSent()
  await storedNow(after)
  await expectNoGap(before, after)
})

test('gateway and recorder killed and restarted: only what the gateway never took in is missing', async () => {
  await moreFrames(30)
  const before = lastSent()
  await storedNow(before)
  const [gateway, recorder] = roles
  await Promise.all([gateway?.kill(), recorder?.kill()])
  roles[0] = runSitbone(['gateway', '--port', cable.b, '--cushion', 'test-1'], { env: environment })
  roles[1] = runSitbone(['recorder'], { env: environment })
  await goesOn()
})

test('reset in mid-stream: a new epoch, not noise', async () => {
  await moreFrames(5)
  board.write('$F,77,12')
  board.reset()
  await moreFrames(20)
  await storedNow(lastSent())
  const events = await (
    await fetch(`${api}/events?from=${fromIso}&to=${new Date(Date.now() + 60_000).toISOString()}`)
  ).text()
  expect(events).toContain('board-reset')
})

test('noise of a wrong baud rate and garbage: counted, nothing invented', async () => {
  board.write(String.fromCharCode(...Array.from({ length: 3000 }, (_, i) => 128 + ((i * 37) % 128))))
  board.write('\n$F,1,2,3*0000\n$F,5000,1,1,1,1,1,1,1,1,1*FFFF\n')
  await moreFrames(20)
  await storedNow(lastSent())
})

test('unplugged in mid-line and plugged in again: it simply goes on', async () => {
  board.write('$F,99,1234,5')
  await cable.kill()
  board.unplug()
  cable = await startPtyPair({ dir: dirname(cable.a) })
  board.plugInto(cable.a)
  await goesOn()
})

test("Prometheus's own check finds nothing wrong with the metrics", async () => {
  const metrics = await (await fetch(new URL('/metrics', api))).text()
  expect(metrics).toMatch(/^sitbone_dashboard_mqtt_messages_total\{.*\} [1-9]/m)
  // It ends with another status than 0 where a style rule is broken.
  const checking = promisify(execFile)('promtool', ['check', 'metrics'])
  checking.child.stdin?.end(metrics)
  const { stdout, stderr } = await checking
  expect(stdout + stderr).toBe('')
})

test('the export gives what the store holds, and the influx client sees the documented measurements', async () => {
  await goesOn()
  board.silence()
  await waitFor(async () => (await checkedKeys()).has(key(lastSent())), {
    timeoutMs: 20_000,
    what: 'the last frame',
  })
  const { code, out, err } = await runSitbone(
    ['export', '--cushion', 'test-1', '--what', 'frames', '--format', 'csv'],
    { env: environment },
  ).exited
  expect(err).toBe('')
  expect(code).toBe(0)
  const [header, ...rows] = out.trim().split(/\r?\n/)
  expect(header).toMatch(/^at,boot,seq,c0,c1,c2,c3,c4,c5,c6,c7,p0Kpa,/)
  const stored = await storedFrames()
  expect(rows.length).toBe(stored.length)
  const measurements = await influxd.query('SHOW MEASUREMENTS', 'sitbone')
  for (const name of ['seat_frame', 'seat_event']) expect(measurements).toContain(name)
})

/** Between two frames of the same boot, everything the board sent reaches the store, in any order. */
async function expectNoGap(
  first: { boot: number; seq: number },
  last: { boot: number; seq: number },
): Promise<void> {
  const due = board.sent.filter(
    (frame) => frame.boot === last.boot && frame.seq >= first.seq && frame.seq <= last.seq,
  )
  let missing = due.map(key)
  await waitFor(
    async () => {
      const keys = await checkedKeys()
      missing = due.map(key).filter((each) => !keys.has(each))
      return missing.length === 0
    },
    { timeoutMs: 30_000, everyMs: 300, what: () => `frames ${missing.join(' ')} in the store` },
  )
}
