import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { cushionsAnswer } from '../../../contract/cushions.ts'
import { boutsAnswer, daysAnswer, eventsAnswer, framesAnswer, minutesAnswer } from '../../../contract/days.ts'
import { problemSchema } from '../../../contract/problem.ts'
import { reportSchema } from '../../../contract/report.ts'
import { stateSchema } from '../../../core/model/schemas/state.ts'
import { DiskWatch } from '../../../platform/free-space.ts'
import { silentLog } from '../../../platform/log.ts'
import { StoreMisconfigured, StoreUnavailable } from '../../../store/store.ts'
import {
  aBout,
  aMinute,
  anInfo,
  aState,
  desk,
  FakeStore,
  type Running,
  runDashboard,
  startMs,
} from '../testing.ts'

let server: Running
beforeEach(async () => {
  const store = new FakeStore()
  store.known = [{ cushion: 'old-1', simulated: true, firstAtMs: 0, lastAtMs: startMs }]
  server = await runDashboard({}, store)
})
afterEach(() => server.end())

const range = 'from=2026-03-02T09:00:00Z&to=2026-03-02T10:00:00Z'
const get = (path: string, headers: Record<string, string> = {}) => fetch(server.url + path, { headers })
async function problemOf(answer: Response) {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  const problem = problemSchema.parse(await answer.json())
  expect(problem.status).toBe(answer.status)
  return problem
}
const rowsOf = (csv: string) =>
  csv
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => line.split(','))

describe('reading', () => {
  beforeEach(() => {
    server.withDesk()
    server.store.minuteRows = Array.from({ length: 60 }, (_, i) =>
      aMinute(startMs + i * 60_000, { leftMeanKpa: i / 10 }),
    )
    server.store.boutRows = [aBout(startMs, 900), aBout(startMs + 1_800_000, 300)]
    server.store.eventRows = [
      { v: 1, at: '2026-03-02T09:10:00.000Z', kind: 'weight-shift', side: 'left', s: 17 },
      {
        v: 1,
        at: '2026-03-02T09:11:00.000Z',
        kind: 'cell-fault',
        cell: 3,
        detail: '=1+1, "quoted"',
        extra: 5,
      },
    ]
    server.store.frameRows = Array.from({ length: 250 }, (_, i) => ({
      atMs: startMs + i * 100,
      boot: 7,
      seq: i,
      boardMs: i * 100,
      counts: [i, 1, 2, 3, 4, 5, 6, 7],
      kpa: [1.25, null, 2, 3, 4, 5, 6, 7],
    }))
  })

  it('lists cushions of the broker and of the store', async () => {
    const answer = await get('/api/v1/cushions')
    const { cushions } = cushionsAnswer.parse(await answer.json())
    expect(cushions).toEqual([
      { id: 'desk-1', simulated: false, availability: 'online', lastAt: '2026-03-02T09:00:00.000Z' },
      { id: 'old-1', simulated: true, availability: 'offline', lastAt: '2026-03-02T09:00:00.000Z' },
    ])
  })

  it('gives the latest state', async () => {
    server.mqtt.deliver(desk.cushion('desk-1', 'state'), aState({ boutS: 77 }))
    const answer = await get('/api/v1/cushions/desk-1/state')
    expect(stateSchema.parse(await answer.json()).boutS).toBe(77)
  })

  it.each([
    ['minutes', minutesAnswer, 60],
    ['bouts', boutsAnswer, 2],
    ['events', eventsAnswer, 2],
    ['frames', framesAnswer, 250],
  ] as const)('%s: JSON fits its schema, CSV has the same rows', async (what, schema, count) => {
    const json: unknown = await (await get(`/api/v1/cushions/desk-1/${what}?${range}`)).json()
    const rows = z.record(z.string(), z.unknown()).parse(schema.parse(json))[what]
    expect(rows).toHaveLength(count)
    const csv = await get(`/api/v1/cushions/desk-1/${what}?${range}`, { accept: 'text/csv' })
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const [header, ...lines] = rowsOf(await csv.text())
    expect(lines).toHaveLength(count)
    const plain = z.array(z.record(z.string(), z.unknown())).parse(rows)
    for (const [index, row] of plain.entries()) {
      for (const [column, name] of (header ?? []).entries()) {
        const value = row[name]
        if (typeof value === 'number' || name === 'at') expect(lines[index]?.[column]).toBe(String(value))
      }
    }
  })

  it('CSV columns begin as those of the export', async () => {
    const header = async (what: string) =>
      (await (await get(`/api/v1/cushions/desk-1/${what}?${range}&format=csv`)).text()).split(/\r?\n/)[0]
    expect(await header('frames')).toMatch(
      /^at,boot,seq,c0,c1,c2,c3,c4,c5,c6,c7,p0Kpa,p1Kpa,p2Kpa,p3Kpa,p4Kpa,p5Kpa,p6Kpa,p7Kpa/,
    )
    expect(await header('minutes')).toMatch(
      /^at,seatedS,unknownS,leftMeanKpa,leftMaxKpa,rightMeanKpa,rightMaxKpa,leftPtiKpaMin,rightPtiKpaMin/,
    )
    expect(await header('bouts')).toBe('startedAt,endedAt,boutS')
    expect(await header('events')).toMatch(/^at,kind/)
  })

  it('counts and kPa of a frame come back exactly, an unknown cell as an empty field', async () => {
    const csv = await (await get(`/api/v1/cushions/desk-1/frames?${range}&format=csv`)).text()
    expect(csv.split(/\r?\n/)[3]).toBe('2026-03-02T09:00:00.200Z,7,2,2,1,2,3,4,5,6,7,1.25,,2,3,4,5,6,7,200')
  })

  it('text that a spreadsheet would run is quoted and defused', async () => {
    const csv = await (await get(`/api/v1/cushions/desk-1/events?${range}&format=csv`)).text()
    expect(csv).toContain(`"'=1+1, ""quoted"""`)
    expect(csv).toContain('"{""extra"":5}"')
  })

  it('simulated data says so, in each answer and in the name of each file', async () => {
    server.mqtt.deliver(desk.cushion('desk-1', 'info'), anInfo({ simulated: true }))
    for (const what of ['minutes', 'bouts', 'events', 'frames', 'days', 'report']) {
      const path = `/api/v1/cushions/desk-1/${what}?${range}`
      expect(await (await get(path)).json()).toMatchObject({ simulated: true })
      const csv = await get(path, { accept: 'text/csv' })
      expect(csv.headers.get('content-disposition')).toMatch(/filename="?simulated-sitbone-desk-1-/)
    }
  })

  it('takes times with an offset, its plus sign escaped or not', async () => {
    for (const plus of ['+', '%2B']) {
      const offset = `from=2026-03-02T10:00:00${plus}01:00&to=2026-03-02T10:01:00${plus}01:00`
      const { minutes } = minutesAnswer.parse(
        await (await get(`/api/v1/cushions/desk-1/minutes?${offset}`)).json(),
      )
      expect(minutes).toHaveLength(1)
    }
  })

  it('an empty stretch is an empty list and a bare header', async () => {
    const empty = 'from=2020-01-01&to=2020-01-02'
    expect(await (await get(`/api/v1/cushions/desk-1/minutes?${empty}`)).json()).toEqual({
      cushion: 'desk-1',
      simulated: false,
      minutes: [],
    })
    expect(
      rowsOf(await (await get(`/api/v1/cushions/desk-1/frames?${empty}&format=csv`)).text()),
    ).toHaveLength(1)
  })

  it('does not read the store ahead of a viewer that left', async () => {
    server.store.chunk = 1
    const filler = 'x'.repeat(15_000)
    server.store.eventRows = Array.from({ length: 3000 }, (_, i) => ({
      v: 1 as const,
      at: new Date(startMs + i).toISOString(),
      kind: 'cell-fault' as const,
      detail: filler,
    }))
    const leaving = new AbortController()
    const answer = await fetch(`${server.url}/api/v1/cushions/desk-1/events?${range}`, {
      signal: leaving.signal,
    })
    await answer.body?.getReader().read()
    leaving.abort()
    expect(server.store.chunksRead).toBeLessThan(3000)
  })

  it('a store that fails midway cuts the answer short instead of ending it as if whole', async () => {
    server.store.chunk = 10
    server.store.failAfterChunks = 3
    const answer = await get(`/api/v1/cushions/desk-1/frames?${range}`)
    expect(answer.status).toBe(200)
    await expect(answer.text()).rejects.toThrow()
  })

  it('days and report: JSON fits the schema and CSV has the same days', async () => {
    const asked = 'from=2026-03-01&to=2026-03-04&tz=Europe/Berlin'
    const { days } = daysAnswer.parse(await (await get(`/api/v1/cushions/desk-1/days?${asked}`)).json())
    expect(days).toHaveLength(1)
    expect(days[0]).toMatchObject({ day: '2026-03-02', seatedS: 3600, bouts: 2, longestBoutS: 900 })
    const report = reportSchema.parse(await (await get(`/api/v1/cushions/desk-1/report?${asked}`)).json())
    expect(report).toMatchObject({ daysAsked: 3, daysWithData: 1, simulated: false, days })
    expect(report.patterns).toMatchObject({ usualBoutS: 900, alpha: null })
    expect(report.safety).toMatch(/not a medical device/)
    const csv = await (await get(`/api/v1/cushions/desk-1/report?${asked}&format=csv`)).text()
    expect(csv).toContain('day,2026-03-02,')
    expect(csv).toMatch(/\nusualBoutS,,.*,900,/)
    expect(csv).toMatch(/\nsafety,.*not a medical device/)
  })

  it('the description of the API lists every route and is made of the schemas', async () => {
    const description = z
      .object({
        openapi: z.literal('3.1.0'),
        paths: z.record(z.string(), z.unknown()),
        components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
      })
      .parse(await (await get('/api/v1/openapi.json')).json())
    for (const what of ['state', 'minutes', 'bouts', 'events', 'frames', 'days', 'report', 'tolerance'])
      expect(description.paths).toHaveProperty([`/api/v1/cushions/{id}/${what}`])
    expect(JSON.stringify(description.components.schemas.Minutes)).toContain('leftPtiKpaMin')
    expect(JSON.stringify(description)).not.toContain('"$ref":"#/$defs')
  })
})

describe('questions that do not fit', () => {
  beforeEach(() => server.withDesk())

  it.each([
    ['/api/v1/cushions/desk-1/minutes', 400, 'from'],
    ['/api/v1/cushions/desk-1/minutes?from=yesterday&to=2026-03-02', 400, 'from'],
    ['/api/v1/cushions/desk-1/minutes?from=2026-02-30&to=2026-03-02', 400, 'from'],
    ['/api/v1/cushions/desk-1/minutes?from=2026-03-02&to=2026-03-01', 400, 'to'],
    ['/api/v1/cushions/desk-1/frames?from=2000-01-01&to=2026-03-01', 400, 'to'],
    ['/api/v1/cushions/desk-1/days?from=2026-03-01&to=2026-03-02&tz=Mars/Base', 400, 'tz'],
    ['/api/v1/cushions/desk-1/events?from=2026-03-01&from=2026-03-01&to=2026-03-02', 400, 'from'],
    ['/api/v1/cushions/Not%20an%20id/state', 400, 'id'],
  ])('%s: a problem that names %s', async (path, status, field) => {
    const problem = await problemOf(await get(path))
    expect(problem.status).toBe(status)
    expect(problem.errors?.map(({ path }) => path)).toContain(field)
  })

  it.each([
    ['/api/v1/cushions/nobody/state', 404],
    ['/api/v1/nothing', 404],
    ['/no/such/file.js', 404],
    ['/api/v1/cushions/%E0%A4%A/state', 400],
  ])('%s: problem %i', async (path, status) => {
    expect((await problemOf(await get(path))).status).toBe(status)
  })

  it('a form that is not offered', async () => {
    const answer = await get('/api/v1/cushions/desk-1/bouts?from=2026-03-01&to=2026-03-02', {
      accept: 'image/png',
    })
    expect((await problemOf(answer)).status).toBe(406)
  })

  it('a method that is not possible names those that are', async () => {
    const answer = await fetch(`${server.url}/api/v1/cushions/desk-1/minutes`, { method: 'DELETE' })
    expect(answer.headers.get('allow')).toBe('GET, HEAD')
    expect((await problemOf(answer)).status).toBe(405)
  })
})

describe('a store that is away', () => {
  it.each([
    new StoreUnavailable('refused at http://me:hunter2@db'),
    new StoreMisconfigured('password=hunter2 is wrong'),
  ])('%s: 503, live part goes on, nothing secret in the log', async (failure) => {
    server.withDesk()
    server.store.failure = failure
    const problem = await problemOf(
      await get('/api/v1/cushions/desk-1/minutes?from=2026-03-01&to=2026-03-02'),
    )
    expect(problem.status).toBe(503)
    expect(problem.detail).toMatch(/Live figures and alerts continue/)
    expect((await get('/api/v1/cushions/desk-1/state')).status).toBe(200)
    const ready = await get('/readyz')
    expect(ready.status).toBe(503)
    expect(JSON.stringify(await ready.json())).toMatch(/store/)
    expect(server.log.join()).toContain('***')
    expect(server.log.join()).not.toContain('hunter2')
  })
})

describe('health', () => {
  it('lives, and is ready but degraded without a cushion; one that only the store remembers is not missed', async () => {
    expect(await (await get('/livez')).json()).toEqual({ status: 'live' })
    const ready = await get('/readyz')
    expect(ready.status).toBe(200)
    expect(await ready.json()).toMatchObject({ status: 'degraded' })
  })
  it('is ready with a cushion, degraded when it goes', async () => {
    server.withDesk()
    expect(await (await get('/readyz')).json()).toEqual({ status: 'ready', reasons: [] })
    server.mqtt.deliver(desk.cushion('desk-1', 'availability'), 'offline')
    const ready = await get('/readyz')
    expect(ready.status).toBe(200)
    expect(await ready.json()).toMatchObject({ status: 'degraded' })
  })
  it('is degraded, and says what to do, once a fault of its own was survived', async () => {
    const other = await runDashboard({ troubles: () => ({ faultsSurvived: 2 }) })
    other.withDesk()
    const ready = await fetch(`${other.url}/readyz`)
    await other.end()
    expect(ready.status).toBe(200)
    expect(await ready.json()).toEqual({
      status: 'degraded',
      reasons: [expect.stringMatching(/2 faults .* went on.*restart Sitbone/)],
    })
  })
  it('is degraded, with what to do, while batches are set aside and the disk runs low', async () => {
    const disk = new DiskWatch({ folder: '/data', log: silentLog, freeBytes: () => 100_000_000 })
    disk.look()
    const other = await runDashboard({ disk, troubles: () => ({ setAsideBatches: 3 }) })
    other.withDesk()
    const ready = await fetch(`${other.url}/readyz`)
    await other.end()
    expect(ready.status).toBe(200)
    expect(await ready.json()).toEqual({
      status: 'degraded',
      reasons: [
        expect.stringMatching(/100 MB free.*Free some space/),
        expect.stringMatching(/3 batches.*Nothing is lost.*sitbone import/),
      ],
    })
  })
  it('is not ready without the broker, with the reason', async () => {
    server.mqtt.connect(false)
    const ready = await get('/readyz')
    expect(ready.status).toBe(503)
    expect(await ready.json()).toEqual({ status: 'not-ready', reasons: ['The broker is away.'] })
  })
})
