import { createServer, type Server as HttpServer } from 'node:http'
import { connect } from 'node:net'
import { Server } from 'socket.io'
import { type Socket as Client, io as connectTo } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { ClientToServer, ServerToClient } from '../../../contract/sockets.ts'
import { type Log, silentLog } from '../../../platform/log.ts'
import { createMetrics, type PageMessageFault } from '../http/metrics.ts'
import { aLive, desk, once, type Running, runDashboard } from '../testing.ts'
import { asked, dispatchPage, told } from './page-events.ts'
import type { NoEvents, ViewerNotes } from './socket-types.ts'

describe('a page of a running dashboard', () => {
  let server: Running
  beforeEach(async () => {
    server = await runDashboard({ commandTimeoutMs: 100 })
    server.withDesk()
  })
  afterEach(() => server.end())

  const joined = async () => {
    const page = server.page()
    const snapshot = await page.emitWithAck('join', { cushion: 'desk-1' })
    expect(snapshot).toMatchObject({ cushion: 'desk-1' })
    return page
  }
  const leftOut = async (reason: PageMessageFault): Promise<number> => {
    const name = `sitbone_dashboard_page_messages_dropped_total{reason="${reason}"}`
    const [line] = await server.metric(name)
    return Number(line?.slice(name.length) ?? 0)
  }
  /** What another page sees of it: nothing. */
  const othersGoOn = async (other: Awaited<ReturnType<typeof joined>>) => {
    const update = once<unknown>((take) => other.once('live', take))
    server.mqtt.deliver(desk.cushion('desk-1', 'live'), aLive({ seq: 7 }))
    expect(await update).toMatchObject({ live: { seq: 7 } })
    expect((await fetch(`${server.url}/livez`)).status).toBe(200)
  }

  it.each(['error', 'nothing-like-it', '__proto__', 'constructor', 'toString', '', 5, 0] as const)(
    'the event %o with whatever it carries is left out and counted',
    async (name) => {
      const other = await joined()
      const page = await joined()
      const carried = [[], [null], ['x'], [{ message: {} }], [null, () => {}], [[[]], 2, 3]]
      for (const args of carried) Reflect.apply(page.emit, page, [name, ...args])
      await expect.poll(() => leftOut('unknown-event')).toBe(carried.length)
      expect(page.connected).toBe(true)
      await othersGoOn(other)
    },
  )

  /** As a program without the client's checks would send it. */
  const poll = async (...packets: string[]) => {
    const base = `${server.url}/socket.io/?EIO=4&transport=polling`
    const opened: { sid: string } = JSON.parse((await (await fetch(base)).text()).slice(1))
    const url = `${base}&sid=${opened.sid}`
    const post = (body: string) => fetch(url, { method: 'POST', body }).then((answer) => answer.text())
    await post('40')
    await (await fetch(url)).text()
    for (const packet of packets) await post(packet)
  }

  it('an event error without anything, over polling, is left out and counted', async () => {
    const other = await joined()
    await poll('42["error",null]')
    await expect.poll(() => leftOut('unknown-event')).toBe(1)
    await othersGoOn(other)
  })

  it.each(['disconnect', 'disconnecting', 'connect', 'connect_error', 'newListener', 'removeListener'])(
    'the name %s, which socket.io keeps for itself, ends the connection that sent it',
    async (name) => {
      const other = await joined()
      await poll(`42["${name}",null]`)
      await expect.poll(() => leftOut('unreadable')).toBe(1)
      expect(server.log).toContainEqual(expect.stringContaining('unreadable'))
      await othersGoOn(other)
    },
  )

  const fits = { cushion: 'desk-1' }
  const ack = () => {}
  it.each<[PageMessageFault, string, readonly unknown[]]>([
    ['no-answer', 'join', [fits]],
    ['no-answer', 'join', []],
    ['no-answer', 'command', [fits, 'no function']],
    ['no-answer', 'cushions', [{}]],
    ['arguments', 'join', [fits, fits, ack]],
    ['arguments', 'leave', [fits, 1]],
    ['arguments', 'shown', [fits, ack]],
    ['request', 'join', [ack]],
    ['request', 'tolerance', [null, ack]],
    ['request', 'tester', [[fits], ack]],
    ['request', 'cushions', [null, ack]],
    ['request', 'leave', []],
    ['request', 'leave', [{ cushion: { cushion: 'desk-1' } }]],
    ['request', 'shown', [null]],
    ['request', 'leaveTester', [{ cushion: '__proto__' }]],
  ])('%s: %s %j', async (reason, name, args) => {
    const other = await joined()
    const page = await joined()
    Reflect.apply(page.emit, page, [name, ...args])
    await expect.poll(() => leftOut(reason)).toBe(1)
    expect(page.connected).toBe(true)
    await othersGoOn(other)
  })

  it.each([
    ['a request', `42["shown",${'['.repeat(15_000)}${']'.repeat(15_000)}]`, 'request'],
    [
      'an attachment',
      `451-["shown",${'['.repeat(15_000)}{"_placeholder":true,"num":0}${']'.repeat(15_000)}]\x1ebAAAA`,
      'unreadable',
    ],
  ] as const)('%s 15000 levels deep is left out', async (_what, packet, reason) => {
    const other = await joined()
    await poll(packet)
    await expect.poll(() => leftOut(reason)).toBe(1)
    await othersGoOn(other)
  })

  it('a command that fails inside is answered, and ends that connection so that the page comes back fresh', async () => {
    const other = await joined()
    const page = await joined()
    server.mqtt.onPublish = () => {
      throw new Error('a bug')
    }
    const gone = once<string>((take) => page.once('disconnect', take))
    const answer = await page.emitWithAck('command', { cushion: 'desk-1', verb: 'tare', args: {} })
    expect(answer).toMatchObject({ problem: { status: 500 } })
    // After 'io server disconnect' the client would stay away.
    expect(await gone).toBe('transport close')
    expect(await server.metric('sitbone_dashboard_page_faults_total')).toEqual([
      'sitbone_dashboard_page_faults_total 1',
    ])
    await othersGoOn(other)
  })

  it('a connection that is reset while it asks for another protocol breaks nothing', async () => {
    const other = await joined()
    const { port, host } = new URL(server.url)
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(
          `GET /elsewhere HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
          () => socket.resetAndDestroy(),
        )
      })
      socket.once('close', () => resolve())
    })
    await othersGoOn(other)
  })
})

describe('a handler with a bug', () => {
  let http: HttpServer
  let io: Server<ClientToServer, ServerToClient, NoEvents, ViewerNotes>
  const metrics = createMetrics()
  const said: string[] = []
  const clients: Client[] = []
  beforeEach(async () => {
    said.length = 0
    const log: Log = { ...silentLog, error: (_fields, message) => void said.push(message) }
    http = createServer()
    io = new Server(http)
    io.on('connection', (socket) =>
      dispatchPage(
        socket,
        {
          sync: told(z.unknown(), () => {
            throw new Error('at once')
          }),
          async: asked(z.unknown(), async () => {
            await Promise.resolve()
            throw null
          }),
          fine: asked(z.unknown(), (request, answer: (given: unknown) => void) => answer(request)),
        },
        { permits: async () => true, log, metrics },
      ),
    )
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close()
    await io.close()
  })
  const page = (): Client => {
    const address = http.address()
    if (address === null || typeof address === 'string') throw new Error('not listening')
    const client = connectTo(`http://127.0.0.1:${address.port}`, {
      transports: ['websocket'],
      reconnection: false,
    })
    clients.push(client)
    return client
  }

  it.each([
    ['sync', []],
    ['async', [() => {}]],
  ] as const)('%s: ends its connection, is said once, and no other page sees it', async (name, ack) => {
    const [broken, other] = [page(), page()]
    expect(await other.emitWithAck('fine', 1)).toBe(1)
    const gone = once<string>((take) => broken.once('disconnect', take))
    for (let i = 0; i < 3; i++) broken.emit(name, i, ...ack)
    expect(await gone).toBe('transport close')
    expect(said).toHaveLength(1)
    expect(await other.emitWithAck('fine', 2)).toBe(2)
  })
})
