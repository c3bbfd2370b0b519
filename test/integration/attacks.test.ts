/**
 * What a stranger can do to the memory and the log of Sitbone as people run it: asks without end, reads nothing, connects and
 * waits. After each attack the program answers, its log is short, and its memory is below the bound; the figures are printed.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mqtt from 'mqtt'
import { io, type Socket as PageSocket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { ClientToServer, ServerToClient } from '../../contract/sockets.ts'
import { aLive, anInfo, aState, desk, startMs } from '../../dashboard/server/testing.ts'
import { encodeBoardMessage } from '../../firmware-protocol/index.ts'
import { freePort } from '../services/free-port.ts'
import { type Running, runSitbone } from '../services/sitbone.ts'
import { waitFor } from '../services/wait-for.ts'

const mostMb = 300
const open: Socket[] = []
let folder: string
let sitbone: Running
let port: number
let brokerPort: number
let url: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-attacks-'))
  ;[port, brokerPort] = await Promise.all([freePort(), freePort()])
  url = `http://127.0.0.1:${port}`
  // Fast, so that there are many frames to ask for. The past is filled by a worker of its own, with memory of its own.
  const more = ['--no-past', '--speed', '20', '--scenario', 'long-sit']
  sitbone = start('sitbone', more, { port, brokerPort })
  await waitFor(() => /Sitbone shows/.test(sitbone.said()), { timeoutMs: 60_000, what: sitbone.said })
  await publishTenMinutes()
  await waitFor(async () => (await (await fetch(url + frames)).text()).length > 300_000, {
    timeoutMs: 120_000,
    everyMs: 1000,
    what: sitbone.said,
  })
}, 180_000)
const range = 'from=2020-01-01T00:00:00Z&to=2029-12-31T00:00:00Z'
const frames = `/api/v1/cushions/desk-1/frames?${range}`

/** A snapshot of this cushion is as large as it gets. */
async function publishTenMinutes(): Promise<void> {
  const password = readFileSync(join(folder, 'sitbone', 'broker', 'gateway.password'), 'utf8').trim()
  const link = await mqtt.connectAsync(`mqtt://127.0.0.1:${brokerPort}`, { username: 'gateway', password })
  const tell = (what: 'info' | 'state' | 'live', message: object) =>
    link.publishAsync(desk.cushion('full', what), JSON.stringify(message), { qos: 1 })
  await tell('info', anInfo())
  await tell('state', aState())
  for (let i = 0; i < 600; i++) await tell('live', aLive({ atMs: startMs + 1000 * i, seq: i }))
  await link.endAsync()
  const page: PageSocket<ServerToClient, ClientToServer> = io(url, { transports: ['websocket'] })
  const points = async () => {
    const answer = await page.timeout(5000).emitWithAck('join', { cushion: 'full' })
    return 'strip' in answer ? answer.strip.length : 0
  }
  await waitFor(async () => (await points()) > 500, { timeoutMs: 60_000, everyMs: 200, what: sitbone.said })
  page.close()
}
vi.setConfig({ testTimeout: 180_000 })
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy()
})
afterAll(async () => {
  await sitbone?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const start = (name: string, more: readonly string[], at: { port: number; brokerPort: number }): Running =>
  runSitbone(
    [
      ...['start', '--data', join(folder, name), '--listen', `127.0.0.1:${at.port}`],
      ...['--broker-listen', `127.0.0.1:${at.brokerPort}`, ...more],
    ],
    // As `npm start` starts it.
    { cwd: folder, env: { NODE_OPTIONS: '--max-semi-space-size=1' } },
  )

/** A connection whose answers are never read. */
const unread = (to: number, text: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(to, '127.0.0.1', () => socket.write(text, () => resolve(socket)))
    socket.once('error', reject)
    socket.on('error', () => undefined)
    socket.pause()
    open.push(socket)
  })

const lines = (running: Running) => running.said().split('\n').length

async function survived(what: string, running = sitbone, before = 0): Promise<void> {
  const rssMb = Math.round(
    Number(execFileSync('ps', ['-o', 'rss=', '-p', String(running.pid)]).toString()) / 1024,
  )
  const logLines = lines(running) - before
  console.log(`${what}: ${rssMb} MB RSS, ${logLines} lines of log`)
  expect(rssMb).toBeLessThan(mostMb)
  expect(logLines).toBeLessThan(50)
}
const lives = async (at = url) => expect((await fetch(`${at}/livez`)).status).toBe(200)

/** A text frame of a client, of which the mask is zero. */
function frame(text: string): Buffer {
  const body = Buffer.from(text)
  const length = body.length < 126 ? [0x80 | body.length] : [0x80 | 126, body.length >> 8, body.length & 0xff]
  return Buffer.concat([Buffer.from([0x81, ...length, 0, 0, 0, 0]), body])
}

test('60 kB of join, unread, from each of 20 sockets', async () => {
  const before = lines(sitbone)
  const upgrade = `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`
  const joins = Buffer.concat(
    Array.from({ length: 1400 }, (_, i) => frame(`42${i}["join",{"cushion":"full"}]`)),
  )
  for (let i = 0; i < 20; i++) {
    const socket = await unread(port, upgrade)
    socket.write(frame('40'))
    socket.write(joins)
  }
  await lives()
  await survived('join without end', sitbone, before)
  // Each is cut off, or has taken what little it gets.
  await lives()
})

test('300 times /frames, unread, five on each connection', async () => {
  const before = lines(sitbone)
  const ask = `GET ${frames} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`
  for (let i = 0; i < 300; i++) await unread(port, ask.repeat(5))
  await lives()
  expect((await fetch(`${url}/api/v1/cushions`)).status).toBe(200)
  // Long answers wait for their turn: the last is begun long after it was asked for.
  await waitFor(async () => (await fetch(url + frames)).status === 200, { timeoutMs: 60_000 })
  await survived('unread /frames', sitbone, before)
})

test('polling that asks and does not read, 100 times', async () => {
  const before = lines(sitbone)
  const polling = '/socket.io/?EIO=4&transport=polling'
  for (let i = 0; i < 100; i++) {
    const answer = await (await fetch(url + polling)).text()
    const sid = `${polling}&sid=${JSON.parse(answer.slice(1)).sid}`
    await fetch(url + sid, { method: 'POST', body: '40' })
    await fetch(url + sid, { method: 'POST', body: '420["join",{"cushion":"full"}]' })
    await unread(port, `GET ${sid} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)
  }
  await lives()
  await survived('unread polling', sitbone, before)
  const viewers = async () =>
    /sitbone_dashboard_viewers (\d+)/.exec(await (await fetch(`${url}/metrics`)).text())?.[1]
  await waitFor(async () => (await viewers()) === '0', {
    timeoutMs: 60_000,
    what: 'the sweep of polling pages',
  })
})

test('300 sockets of another site: a few lines of log', async () => {
  const before = lines(sitbone)
  const headers = { origin: 'https://evil.example' }
  for (let i = 0; i < 300; i++) {
    const answer = await fetch(`${url}/socket.io/?EIO=4&transport=polling`, { headers })
    expect(answer.status).toBe(403)
    await answer.text()
  }
  await survived('refused sockets', sitbone, before)
})

test('200 idle connections to the broker, and 100 clients without a login', async () => {
  const before = lines(sitbone)
  for (let i = 0; i < 200; i++) await unread(brokerPort, '')
  const login = (i: number) => {
    const id = Buffer.from(`stranger-${i}`)
    const body = [0, 4, ...Buffer.from('MQTT'), 4, 2, 0, 60, 0, id.length, ...id]
    return String.fromCharCode(0x10, body.length, ...body)
  }
  for (let i = 0; i < 100; i++) await unread(brokerPort, login(i))
  const refusal = await mqtt
    .connectAsync(`mqtt://127.0.0.1:${brokerPort}`, { reconnectPeriod: 0 }, false)
    .then(
      () => 'let in',
      (error: Error) => error.message,
    )
  // Answered as everybody without a name is: it was not shut out.
  expect(refusal).toMatch(/bad username/i)
  await lives()
  await survived('strangers at the broker', sitbone, before)
})

test('a board that says hello without end: a few lines of log', async () => {
  const hello = Buffer.from(
    Array.from({ length: 500 }, (_, i) =>
      encodeBoardMessage({
        ...{ type: 'hello', proto: 1, firmware: '0.1.0', dev: 'fsr8', id: `desk-${i}`, extra: {} },
        ...{ channels: 8, bits: 10, rateHz: 10, resetCause: 1, boot: i, ms: 0 },
      }),
    ).join(''),
  )
  let said = 0
  const board: Server = createServer((socket) => {
    open.push(socket)
    const more = () => {
      while (said < 20_000 && socket.writable) {
        said += 500
        if (!socket.write(hello)) return
      }
    }
    socket.on('drain', more)
    socket.on('error', () => undefined)
    socket.resume()
    more()
  })
  const [at, boardPort] = [{ port: await freePort(), brokerPort: await freePort() }, await freePort()]
  await new Promise<void>((resolve) => board.listen(boardPort, '127.0.0.1', resolve))
  const victim = start('storm', ['--port', `tcp://127.0.0.1:${boardPort}`], at)
  try {
    await waitFor(() => said >= 20_000, {
      timeoutMs: 60_000,
      what: () => `the storm; ${said} ${victim.said()}`,
    })
    await lives(`http://127.0.0.1:${at.port}`)
    await survived('hello storm', victim)
  } finally {
    await victim.stop()
    board.close()
  }
})
