/** Whatever answers in InfluxDB's place, each reading is in the store afterwards and none was set aside because of it. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { recordedSchema } from '../../contract/record.ts'
import { createMemoryBroker } from '../../mqtt/memory-mqtt.ts'
import { silentLog } from '../../platform/log.ts'
import { createRecorder, type Recorder } from '../../recorder/recorder.ts'
import { type BadAnswer, type FakeInflux, startFakeInflux } from '../../test/services/fake-influx.ts'
import { StoreUnavailable } from '../store.ts'
import { frameBatch, framesFrom, t0 } from '../testing.ts'
import { mostAnswerBytes } from './influx-http.ts'
import { createInfluxStore, type InfluxStore } from './influx-store.ts'

const batches = 60
const readings = 5
const page = '<html><title>Please sign in</title></html>'
const html = { 'content-type': 'text/html' }
const json = { 'content-type': 'application/json' }

let sentBytes = 0
/** Continues until the other side closes, with pieces large enough that they must be read. */
function endlessly(response: ServerResponse, piece: Buffer): void {
  const more = () => {
    while (!response.destroyed) {
      sentBytes += piece.length
      if (!response.write(piece)) {
        response.once('drain', more)
        return
      }
    }
  }
  more()
}

const kinds: readonly (readonly [string, BadAnswer])[] = [
  ['200 with a page', (response) => response.writeHead(200, html).end(page)],
  ['200 with nothing', (response) => response.writeHead(200).end()],
  ['200 with JSON of somebody else', (response) => response.writeHead(200, json).end('{"ok":true}')],
  ['200 with results that are none', (response) => response.writeHead(200, json).end('{"results":[null]}')],
  ['204 of somebody else', (response) => response.writeHead(204).end()],
  ['302 to a page', (response) => response.writeHead(302, { ...html, location: '/sign-in' }).end(page)],
  ['307 to where anything is taken', (response) => response.writeHead(307, { location: '/all' }).end()],
  ['400 with a page', (response) => response.writeHead(400, html).end(page)],
  ['400 with an error', (response) => response.writeHead(400, json).end('{"error":"unable to parse"}')],
  ['403 with a page', (response) => response.writeHead(403, html).end(page)],
  ['404 with a page', (response) => response.writeHead(404, html).end(page)],
  ['413 with a page', (response) => response.writeHead(413, html).end(page)],
  ['413 with an error', (response) => response.writeHead(413, json).end('{"error":"too large"}')],
  ['502 with a page', (response) => response.writeHead(502, html).end(page)],
  ['511 with a page', (response) => response.writeHead(511, html).end(page)],
  [
    '200 compressed, which nobody asked for',
    (response) =>
      response
        .writeHead(200, { ...json, 'content-encoding': 'gzip' })
        .end(gzipSync('{"results":[{"statement_id":0}]}')),
  ],
  [
    '206 with a part of an answer',
    (response) => response.writeHead(206, json).end('{"results":[{"statement_id":0}]}'),
  ],
  ['202 of a queue in between', (response) => response.writeHead(202, json).end('{"queued":true}')],
  [
    'half an answer',
    (response) => response.writeHead(200, { 'content-length': 99 }).write('{"err', () => response.destroy()),
  ],
  [
    'half an error',
    (response) =>
      response.writeHead(400, { ...json, 'content-length': 99 }).write('{"err', () => response.destroy()),
  ],
  ['something that is not HTTP', (response) => response.socket?.end('SSH-2.0-OpenSSH_9.2\r\n')],
  ['nothing at all', () => {}],
  [
    'a byte now and then',
    (response) => {
      response.writeHead(200, json)
      const timer = setInterval(() => response.write(' '), 20)
      response.on('close', () => clearInterval(timer))
    },
  ],
  ['an answer without end', (response) => endlessly(response.writeHead(200, json), Buffer.alloc(1e6, 32))],
  ['an error without end', (response) => endlessly(response.writeHead(400, json), Buffer.alloc(1e6, 32))],
  [
    'an answer of 5 GB',
    (response) =>
      endlessly(response.writeHead(200, { ...json, 'content-length': 5e9 }), Buffer.alloc(1e6, 32)),
  ],
]

let folder: string
let influx: FakeInflux
let store: InfluxStore
let recorder: Recorder | null = null

beforeEach(async () => {
  sentBytes = 0
  folder = mkdtempSync(join(tmpdir(), 'sitbone-bad-answers-'))
  influx = await startFakeInflux({ database: 'seats' })
  store = storeAt(influx.port)
})
afterEach(async () => {
  influx.answerBadly(null)
  await recorder?.stop()
  recorder = null
  await store.stop()
  await influx.stop()
  rmSync(folder, { recursive: true })
})

const storeAt = (port: number, timeoutMs = 1000) =>
  createInfluxStore({
    host: '127.0.0.1',
    port,
    database: 'seats',
    username: 'sitbone',
    password: 's3cret',
    log: silentLog,
    timeoutMs,
  })

const framesKept = () => [...influx.points.values()].filter((line) => line.startsWith('seat_frame'))
const everyRead = (from: number) => framesFrom(t0 + from * 60_000, readings)

describe('a recorder whose InfluxDB gives', () => {
  it.each(kinds)('%s loses no reading and sets none aside', async (_, how) => {
    const broker = createMemoryBroker()
    const mqtt = broker.link()
    recorder = createRecorder({ mqtt, store, base: 'sitbone', setAsideFolder: folder, log: silentLog })
    await recorder.start()
    await mqtt.start()
    const send = (batch: number) =>
      broker.send('sitbone/cushion/desk-1/record', frameBatch(everyRead(batch), { batch }))
    const answered = () =>
      broker
        .json('sitbone/cushion/desk-1/recorded')
        .map((one) => recordedSchema.parse(one))
        .flatMap((one) => [...one.batches, ...one.setAside.map(({ batch }) => batch)])
    send(1)
    await expect.poll(() => answered().length, { timeout: 20_000 }).toBe(1)

    influx.answerBadly(how)
    for (let batch = 2; batch <= batches; batch++) send(batch)
    // Either this is noticed, or everything is acknowledged as if it were fine.
    await expect
      .poll(() => recorder?.health().ok === false || answered().length === batches, { timeout: 20_000 })
      .toBe(true)
    const { detail } = recorder.health()
    const asked = influx.answeredBadly.length
    influx.answerBadly(null)
    await expect.poll(() => new Set(answered()).size, { timeout: 30_000 }).toBe(batches)

    expect(framesKept()).toHaveLength(batches * readings)
    expect(readdirSync(folder).filter((name) => name.startsWith('set-aside'))).toEqual([])
    expect(detail).toMatch(/InfluxDB.*Nothing is lost/)
    expect(detail).not.toMatch(/s3cret|sign in/)
    // This must take few requests, not one for each reading.
    expect(asked).toBeLessThan(40)
    expect(influx.answeredBadly).not.toContain('/sign-in')
    // What the connection itself holds comes on top of what is read.
    expect(sentBytes).toBeLessThan(asked * (mostAnswerBytes + 16e6))
  })
})

it('an endless answer is read up to the limit, however much time there is', async () => {
  const patient = storeAt(influx.port, 60_000)
  await patient.start()
  influx.answerBadly((response) => endlessly(response.writeHead(200, json), Buffer.alloc(1e6, 32)))
  for (const work of [() => patient.write([frameBatch(everyRead(1))]), () => patient.cushions()]) {
    sentBytes = 0
    await expect(work()).rejects.toThrow(`an answer of more than ${mostAnswerBytes / 1e6} MB`)
    expect(sentBytes).toBeLessThan(mostAnswerBytes + 16e6)
  }
  await patient.stop()
})

describe('a reader whose InfluxDB gives', () => {
  const notWells = kinds.filter(([name]) => name !== '400 with an error')
  it.each(notWells)('%s gets that reason, and not half of the readings', async (_, how) => {
    await store.start()
    influx.answerBadly(how)
    const read = async () => {
      for await (const _page of store.frames({ cushion: 'desk-1', fromMs: t0, toMs: t0 + 1000 }));
    }
    await expect(read()).rejects.toThrow(StoreUnavailable)
    await expect(store.marks('desk-1', [{ fromMs: t0, toMs: t0 + 1000 }])).rejects.toThrow(StoreUnavailable)
    await expect(store.cushions()).rejects.toThrow(StoreUnavailable)
  })
})
