/**
 * Seeks in the replay of a day of 8 hours at 20 Hz, through the dashboard's API from both stores: from the request to the last byte of
 * the answer on loopback. Beside it what InfluxDB takes to give the raw frames of the same windows.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { replaySpeeds, replayWindow } from '../../../core/model/replay.ts'
import { createDashboard } from '../../../dashboard/server/server.ts'
import { createMemoryBroker } from '../../../mqtt/memory-mqtt.ts'
import { silentLog } from '../../../platform/log.ts'
import { openStore, parseStoreUrl } from '../../../store/open-store.ts'
import type { Store } from '../../../store/store.ts'
import { startInfluxd } from '../../services/influxd.ts'
import { type Bench, type BenchOptions, median, percentile, type Row, scaled } from '../bench.ts'
import { batchesOf, batchTextsOf, officeFrames } from '../parts/seated-day.ts'

const rateHz = 20
const dayFrames = 8 * 3600 * rateHz
/** Of each speed. */
const seeks = 25
const mostMs = 150

export const replay: Bench = {
  name: 'replay',
  about: 'seeking in the replay of a day of 8 hours at 20 Hz, from both stores',
  async run({ scale, say }: BenchOptions): Promise<Row[]> {
    const folder = mkdtempSync(join(tmpdir(), 'sitbone-bench-'))
    const influxd = await startInfluxd()
    try {
      const influxUrl = `influx://127.0.0.1:${influxd.port}/sitbone`
      const sqlite = await openStore(parseStoreUrl('sqlite', { folder, retentionDays: null }), silentLog)
      const influx = await openStore(parseStoreUrl(influxUrl, { folder }), silentLog)
      say('filling both stores')
      const span = await fill([sqlite, influx], scaled(dayFrames, scale, 24_000))
      const places = replaySpeeds.map((speed) => ({ speed, moments: momentsIn(span) }))
      const raw = (atMs: number, speed: number) => rawFrames(influxd.port, atMs, speed)
      say('raw frames of the same windows')
      const peers = new Map<number, number>()
      for (const { speed, moments } of places) peers.set(speed, await usual(moments, (at) => raw(at, speed)))
      const rows: Row[] = []
      for (const [name, store] of [
        ['embedded store', sqlite],
        ['InfluxDB', influx],
      ] as const) {
        say(`${name}: seeking`)
        rows.push(await rowOf({ name, store, places, peers }))
        await store.stop()
      }
      return rows
    } finally {
      await influxd.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

interface Span {
  readonly fromMs: number
  readonly toMs: number
}

async function fill(stores: readonly Store[], count: number): Promise<Span> {
  const frames = await officeFrames(count, rateHz)
  const texts = batchTextsOf(frames, { cushion: 'desk-1', framesPerBatch: 600 })
  for (const store of stores) await store.start()
  for (let at = 0; at < texts.length; at += 50) {
    const batches = batchesOf(texts.slice(at, at + 50))
    for (const store of stores) await store.write(batches)
  }
  return { fromMs: frames[0]?.atMs ?? 0, toMs: frames.at(-1)?.atMs ?? 0 }
}

/** All over the day, not in order. */
const momentsIn = ({ fromMs, toMs }: Span): readonly number[] =>
  Array.from({ length: seeks }, (_, at) => fromMs + (((at * 7) % seeks) / seeks) * (toMs - fromMs))

async function times(moments: readonly number[], ask: (atMs: number) => Promise<number>): Promise<number[]> {
  const all: number[] = []
  for (const atMs of moments) {
    const startMs = performance.now()
    const size = await ask(atMs)
    all.push(performance.now() - startMs)
    if (size < 100) throw new Error(`nothing at ${new Date(atMs).toISOString()}`)
  }
  return all
}

const usual = async (...asked: Parameters<typeof times>): Promise<number> => median(await times(...asked))

async function sizeOf(url: string): Promise<number> {
  const answer = await fetch(url)
  const { byteLength } = await answer.arrayBuffer()
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`)
  return byteLength
}

async function rawFrames(port: number, atMs: number, speed: number): Promise<number> {
  const { fromMs, toMs } = replayWindow(atMs, speed)
  const q = `SELECT * FROM seat_frame WHERE cushion = 'desk-1' AND time >= ${fromMs}ms AND time < ${toMs}ms`
  return await sizeOf(
    `http://127.0.0.1:${port}/query?${new URLSearchParams({ q, db: 'sitbone', epoch: 'ms', chunked: 'true' })}`,
  )
}

interface Asked {
  readonly name: string
  readonly store: Store
  readonly places: readonly { readonly speed: number; readonly moments: readonly number[] }[]
  readonly peers: ReadonlyMap<number, number>
}

/** The slowest of the speeds counts. */
async function rowOf({ name, store, places, peers }: Asked): Promise<Row> {
  const dashboard = createDashboard({
    listen: { host: '127.0.0.1', port: 0 },
    mqtt: createMemoryBroker().link(),
    store,
    base: 'sitbone',
    day: { zone: 'Europe/Berlin', startHour: 4 },
    webRoot: tmpdir(),
    log: silentLog,
    allowNonLoopback: null,
  })
  const { url } = await dashboard.start()
  try {
    const measured: { speed: number; ms: number; slowMs: number; cpuMs: number }[] = []
    for (const { speed, moments } of places) {
      const cpu = process.cpuUsage()
      const all = await times(moments, (atMs) =>
        sizeOf(`${url}/api/v1/cushions/desk-1/replay?at=${new Date(atMs).toISOString()}&speed=${speed}`),
      )
      const { user, system } = process.cpuUsage(cpu)
      const cpuMs = (user + system) / 1000 / moments.length
      measured.push({ speed, ms: median(all), slowMs: percentile(all, 0.95), cpuMs })
    }
    const slowest = measured.reduce((worst, one) => (one.ms > worst.ms ? one : worst))
    return {
      what: `replay seek at ${slowest.speed} x, the slowest speed, ${name}`,
      unit: 'ms',
      value: slowest.ms,
      target: { atMost: mostMs },
      peer: { name: 'its raw frames from InfluxDB', value: peers.get(slowest.speed) ?? null },
      more: Object.fromEntries(
        measured.flatMap(({ speed, ms, slowMs, cpuMs }) => [
          [`${speed} x (ms)`, ms],
          [`95th percentile at ${speed} x (ms)`, slowMs],
          [`processor time at ${speed} x, without InfluxDB (ms)`, cpuMs],
          [`raw frames at ${speed} x (ms)`, peers.get(speed) ?? Number.NaN],
        ]),
      ),
    }
  } finally {
    await dashboard.stop()
  }
}
