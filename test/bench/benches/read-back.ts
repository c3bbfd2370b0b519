/**
 * Reading back through the dashboard's API, from every store: frames of the last hour and of a day, and the summaries by
 * day of a whole year with a minute summary for every minute (525,600; a gateway that never sleeps). Server time: from the
 * request to the last byte of the answer on loopback.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { RecordBatch } from '../../../contract/record.ts'
import type { CushionEvent } from '../../../core/model/schemas/events.ts'
import type { MinuteSummary } from '../../../core/model/schemas/minutes.ts'
import { dayMs } from '../../../core/time/calendar.ts'
import { createDashboard } from '../../../dashboard/server/server.ts'
import { createMemoryBroker } from '../../../mqtt/memory-mqtt.ts'
import { silentLog } from '../../../platform/log.ts'
import { openStore, parseStoreUrl } from '../../../store/open-store.ts'
import type { Store } from '../../../store/store.ts'
import { startInfluxd } from '../../services/influxd.ts'
import { startPostgres } from '../../services/postgres.ts'
import { type Bench, type BenchOptions, median, type Row, scaled } from '../bench.ts'
import { askedReview, filledDiary, minutesFromFrames } from '../parts/asked-review.ts'
import { batchesOf, batchTextsOf, dayStartMs, officeFrames } from '../parts/seated-day.ts'

const rounds = 7
/** Meanwhile the dashboard computes the days of the past year. */
const settleMs = 10_000

export const readBack: Bench = {
  name: 'read',
  about: 'reading back the last hour, a day, a year by days, and reviews, from every store',
  async run({ scale, say }: BenchOptions): Promise<Row[]> {
    const folder = mkdtempSync(join(tmpdir(), 'sitbone-bench-'))
    const [influxd, server] = await Promise.all([startInfluxd(), startPostgres({ durable: true })])
    try {
      const influxUrl = `influx://127.0.0.1:${influxd.port}/sitbone`
      const sqlite = await openStore(parseStoreUrl('sqlite', { folder, retentionDays: null }), silentLog)
      const influx = await openStore(parseStoreUrl(influxUrl, { folder }), silentLog)
      const postgresUrl = server.urlOf('sitbone')
      const postgres = await openStore(parseStoreUrl(postgresUrl, { folder, retentionDays: null }), silentLog)
      return [
        ...(await rowsOf({ store: sqlite, name: 'embedded store', targetMs: 100 }, { scale, say })),
        ...(await rowsOf(
          { store: influx, name: 'InfluxDB', targetMs: 200, queried: `http://127.0.0.1:${influxd.port}` },
          { scale, say },
        )),
        ...(await rowsOf({ store: postgres, name: 'PostgreSQL', targetMs: 100 }, { scale, say })),
      ]
    } finally {
      await Promise.all([influxd.stop(), server.stop()])
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

interface Asked {
  readonly store: Store
  readonly name: string
  readonly targetMs: number
  /** Where InfluxDB itself can be asked. */
  readonly queried?: string
}

async function rowsOf(
  { store, name, targetMs, queried }: Asked,
  { scale, say }: BenchOptions,
): Promise<Row[]> {
  const days = scaled(365, scale, 3)
  await store.start()
  say(`${name}: filling ${days} days`)
  const lastMs = await fill(store, { days, frames: scaled(288_000, scale, 2000) })
  const diary = await filledDiary(days, lastMs)
  const startDashboard = async () => {
    const dashboard = createDashboard({
      listen: { host: '127.0.0.1', port: 0 },
      mqtt: createMemoryBroker().link(),
      store,
      diary: diary.diary,
      base: 'sitbone',
      day: { zone: 'Europe/Berlin', startHour: 4 },
      webRoot: tmpdir(),
      log: silentLog,
      allowNonLoopback: null,
    })
    return { ...(await dashboard.start()), stop: () => dashboard.stop() }
  }
  let dashboard = await startDashboard()
  const ask = async (what: string, fromMs: number, toMs: number) => {
    const [from, to] = [fromMs, toMs].map((ms) => new Date(ms).toISOString())
    const startMs = performance.now()
    const answer = await fetch(`${dashboard.url}/api/v1/cushions/desk-1/${what}?from=${from}&to=${to}`)
    const size = (await answer.arrayBuffer()).byteLength
    if (!answer.ok || size < 100) throw new Error(`${what}: ${answer.status}, ${size} bytes`)
    return performance.now() - startMs
  }
  const usual = async (what: string, fromMs: number) => {
    const all: number[] = []
    for (let i = 0; i < rounds; i++) all.push(await ask(what, fromMs, lastMs))
    return median(all)
  }
  say(`${name}: asking`)
  const askYear = () => ask('days', lastMs - days * dayMs, lastMs)
  const atOnce = await askYear()
  await dashboard.stop()
  dashboard = await startDashboard()
  await delay(settleMs)
  const first = await askYear()
  const row = (what: string, ms: number): Row => ({ what: `${what}, ${name}`, unit: 'ms', value: ms })
  const rows: Row[] = [
    {
      ...row('a year by days', await usual('days', lastMs - days * dayMs)),
      target: { atMost: targetMs },
      more: { minutes: days * 1440 },
    },
    {
      ...row(`the same, the first question ${settleMs / 1000} s after a start`, first),
      target: { atMost: targetMs },
      more: { 'asked at once after a start (ms)': atOnce },
    },
    row('a day of minutes', await usual('minutes', lastMs - dayMs)),
    row('the last hour of frames (36,000)', await usual('frames', lastMs - 3_600_000)),
    row('a day of frames (288,000)', await usual('frames', lastMs - dayMs)),
    ...(await reviewRows()),
  ]
  await dashboard.stop()
  await diary.end()
  await store.stop()
  return rows

  async function reviewRows(): Promise<readonly Row[]> {
    say(`${name}: reviews`)
    const of = (asked: number) => askedReview(dashboard.url, { days: Math.min(asked, days), lastMs })
    const peer =
      queried === undefined
        ? {}
        : {
            peer: {
              name: 'InfluxDB, minutes of the day from raw frames',
              value: await minutesFromFrames(queried, { fromMs: lastMs - dayMs, toMs: lastMs }),
            },
          }
    return [
      { ...row('review of a day', await of(1)), ...peer, target: { atMost: 100 } },
      { ...row('review of 4 weeks', await of(28)), target: { atMost: 100 } },
      { ...row('review of a year', await of(365)), target: { atMost: 300 } },
    ]
  }
}

/** A year that ends with a day of frames; returns its end. */
async function fill(
  store: Store,
  { days, frames: count }: { days: number; frames: number },
): Promise<number> {
  const frames = await officeFrames(count)
  const lastMs = Math.ceil(((frames.at(-1)?.atMs ?? dayStartMs) + 1) / 60_000) * 60_000
  const texts = batchTextsOf(frames, { cushion: 'desk-1', framesPerBatch: 600 })
  for (let i = 0; i < texts.length; i += 50) {
    const batches = batchesOf(texts.slice(i, i + 50))
    await store.write(batches.map((batch) => ({ ...batch, minutes: [], bouts: [], events: [] })))
  }
  for (let day = days; day > 0; day--) await store.write([dayOf(lastMs - day * dayMs)])
  return lastMs
}

const emptyMinute = {
  seatedS: 0,
  emptyS: 60,
  leftMeanKpa: null,
  leftMaxKpa: null,
  rightMeanKpa: null,
  rightMaxKpa: null,
  leftPtiKpaMin: 0,
  rightPtiKpaMin: 0,
}

const seatedMinute = (i: number) => ({
  seatedS: 60,
  emptyS: 0,
  leftMeanKpa: 12.3 + (i % 17) / 10,
  leftMaxKpa: 18.4,
  rightMeanKpa: 11.9 + (i % 13) / 10,
  rightMaxKpa: 17.2,
  leftPtiKpaMin: 12.3,
  rightPtiKpaMin: 11.9,
})

const minuteOf = (atMs: number, i: number): MinuteSummary => ({
  atMs,
  unknownS: 0,
  ...(i % 100 < 36 ? seatedMinute(i) : emptyMinute),
  leftLoadKpaMin: 120.5,
  rightLoadKpaMin: 110.5,
  leftMeanRelative: null,
  rightMeanRelative: null,
  weightShifts: i % 25 === 0 ? 1 : 0,
  pressureReliefs: 0,
  movements: i % 4 === 0 ? 1 : 0,
  frames: 600,
})

/** 1440 minutes, fourteen bouts and a hundred events. */
function dayOf(fromMs: number): RecordBatch {
  const minutes = Array.from({ length: 1440 }, (_, i) => minuteOf(fromMs + i * 60_000, i))
  const bouts = Array.from({ length: 14 }, (_, i) => ({
    startedAtMs: fromMs + i * 6_000_000,
    endedAtMs: fromMs + i * 6_000_000 + 36 * 60_000,
    boutS: 2160,
  }))
  const events = Array.from(
    { length: 100 },
    (_, i): CushionEvent => ({
      v: 1,
      at: new Date(fromMs + i * 850_000).toISOString(),
      kind: i % 25 === 0 ? 'alert-raised' : 'in-chair-movement',
      ...(i % 25 === 0 ? { alertKind: 'bout', alertId: `alert-${i}`, level: 'warning' } : { s: 2 }),
    }),
  )
  return {
    v: 1,
    gateway: 'bench',
    cushion: 'desk-1',
    simulated: true,
    outbox: 'bench',
    batch: 1 + Math.round(fromMs / dayMs),
    frames: null,
    minutes,
    bouts,
    events,
  }
}
