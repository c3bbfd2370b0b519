/** The InfluxDB store when the database is away, refuses, or is set up wrongly. */
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http'
import { createServer, type Server } from 'node:net'
import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { silentLog } from '../../platform/log.ts'
import {
  createInfluxStore,
  type InfluxStore,
  type InfluxStoreOptions,
} from '../../store/influx/influx-store.ts'
import { StoreMisconfigured, StoreUnavailable } from '../../store/store.ts'
import { batchOf, frameBatch, framesFrom, t0 } from '../../store/testing.ts'
import { type Influxd, startInfluxd } from '../services/influxd.ts'

const everything = { cushion: 'desk-1', fromMs: 0, toMs: 9e12 }
const stores: InfluxStore[] = []
const servers: (Server | HttpServer)[] = []
afterEach(async () => {
  for (const store of stores.splice(0)) await store.stop()
  for (const server of servers.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

function storeAt(options: Partial<InfluxStoreOptions> & { port: number }): InfluxStore {
  const store = createInfluxStore({
    host: '127.0.0.1',
    database: 'faults',
    username: null,
    password: null,
    log: silentLog,
    ...options,
  })
  stores.push(store)
  return store
}

async function framesIn(store: InfluxStore) {
  const list = []
  for await (const frames of store.frames(everything)) list.push(...frames)
  return list
}

const failure = async (work: Promise<unknown>): Promise<Error> => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (error instanceof Error) return error
  throw new Error('It should have failed.')
}

async function portOf(server: Server | HttpServer): Promise<number> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

describe('an influxd', () => {
  let influxd: Influxd
  beforeAll(async () => {
    influxd = await startInfluxd()
  })
  afterAll(() => influxd.stop())

  it('killed and restarted in the middle of writes loses and doubles nothing', async () => {
    const store = storeAt({ port: influxd.port })
    const failures: Error[] = []
    const writeUntilTaken = async (i: number) => {
      for (;;) {
        const error = await store.write([frameBatch(framesFrom(t0 + i * 5000, 50))]).then(
          () => null,
          (thrown: Error) => thrown,
        )
        if (error === null) return
        failures.push(error)
      }
    }
    const writes = (async () => {
      for (let i = 0; i < 120; i++) await writeUntilTaken(i)
    })()
    for (let kill = 0; kill < 2; kill++) {
      await influxd.kill()
      await expect.poll(() => failures.length, { timeout: 10_000 }).toBeGreaterThan(kill * 5)
      await influxd.restart()
      const seen = failures.length
      await store.cushions().catch(() => {})
      expect(failures.length).toBeGreaterThanOrEqual(seen)
    }
    await writes
    expect(failures.every((error) => error instanceof StoreUnavailable)).toBe(true)
    expect(await framesIn(store)).toEqual(framesFrom(t0, 6000))
  })

  it('whose database is dropped while the store runs gets it again, with all that a new one needs', async () => {
    const store = storeAt({ port: influxd.port, database: 'dropped' })
    await store.write([frameBatch(framesFrom(t0, 10))])
    await influxd.query('DROP DATABASE dropped')
    const error = await failure(store.write([frameBatch(framesFrom(t0, 10))]))
    expect(error).toBeInstanceOf(StoreMisconfigured)
    await store.write([frameBatch(framesFrom(t0, 10))])
    expect(await framesIn(store)).toHaveLength(10)
    expect((await store.cushions()).map(({ cushion }) => cushion)).toEqual(['desk-1'])
  })

  it('that has a field with another type makes only the batches concerned be set aside', async () => {
    const store = storeAt({ port: influxd.port, database: 'conflict' })
    await store.start()
    const line = `seat_frame,cushion=x c2="text" ${t0}`
    await fetch(`${influxd.url}/write?db=conflict&precision=ms`, { method: 'POST', body: line })
    const fine = [
      frameBatch(framesFrom(t0, 20, 2)),
      batchOf({ bouts: [{ startedAtMs: t0, endedAtMs: t0 + 1, boutS: 0 }] }),
    ]
    const wrong = frameBatch(framesFrom(t0 + 60_000, 20, 3), { cushion: 'desk-2' })
    const { setAside } = await store.write([...fine, wrong])
    expect(setAside).toEqual([
      { batch: wrong, reason: expect.stringMatching(/Batch \d+ of cushion desk-2.*field type conflict/s) },
    ])
    expect(await framesIn(store)).toEqual(framesFrom(t0, 20, 2))
    expect(await store.bouts(everything)).toHaveLength(1)
  })

  it('whose retention policy is too short sets the batches aside with that reason', async () => {
    await influxd.query('CREATE DATABASE short WITH DURATION 1h')
    const store = storeAt({ port: influxd.port, database: 'short' })
    const { setAside } = await store.write([frameBatch(framesFrom(t0, 3))])
    expect(setAside[0]?.reason).toMatch(/retention policy/)
  })

  it('is reported as away while it is not there', async () => {
    const other = await startInfluxd()
    const store = storeAt({ port: other.port })
    await other.stop()
    for (const error of [
      await failure(store.start()),
      await failure(store.write([frameBatch(framesFrom(t0, 1))])),
    ]) {
      expect(error).toBeInstanceOf(StoreUnavailable)
      expect(error.message).toMatch(/does not accept data now.*Nothing is lost/)
    }
    await expect(store.cushions()).rejects.toThrow(StoreUnavailable)
  })
})

describe('an influxd with users', () => {
  const secret = 'pa$$ "w:ord" /%40'
  let influxd: Influxd
  beforeAll(async () => {
    influxd = await startInfluxd({ auth: true })
    await influxd.query('CREATE DATABASE granted')
    for (const [user, right] of [
      ['writer', 'WRITE'],
      ['reader', 'READ'],
      ['both', 'ALL'],
    ]) {
      await influxd.query(`CREATE USER ${user} WITH PASSWORD '${secret}'`)
      await influxd.query(`GRANT ${right} ON granted TO ${user}`)
    }
  })
  afterAll(() => influxd.stop())

  const at = (username: string | null, password: string | null, database = 'granted') =>
    storeAt({ port: influxd.port, username, password, database })
  const oneFrame = () => [frameBatch(framesFrom(t0, 1))]

  it('takes the right user and password', async () => {
    const store = at('both', secret)
    await store.start()
    await store.write(oneFrame())
    expect(await framesIn(store)).toHaveLength(1)
  })

  it.each([
    ['a wrong password', 'both', 'wr0ng-secret', /refused user both or the password.*--store/],
    ['no user at all', null, null, /wants a user and a password.*--store/],
  ])('says what to change with %s', async (_, username, password, sentence) => {
    const store = at(username, password)
    for (const work of [() => store.start(), () => store.write(oneFrame()), () => store.cushions()]) {
      const error = await failure(work())
      expect(error).toBeInstanceOf(StoreMisconfigured)
      expect(error.message).toMatch(sentence)
    }
  })

  it('says what to grant when the user may not write, or not read', async () => {
    const reader = await failure(at('reader', secret).write(oneFrame()))
    expect(reader).toBeInstanceOf(StoreMisconfigured)
    expect(reader.message).toMatch(
      /does not let user reader use database granted.*GRANT ALL ON "granted" TO "reader"/,
    )
    const writer = await failure(at('writer', secret).cushions())
    expect(writer).toBeInstanceOf(StoreMisconfigured)
    expect(writer.message).toMatch(/GRANT ALL/)
  })

  it('says how to create a missing database when the user may not', async () => {
    const error = await failure(at('both', secret, 'missing').start())
    expect(error).toBeInstanceOf(StoreMisconfigured)
    expect(error.message).toMatch(/no database missing for user both.*CREATE DATABASE "missing"/)
  })

  it('never gets the password into an error or an object that could be logged', async () => {
    const notes = [
      ...secret.split(/\s/),
      'wr0ng-secret',
      encodeURIComponent('wr0ng-secret'),
      Buffer.from('both:wr0ng-secret').toString('base64'),
    ]
    const stores = [
      at('both', 'wr0ng-secret'),
      at('both', secret, 'missing'),
      storeAt({ port: 1, username: 'both', password: 'wr0ng-secret' }),
    ]
    for (const store of stores) {
      for (const work of [() => store.start(), () => store.write(oneFrame()), () => store.cushions()]) {
        const error = await failure(work())
        const all =
          inspect(error, { depth: 20, showHidden: true }) + inspect(store, { depth: 20, showHidden: true })
        for (const note of notes) expect(all).not.toContain(note)
      }
    }
  })
})

describe('a server in place of InfluxDB', () => {
  const database = JSON.stringify({
    results: [{ statement_id: 0, series: [{ columns: ['name'], values: [['faults']] }] }],
  })
  /** Answers queries like an InfluxDB with an empty database, and writes as configured. */
  const influxLike = (answerWrite: (respond: { status: (code: number) => void; cut: () => void }) => void) =>
    createHttpServer((request, response) => {
      request.resume()
      request.on('end', () => {
        if (request.url === '/ping') response.writeHead(204).end()
        else if (request.url?.startsWith('/query')) {
          const empty = JSON.stringify({ results: [{ statement_id: 0 }] })
          response.end(/show.databases/i.test(request.url) ? database : empty)
        } else {
          answerWrite({
            status: (code) => response.writeHead(code).end(code === 204 ? undefined : '{"error":"told to"}'),
            cut: () => {
              response.writeHead(200, { 'content-length': 100 })
              response.write('{"err')
              setImmediate(() => response.destroy())
            },
          })
        }
      })
    })

  it('that never answers is given up after the time limit', async () => {
    const port = await portOf(createServer((socket) => socket.on('error', () => {}).resume()))
    const error = await failure(storeAt({ port, timeoutMs: 200 }).start())
    expect(error).toBeInstanceOf(StoreUnavailable)
    expect(error.message).toMatch(/no answer within 200 ms/)
  })

  it('that never answers a write, or breaks off its answer, makes the write fail', async () => {
    const silent = await portOf(influxLike(() => {}))
    expect(await failure(storeAt({ port: silent, timeoutMs: 200 }).write([batchOf({})]))).toBeInstanceOf(
      StoreUnavailable,
    )
    const cutting = await portOf(influxLike(({ cut }) => cut()))
    expect(await failure(storeAt({ port: cutting }).write([batchOf({})]))).toBeInstanceOf(StoreUnavailable)
  })

  it('that fails once takes the very next write', async () => {
    const answers = [500, 503, 204]
    const port = await portOf(influxLike(({ status }) => status(answers.shift() ?? 204)))
    const store = storeAt({ port })
    for (let i = 0; i < 2; i++) {
      const error = await failure(store.write([batchOf({})]))
      expect(error).toBeInstanceOf(StoreUnavailable)
      expect(error.message).toMatch(/status 50[03]: told to/)
    }
    expect(await store.write([batchOf({})])).toEqual({ setAside: [] })
  })

  it('that finds requests too large gets them in smaller ones', async () => {
    let lines = 0
    const small = createHttpServer((request, response) => {
      let body = ''
      request.on('data', (piece) => {
        body += String(piece)
      })
      request.on('end', () => {
        const count = body.split('\n').length
        const query = request.url?.startsWith('/query')
        if (request.url === '/ping') response.writeHead(204).end()
        else if (query)
          response.end(/show.databases/i.test(request.url ?? '') ? database : '{"results":[{}]}')
        else if (count > 300) response.writeHead(413).end('{"error":"Request Entity Too Large"}')
        else {
          lines += count
          response.writeHead(204).end()
        }
      })
    })
    const store = storeAt({ port: await portOf(small) })
    expect(await store.write([frameBatch(framesFrom(t0, 2000))])).toEqual({ setAside: [] })
    expect(lines).toBe(2001)
  })
})
