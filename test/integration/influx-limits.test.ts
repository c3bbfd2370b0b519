/**
 * An InfluxDB that returns only a few rows at a time (`max-row-limit`): every reader gets all rows, or an error. The second
 * server hides the request for chunks from InfluxDB, like one that does not know them.
 */
import { request as ask, createServer, type Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CushionEvent } from '../../core/model/schemas/events.ts'
import type { MinuteSummary } from '../../core/model/schemas/minutes.ts'
import { silentLog } from '../../platform/log.ts'
import { exportKinds, exportRows } from '../../store/export.ts'
import { createInfluxStore, type InfluxStore } from '../../store/influx/influx-store.ts'
import { minuteFrom } from '../../store/minute-columns.ts'
import { StoreUnavailable } from '../../store/store.ts'
import { batchOf, frameBatch, framesFrom, t0 } from '../../store/testing.ts'
import { type Influxd, startInfluxd } from '../services/influxd.ts'

const everything = { cushion: 'desk-1', fromMs: 0, toMs: 9e12 }
const days = [0, 1, 2].map((day) => ({ fromMs: t0 + day * 86_400_000, toMs: t0 + (day + 1) * 86_400_000 }))
const minute = (i: number): MinuteSummary => minuteFrom(t0 + i * 60_000, () => i)
const event = (i: number): CushionEvent => ({
  v: 1,
  at: new Date(t0 + Math.floor(i / 3) * 1000).toISOString(),
  kind: 'cell-fault',
  cell: i % 3,
})
const batches = [
  frameBatch(framesFrom(t0, 30)),
  batchOf({ minutes: Array.from({ length: 30 }, (_, i) => minute(i)) }),
  batchOf({ events: Array.from({ length: 30 }, (_, i) => event(i)) }),
  batchOf({
    bouts: Array.from({ length: 20 }, (_, i) => ({
      startedAtMs: t0 + i * 7_200_000,
      endedAtMs: t0 + i * 7_200_000 + 1000,
      boutS: 1,
    })),
  }),
  ...Array.from({ length: 9 }, (_, i) => frameBatch(framesFrom(t0, 2), { cushion: `desk-${i + 2}` })),
]

let free: Influxd
let limited: Influxd
let unchunked: Server
const stores: InfluxStore[] = []
const storeAt = (port: number) => {
  const log = silentLog
  const place = { host: '127.0.0.1', port, database: 'limits', username: null, password: null }
  const store = createInfluxStore({ ...place, log })
  stores.push(store)
  return store
}

beforeAll(async () => {
  ;[free, limited] = await Promise.all([startInfluxd(), startInfluxd({ maxRowLimit: 7 })])
  unchunked = createServer((from, to) => {
    const path = (from.url ?? '').replace('&chunked=true', '')
    const onward = ask({ host: limited.host, port: limited.port, method: from.method, path }, (answer) => {
      to.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(to)
    })
    from.pipe(onward)
  })
  await new Promise<void>((resolve) => unchunked.listen(0, '127.0.0.1', resolve))
  for (const { port } of [free, limited]) expect(await storeAt(port).write(batches)).toEqual({ setAside: [] })
})
afterAll(async () => {
  for (const store of stores) await store.stop()
  unchunked.closeAllConnections()
  await new Promise((resolve) => unchunked.close(resolve))
  await Promise.all([free.stop(), limited.stop()])
})

const portOfUnchunked = () => {
  const address = unchunked.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function exported(store: InfluxStore, what: (typeof exportKinds)[number]): Promise<string> {
  let text = ''
  for await (const piece of exportRows(store, { ...everything, what, format: 'jsonl' })) text += piece
  return text
}

describe('with a limit of 7 rows an answer', () => {
  it('every reader gives what it gives without one', async () => {
    const [whole, store] = [storeAt(free.port), storeAt(limited.port)]
    for (const what of exportKinds) expect(await exported(store, what)).toBe(await exported(whole, what))
    const found = await store.cushions()
    expect(found).toHaveLength(10)
    expect(found).toEqual(await whole.cushions())
    expect(await store.marks('desk-1', days)).toEqual(await whole.marks('desk-1', days))
    expect(await store.cells(everything)).toBe(await whole.cells(everything))
  })

  it('bouts are kept at their latest end, whatever order they come in', async () => {
    const store = storeAt(limited.port)
    const bout = (startedAtMs: number, boutS: number) => ({
      startedAtMs,
      endedAtMs: startedAtMs + boutS * 1000,
      boutS,
    })
    const cushion = 'bouts-1'
    const starts = Array.from({ length: 20 }, (_, i) => t0 + i * 60_000)
    await store.write([batchOf({ cushion, bouts: starts.map((at) => bout(at, 50)) })])
    await store.write([batchOf({ cushion, bouts: starts.map((at) => bout(at, 20)) })])
    expect(await store.bouts({ ...everything, cushion })).toEqual(starts.map((at) => bout(at, 50)))
  })
})

describe('with such a limit and no chunks', () => {
  it('what is read page by page is complete', async () => {
    const [whole, store] = [storeAt(free.port), storeAt(portOfUnchunked())]
    for (const what of ['minutes', 'bouts', 'events'] as const)
      expect(await exported(store, what)).toBe(await exported(whole, what))
    const frames = []
    for await (const page of store.frames(everything)) frames.push(...page)
    expect(frames).toEqual(framesFrom(t0, 30))
  })

  it('a cut answer to a single request is reported as partial', async () => {
    const store = storeAt(portOfUnchunked())
    await expect(store.cushions()).rejects.toThrow(/gave only part of an answer/)
    await expect(store.cushions()).rejects.toThrow(StoreUnavailable)
    const hours = Array.from({ length: 60 }, (_, i) => ({
      fromMs: t0 + i * 3_600_000,
      toMs: t0 + (i + 1) * 3_600_000,
    }))
    await expect(store.marks('desk-1', hours)).rejects.toThrow(/gave only part/)
  })

  it('more events in one millisecond than an answer may have are reported, not left out', async () => {
    const cushion = 'crowd-1'
    const crowd = Array.from(
      { length: 9 },
      (_, cell): CushionEvent => ({
        v: 1,
        at: new Date(t0).toISOString(),
        kind: 'cell-fault',
        cell,
      }),
    )
    await storeAt(limited.port).write([batchOf({ cushion, events: crowd })])
    const read = async () => {
      for await (const _page of storeAt(portOfUnchunked()).events({ ...everything, cushion }));
    }
    await expect(read()).rejects.toThrow(/limit of the server is smaller than one millisecond/)
  })
})
