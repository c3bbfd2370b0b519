/**
 * From the byte on the pty to the browser, at 20 Hz: a board on a pty, the gateway, Mosquitto and the dashboard as
 * processes of their own; measured at the socket of a viewer and at the painted frame in Chromium. Then the same with
 * everything in one process, the bare chain of the same libraries, and the Node-RED flow where it can be had.
 *
 * The page gets at most ten updates a second, each the newest reading at that moment: readings that are never sent have
 * no delay and are not counted.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delayFor } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { io } from 'socket.io-client'
import { openBrowser } from '../services/chromium.ts'
import { ForeignBoard } from '../services/foreign-board.ts'
import { freePort } from '../services/free-port.ts'
import { startInfluxd } from '../services/influxd.ts'
import { startMosquitto } from '../services/mosquitto.ts'
import { type Running, runSitbone } from '../services/sitbone.ts'
import { startPtyPair } from '../services/socat.ts'
import { waitFor } from '../services/wait-for.ts'
import { type Bench, type BenchOptions, percentile, type Row, scaled } from './bench.ts'
import { installNodeRed } from './node-red/install.ts'
import { peerDelays } from './node-red/peer.ts'
import { countPaints, paintDelays } from './painted.ts'
import { watch } from './viewer.ts'

const rateHz = 20
const bareChain = fileURLToPath(new URL('./bare-chain.ts', import.meta.url))
const page = fileURLToPath(new URL('../../dashboard/web/dist/index.html', import.meta.url))

export const delay: Bench = {
  name: 'delay',
  about: 'from the byte on the pty to the socket in the browser and to the painted frame, at 20 Hz',
  async run({ scale, say, peers }: BenchOptions): Promise<Row[]> {
    const lookS = scaled(60, scale, 3)
    say(`roles apart, Mosquitto: ${lookS} s`)
    const apart = await measure({ apart: true, lookS })
    say(`all in one process: ${lookS} s`)
    const together = await measure({ apart: false, lookS })
    say(`the bare chain: ${lookS} s`)
    const bare = await bareMs(lookS)
    const peer = scale < 0.2 || peers === false ? null : await peerMs({ lookS, say })
    return [
      ...rowsOf('byte on the pty to the socket, 20 Hz', apart.socket, { p50: 2, p99: 6 }).map((row, i) =>
        peer === null
          ? row
          : {
              ...row,
              peer: { name: 'Node-RED, TCP to WebSocket', value: percentile(peer, i === 0 ? 0.5 : 0.99) },
            },
      ),
      ...rowsOf('the same, all in one process', together.socket, { p50: 2, p99: 6 }),
      ...rowsOf('the bare chain of the same libraries', bare, null),
      ...rowsOf('byte on the pty to the painted frame', apart.paint, null),
    ]
  },
}

function rowsOf(
  what: string,
  ms: readonly number[] | null,
  target: { p50: number; p99: number } | null,
): Row[] {
  const value = (share: number) => (ms === null || ms.length === 0 ? null : percentile(ms, share))
  const more =
    ms === null || ms.length === 0
      ? { note: 'the page is not built (npm run build) or there is no Chromium' }
      : { more: { updates: ms.length, 'longest (ms)': Math.max(...ms) } }
  return [
    {
      what: `${what}: median`,
      unit: 'ms',
      value: value(0.5),
      ...(target === null ? {} : { target: { atMost: target.p50 } }),
      ...more,
    },
    {
      what: `${what}: 99th percentile`,
      unit: 'ms',
      value: value(0.99),
      ...(target === null ? {} : { target: { atMost: target.p99 } }),
    },
  ]
}

/** Of serialport, MQTT.js, Mosquitto and socket.io with nothing between them, in processes apart. */
async function bareMs(lookS: number): Promise<readonly number[]> {
  const [mosquitto, cable, port] = await Promise.all([startMosquitto(), startPtyPair(), freePort()])
  const sentMs = new Map<number, number>()
  const board = timedBoard(sentMs)
  board.plugInto(cable.a)
  const run = (...args: string[]) => runSitbone([...args, mosquitto.url], { program: bareChain })
  const roles = [run('gateway', cable.b), run('dashboard', String(port))]
  const viewer = io(`http://127.0.0.1:${port}`, { transports: ['websocket'] })
  const ms: number[] = []
  let counting = false
  viewer.on('line', (line: string) => {
    const at = sentMs.get(Number(line.split(',')[1]))
    if (counting && at !== undefined) ms.push(performance.now() - at)
  })
  try {
    await waitFor(() => viewer.connected, { timeoutMs: 30_000, what: 'the bare chain' })
    await delayFor(3000)
    counting = true
    await delayFor(lookS * 1000)
    return ms
  } finally {
    viewer.close()
    board.unplug()
    await Promise.all(roles.map((role) => role.stop()))
    await Promise.all([mosquitto.stop(), cable.stop()])
  }
}

/** Notes when the frame of each number was written to the pty. */
function timedBoard(sentMs: Map<number, number>): ForeignBoard {
  const board = new ForeignBoard({ periodMs: 1000 / rateHz })
  const counts = board.counts
  board.counts = (seq) => {
    sentMs.set(seq, performance.now())
    return counts(seq)
  }
  return board
}

/** Of the Node-RED flow on its own Mosquitto and InfluxDB; null where it cannot be had. */
async function peerMs({
  lookS,
  say,
}: {
  lookS: number
  say: BenchOptions['say']
}): Promise<readonly number[] | null> {
  const why = await installNodeRed()
  say(why ?? `the Node-RED flow: ${lookS} s`)
  if (why !== null) return null
  const [mosquitto, influxd] = await Promise.all([startMosquitto(), startInfluxd()])
  try {
    return await peerDelays({ mosquitto, influxd }, { rateHz, lookS })
  } finally {
    await Promise.all([mosquitto.stop(), influxd.stop()])
  }
}

interface Delays {
  readonly socket: readonly number[]
  readonly paint: readonly number[] | null
}

async function measure({ apart, lookS }: { apart: boolean; lookS: number }): Promise<Delays> {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-bench-'))
  const [mosquitto, cable, port] = await Promise.all([startMosquitto(), startPtyPair(), freePort()])
  const sentMs = new Map<number, number>()
  const board = timedBoard(sentMs)
  board.plugInto(cable.a)
  const listen = ['--listen', `127.0.0.1:${port}`, '--data', folder]
  const broker = ['--broker', mosquitto.url]
  const roles: Running[] = apart
    ? [
        runSitbone(['gateway', '--port', cable.b, ...broker, '--data', join(folder, 'gateway')]),
        runSitbone(['dashboard', ...listen, ...broker]),
      ]
    : [runSitbone(['start', '--port', cable.b, '--broker-listen', 'off', ...listen])]
  try {
    const url = `http://127.0.0.1:${port}`
    await waitFor(async () => (await fetch(`${url}/livez`)).ok, { timeoutMs: 30_000, what: 'the dashboard' })
    const socket: number[] = []
    let counting = false
    const viewer = await watch(url, 'desk-1', ({ seq }) => {
      const at = sentMs.get(seq)
      if (counting && at !== undefined) socket.push(performance.now() - at)
    })
    await delayFor(3000)
    counting = true
    await delayFor(lookS * 1000)
    counting = false
    viewer.close()
    const paint = apart && existsSync(page) ? await painted(url, sentMs, lookS) : null
    return { socket, paint }
  } finally {
    board.unplug()
    await Promise.all(roles.map((role) => role.stop()))
    await Promise.all([mosquitto.stop(), cable.stop()])
    rmSync(folder, { recursive: true, force: true })
  }
}

async function painted(
  url: string,
  sentMs: ReadonlyMap<number, number>,
  lookS: number,
): Promise<number[] | null> {
  const browser = await openBrowser().catch(() => null)
  if (browser === null) return null
  try {
    const tab = browser.context.pages()[0] ?? (await browser.context.newPage())
    await countPaints(tab)
    await tab.goto(url)
    await delayFor(3000)
    return await paintDelays(tab, { sentMs, lookS })
  } finally {
    await browser.close()
  }
}
