/**
 * From the byte on the pty to the browser, at 20 Hz: a board on a pty, with gateway, Mosquitto and dashboard as separate
 * processes; measured at the socket of a viewer and at the painted frame in Chromium. Then the same with everything in one
 * process, the bare chain of the same libraries, and the Node-RED flow if available.
 *
 * Each runs for a minute first, because people sit for hours, and Node interprets code until it has run some thousand times.
 * The page gets at most ten updates a second, each with the newest reading: readings that are never sent do not count.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delayFor } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openBrowser } from '../../services/chromium.ts'
import { freePort } from '../../services/free-port.ts'
import { startInfluxd } from '../../services/influxd.ts'
import { startMosquitto } from '../../services/mosquitto.ts'
import { runSitbone } from '../../services/sitbone.ts'
import { startPtyPair } from '../../services/socat.ts'
import { waitFor } from '../../services/wait-for.ts'
import { type Bench, type BenchOptions, percentile, type Row, scaled } from '../bench.ts'
import { installNodeRed } from '../node-red/install.ts'
import { watchSerialFlow } from '../node-red/peer.ts'
import { startBareChain } from '../parts/bare.ts'
import { countPaints, paintDelays } from '../parts/painted.ts'
import { TimedBoard } from '../parts/timed-board.ts'
import { watch } from '../parts/viewer.ts'

const rateHz = 20
const page = fileURLToPath(new URL('../../../dashboard/web/dist/index.html', import.meta.url))

/** One running path from a pty to a viewer. */
interface Way {
  /** Address of its page, if it has one. */
  readonly url?: string
  stop(): Promise<void>
}
/** Starts it at the end of a cable; `came` gets the number of each reading that reaches the viewer. */
type StartWay = (cable: string, came: (seq: number) => void) => Promise<Way>

export const delay: Bench = {
  name: 'delay',
  about: 'from the byte on the pty to the socket in the browser and to the painted frame, at 20 Hz',
  async run({ scale, say, peers }: BenchOptions): Promise<Row[]> {
    const times = { warmS: scaled(60, scale, 3), lookS: scaled(60, scale, 3) }
    const look = (name: string, start: StartWay, more: { plain?: boolean; paint?: boolean } = {}) => {
      say(`${name}: ${times.lookS} s after ${times.warmS} s`)
      return measure(start, { ...times, ...more })
    }
    const apart = await look('roles apart, Mosquitto', rolesApart, { paint: true })
    const together = await look('all in one process', oneProcess)
    const bare = await look('the bare chain', (cable, came) => startBareChain(cable, { every: 2, came }))
    const missing = scale < 0.2 || peers === false ? 'left out' : await installNodeRed()
    if (missing !== null) say(missing)
    const peer = missing === null ? await look('the Node-RED flow', nodeRed, { plain: true }) : null
    const target = { p50: 2, p99: 6 }
    return [
      ...rowsOf('byte on the pty to the socket, 20 Hz', apart.socket, { target, peer: peer?.socket ?? null }),
      ...rowsOf('the same, all in one process', together.socket, { target }),
      ...rowsOf('the bare chain of the same libraries', bare.socket),
      ...rowsOf('byte on the pty to the painted frame', apart.paint),
    ]
  },
}

function rowsOf(
  what: string,
  ms: readonly number[] | null,
  { target, peer = null }: { target?: { p50: number; p99: number }; peer?: readonly number[] | null } = {},
): Row[] {
  const known = ms !== null && ms.length > 0
  const row = (name: string, share: number, atMost: number | undefined): Row => ({
    what: `${what}: ${name}`,
    unit: 'ms',
    value: known ? percentile(ms, share) : null,
    ...(atMost === undefined ? {} : { target: { atMost } }),
    ...(peer === null ? {} : { peer: { name: 'Node-RED, serial in', value: percentile(peer, share) } }),
  })
  const more = known
    ? { more: { updates: ms.length, 'longest (ms)': Math.max(...ms) } }
    : { note: 'the page is not built (npm run build) or there is no Chromium' }
  return [{ ...row('median', 0.5, target?.p50), ...more }, row('99th percentile', 0.99, target?.p99)]
}

interface Delays {
  readonly socket: readonly number[]
  readonly paint: readonly number[] | null
}

async function measure(
  start: StartWay,
  {
    warmS,
    lookS,
    plain = false,
    paint = false,
  }: { warmS: number; lookS: number; plain?: boolean; paint?: boolean },
): Promise<Delays> {
  const cable = await startPtyPair()
  const board = new TimedBoard({ rateHz, plain })
  const socket: number[] = []
  let counting = false
  board.plugInto(cable.a)
  const way = await start(cable.b, (seq) => {
    const sentMs = board.sentMs(seq)
    if (counting && sentMs !== undefined) socket.push(performance.now() - sentMs)
  })
  try {
    await delayFor(warmS * 1000)
    counting = true
    await delayFor(lookS * 1000)
    counting = false
    const painting = paint && way.url !== undefined && existsSync(page)
    return { socket, paint: painting ? await painted(way.url, board, lookS) : null }
  } finally {
    board.unplug()
    await way.stop()
    await cable.stop()
  }
}

async function rolesApart(cable: string, came: (seq: number) => void): Promise<Way> {
  const mosquitto = await startMosquitto()
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-bench-'))
  const broker = ['--broker', mosquitto.url]
  const gateway = runSitbone(['gateway', '--port', cable, ...broker, '--data', join(folder, 'gateway')])
  const way = await served(['dashboard', ...broker], folder, came)
  return {
    ...way,
    async stop() {
      await Promise.all([gateway.stop(), way.stop()])
      await mosquitto.stop()
    },
  }
}

function oneProcess(cable: string, came: (seq: number) => void): Promise<Way> {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-bench-'))
  return served(['start', '--port', cable, '--broker-listen', 'off'], folder, came)
}

/** A Sitbone process that serves the page, with a viewer. */
async function served(args: string[], folder: string, came: (seq: number) => void): Promise<Way> {
  const listen = `127.0.0.1:${await freePort()}`
  const url = `http://${listen}`
  const program = runSitbone([...args, '--listen', listen, '--data', folder])
  await waitFor(async () => (await fetch(`${url}/livez`)).ok, { timeoutMs: 30_000, what: 'the dashboard' })
  const viewer = await watch(url, 'desk-1', ({ seq }) => came(seq))
  return {
    url,
    async stop() {
      viewer.close()
      await program.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** With its own Mosquitto and InfluxDB. */
async function nodeRed(cable: string, came: (seq: number) => void): Promise<Way> {
  const [mosquitto, influxd] = await Promise.all([startMosquitto(), startInfluxd()])
  const flow = await watchSerialFlow({ mosquitto, influxd }, { serialPath: cable, came })
  return {
    async stop() {
      await flow.stop()
      await Promise.all([mosquitto.stop(), influxd.stop()])
    },
  }
}

async function painted(url: string, board: TimedBoard, lookS: number): Promise<number[] | null> {
  const browser = await openBrowser().catch(() => null)
  if (browser === null) return null
  try {
    const tab = browser.context.pages()[0] ?? (await browser.context.newPage())
    await countPaints(tab)
    await tab.goto(url)
    await delayFor(3000)
    return await paintDelays(tab, { board, lookS })
  } finally {
    await browser.close()
  }
}
