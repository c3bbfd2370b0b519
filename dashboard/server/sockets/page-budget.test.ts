/** What one page can make the server do: ask without end, send without end, and never read. */
import { connect, type Socket as TcpSocket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Snapshot } from '../../../contract/sockets.ts'
import { aLive, anInfo, aState, desk, once, type Running, runDashboard, startMs } from '../testing.ts'

let server: Running
const open: TcpSocket[] = []
beforeEach(async () => {
  server = await runDashboard({ viewerStuckMs: 250 })
  server.withDesk()
  // Ten minutes of readings: the strip makes the snapshot large.
  for (let i = 0; i < 600; i++)
    server.mqtt.deliver(desk.cushion('desk-1', 'live'), aLive({ atMs: startMs + 1000 * i, seq: i }))
})
afterEach(async () => {
  for (const socket of open.splice(0)) socket.destroy()
  await server.end()
})

const viewers = async () => (await server.metric('sitbone_dashboard_viewers '))[0]
const closed = async () => (await server.metric('sitbone_dashboard_viewers_closed_total'))[0]

describe('a page that asks without end', () => {
  it('gets the newest answer, and the requests that waited a short refusal', async () => {
    const page = server.page()
    await once<void>((take) => page.on('connect', take))
    const asked = Array.from({ length: 300 }, () => page.emitWithAck('join', { cushion: 'desk-1' }))
    const answers = await Promise.all(asked)
    const snapshots = answers.filter((answer): answer is Snapshot => 'strip' in answer)
    expect(snapshots[0]?.strip).toHaveLength(600)
    expect(snapshots.length).toBeLessThan(10)
    expect(answers.at(-1)).toHaveProperty('strip')
    expect(answers.find((answer) => 'problem' in answer)).toMatchObject({ problem: { status: 429 } })
  })

  it('may ask for many cushions at once', async () => {
    for (let i = 0; i < 100; i++) {
      server.mqtt.deliver(desk.cushion(`d-${i}`, 'info'), anInfo(), true)
      server.mqtt.deliver(desk.cushion(`d-${i}`, 'state'), aState(), true)
    }
    const page = server.page()
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => page.emitWithAck('join', { cushion: `d-${i}` })),
    )
    expect(answers.every((answer) => 'strip' in answer)).toBe(true)
  })

  it('and sends more than its budget is disconnected, and the others go on', async () => {
    const other = server.page()
    await other.emitWithAck('join', { cushion: 'desk-1' })
    const page = server.page()
    await once<void>((take) => page.on('connect', take))
    const gone = once<string>((take) => page.on('disconnect', take))
    for (let i = 0; i < 8000; i++) page.emit('shown', { cushion: 'desk-1' })
    expect(await gone).toMatch(/^transport/)
    expect(await closed()).toMatch(/ 1$/)
    expect(server.log.filter((line) => line.includes('sent too many'))).toHaveLength(1)
    expect(await other.emitWithAck('join', { cushion: 'desk-1' })).toHaveProperty('strip')
  })
  it('and sends more bytes than its budget is disconnected, too', async () => {
    const page = server.page()
    await once<void>((take) => page.on('connect', take))
    const gone = once<string>((take) => page.on('disconnect', take))
    for (let i = 0; i < 100; i++) Reflect.apply(page.emit, page, ['shown', { cushion: 'x'.repeat(60_000) }])
    expect(await gone).toMatch(/^transport/)
    expect(server.log.some((line) => line.includes('sent too much'))).toBe(true)
  })
})

describe('a page that polls and does not read', () => {
  const at = '/socket.io/?EIO=4&transport=polling'
  const open1 = async () => {
    const handshake = await (await fetch(`${server.url}${at}`)).text()
    const url = `${server.url}${at}&sid=${JSON.parse(handshake.slice(1)).sid}`
    await fetch(url, { method: 'POST', body: '40' })
    return url
  }

  it('is swept when it stops asking', async () => {
    const url = await open1()
    await fetch(url, { method: 'POST', body: '420["join",{"cushion":"desk-1"}]' })
    await expect.poll(viewers).toMatch(/ 1$/)
    await expect.poll(viewers).toMatch(/ 0$/)
    expect(await closed()).toMatch(/ 1$/)
  })
  it('stays when it asks', async () => {
    const url = await open1()
    let asks = true
    const polling = (async () => {
      while (asks) await fetch(url)
    })()
    await expect.poll(viewers).toMatch(/ 1$/)
    // It outlives a page that was swept.
    await open1()
    await expect.poll(closed).toMatch(/ 1$/)
    expect(await viewers()).toMatch(/ 1$/)
    asks = false
    server.mqtt.connect(false)
    await polling
  })
})

describe('long answers that nobody reads', () => {
  const range = (ms: number) =>
    `from=${new Date(startMs).toISOString()}&to=${new Date(startMs + ms).toISOString()}`
  const frames = (ms: number) => `/api/v1/cushions/desk-1/frames?${range(ms)}`
  const ask = (to: Running): Promise<void> => {
    to.store.chunk = 1000
    to.store.frameRows = rows
    const { port, host } = new URL(to.url)
    return new Promise((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(`GET ${frames(1e6)} HTTP/1.1\r\nHost: ${host}\r\n\r\n`, () => resolve())
      })
      socket.on('error', () => undefined)
      socket.pause()
      open.push(socket)
    })
  }
  const rows = Array.from({ length: 200_000 }, (_, i) => ({
    ...{ atMs: startMs + i, boot: 1, seq: i, boardMs: i },
    ...{ counts: [1, 2, 3, 4, 5, 6, 7, 8], kpa: null },
  }))

  it('are bounded in number, and everything else is answered', async () => {
    for (let i = 0; i < 30; i++) await ask(server)
    await expect.poll(async () => (await fetch(server.url + frames(10))).status).toBe(503)
    const refused = await fetch(server.url + frames(10))
    expect(refused.headers.get('content-type')).toMatch(/problem\+json/)
    expect(refused.headers.get('retry-after')).toBe('5')
    expect(await refused.json()).toMatchObject({ type: 'urn:sitbone:problem:busy' })
    expect((await fetch(`${server.url}/livez`)).status).toBe(200)
    expect((await fetch(server.url + frames(10).replace('/frames', '/minutes'))).status).toBe(200)
  })

  it('are given up, and their places are free again', async () => {
    const impatient = await runDashboard({ unreadAnswerS: 1 })
    impatient.withDesk()
    await ask(impatient)
    const ended = () =>
      impatient.metric('sitbone_dashboard_request_seconds_count{route="/api/v1/cushions/:id/frames"')
    await expect.poll(ended, { timeout: 10_000 }).toHaveLength(1)
    await impatient.end()
  })
})
