/** Sitbone as people run it, and a client that sends what no page would: alerts, recorder and other pages keep working. */
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ClientToServer, ServerToClient } from '../../contract/sockets.ts'
import { freePort } from '../services/free-port.ts'
import { type Running, runSitbone } from '../services/sitbone.ts'
import { waitFor } from '../services/wait-for.ts'

let folder: string
let sitbone: Running
let port: number
let brokerPort: number
let url: string
let page: Socket<ServerToClient, ClientToServer>
let lastSeq = -1

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-hostile-'))
  ;[port, brokerPort] = await Promise.all([freePort(), freePort()])
  url = `http://127.0.0.1:${port}`
  const where = ['--listen', `127.0.0.1:${port}`, '--broker-listen', `127.0.0.1:${brokerPort}`]
  sitbone = runSitbone(['start', '--no-past', '--data', join(folder, 'data'), ...where], { cwd: folder })
  await waitFor(() => /Sitbone shows/.test(sitbone.said()), { timeoutMs: 20_000, what: sitbone.said })
  page = io(url, { transports: ['websocket'], reconnection: false })
  page.on('live', ({ live }) => {
    lastSeq = live.seq
  })
  await waitFor(async () => 'strip' in (await page.emitWithAck('join', { cushion: 'desk-1' })), {
    timeoutMs: 20_000,
    what: sitbone.said,
  })
})
afterAll(async () => {
  page?.close()
  await sitbone?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text()
  const line = text.split('\n').find((one) => one.startsWith(`${name} `) || one.startsWith(`${name}{`))
  return Number(line?.split(' ').at(-1) ?? 0)
}
const survived = 'sitbone_faults_survived_total{origin='
/** The process, its page and live readings work, and the last net caught nothing. */
async function allGoesOn() {
  const before = lastSeq
  await waitFor(() => lastSeq > before, { what: () => `a newer reading; ${sitbone.said()}` })
  expect(page.connected).toBe(true)
  expect(await (await fetch(`${url}/livez`)).json()).toEqual({ status: 'live' })
  expect(await (await fetch(`${url}/metrics`)).text()).toContain(`${survived}"uncaughtException"} 0`)
  expect(await (await fetch(`${url}/metrics`)).text()).toContain(`${survived}"unhandledRejection"} 0`)
}
const dropped = 'sitbone_dashboard_page_messages_dropped_total{reason="unknown-event"}'

test('an event named error, over polling', async () => {
  const before = await metric(dropped)
  const base = `${url}/socket.io/?EIO=4&transport=polling`
  const opened: { sid: string } = JSON.parse((await (await fetch(base)).text()).slice(1))
  const own = `${base}&sid=${opened.sid}`
  await fetch(own, { method: 'POST', body: '40' })
  await fetch(own, { method: 'POST', body: '42["error",null]' })
  await waitFor(async () => (await metric(dropped)) === before + 1, { what: sitbone.said })
  await allGoesOn()
})

test('an event named error, over websocket', async () => {
  const before = await metric(dropped)
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`)
  socket.addEventListener('message', ({ data }) => {
    if (data[0] === '0') socket.send('40')
    if (String(data).startsWith('40')) socket.send('42["error",null]')
  })
  await waitFor(async () => (await metric(dropped)) === before + 1, { what: sitbone.said })
  socket.close()
  await allGoesOn()
})

const reset = (to: number, bytes: string) =>
  new Promise<void>((resolve) => {
    const socket = connect(to, '127.0.0.1', () =>
      socket.write(bytes, 'latin1', () => socket.resetAndDestroy()),
    )
    socket.once('close', () => resolve()).on('error', () => {})
  })

test.each([
  ['HTTP', () => port, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  [
    'a change of the limits',
    () => port,
    'PUT /api/v1/cushions/desk-1/tolerance HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\nnull',
  ],
  ['HTTP that is none', () => port, '\x00\xff\r\n\r\n'],
  [
    'an upgrade elsewhere',
    () => port,
    'GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n',
  ],
  [
    'an upgrade of a page',
    () => port,
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n\xff\xff',
  ],
  ['MQTT that is none', () => brokerPort, '\xff\xff\xff\xff\xff'],
  ['an MQTT connect', () => brokerPort, '\x10\x0d\x00\x04MQTT\x04\x02\x00\x3c\x00\x01a'],
  ['half an MQTT connect', () => brokerPort, '\x10\x0d\x00\x04MQ'],
] as const)('%s, and the connection is reset', async (_what, to, bytes) => {
  for (let i = 0; i < 20; i++) await reset(to(), bytes)
  await allGoesOn()
  expect(sitbone.said()).not.toMatch(/failed inside|ValidationError/)
})
