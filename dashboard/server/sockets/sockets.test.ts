import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Problem } from '../../../contract/problem.ts'
import type { Snapshot } from '../../../contract/sockets.ts'
import type { Live } from '../../../core/model/schemas/live.ts'
import {
  aLive,
  aMinute,
  anInfo,
  aState,
  desk,
  FakeStore,
  once,
  type Running,
  runDashboard,
  startMs,
} from '../testing.ts'

let server: Running
let store: FakeStore
beforeEach(async () => {
  store = new FakeStore()
  server = await runDashboard({ commandTimeoutMs: 100, viewerStuckMs: 250 }, store)
  server.withDesk()
})
afterEach(() => server.end())

type Page = ReturnType<Running['page']>
const join = (page: Page, request: { cushion: string; paced?: boolean } = { cushion: 'desk-1' }) =>
  once<Snapshot | { problem: Problem }>((take) => page.emit('join', request, take))
async function joined(page: Page, request?: { cushion: string; paced?: boolean }): Promise<Snapshot> {
  const answer = await join(page, request)
  if ('problem' in answer) throw new Error(answer.problem.detail)
  return answer
}
const live = (over: Partial<Live> = {}) => server.mqtt.deliver(desk.cushion('desk-1', 'live'), aLive(over))

describe('joining', () => {
  it('answers with a snapshot, then each change comes as it happens', async () => {
    live({ seq: 1 })
    const page = server.page()
    const snapshot = await joined(page)
    expect(snapshot).toMatchObject({
      cushion: 'desk-1',
      availability: 'online',
      live: { seq: 1 },
      state: { boutS: 60 },
    })
    expect(snapshot.info?.link.port).toBe('/dev/ttyUSB0')
    expect(snapshot.day).toEqual({ zone: 'Europe/Berlin', startHour: 4 })
    expect(snapshot.strip).toEqual([
      expect.objectContaining({ atMs: startMs, leftKpa: 13, occupancy: 'occupied' }),
    ])

    const state = once<unknown>((take) => page.on('state', take))
    server.mqtt.deliver(desk.cushion('desk-1', 'state'), aState({ boutS: 61 }))
    expect(await state).toMatchObject({ cushion: 'desk-1', state: { boutS: 61 } })
    const event = once<unknown>((take) => page.on('event', take))
    server.mqtt.deliver(desk.cushion('desk-1', 'event'), {
      v: 1,
      at: '2026-03-02T09:00:00.000Z',
      kind: 'tare',
    })
    expect(await event).toMatchObject({ event: { kind: 'tare' } })
    const newer = { v: 1, at: '2026-03-02T09:00:00.000Z', kind: 'posture-2', level: 3, side: ['left'] }
    const newerEvent = once<unknown>((take) => page.on('event', take))
    server.mqtt.deliver(desk.cushion('desk-1', 'event'), newer)
    expect(await newerEvent).toEqual({ cushion: 'desk-1', event: newer })
    const gone = once<unknown>((take) => page.on('availability', take))
    server.mqtt.deliver(desk.cushion('desk-1', 'availability'), 'offline')
    expect(await gone).toEqual({ cushion: 'desk-1', availability: 'offline' })
    const update = once<unknown>((take) => page.on('live', take))
    live({ seq: 2 })
    expect(await update).toMatchObject({ live: { seq: 2 } })
  })

  it('reports the age of the last reading, whatever the clock of the cushion shows', async () => {
    expect((await joined(server.page())).liveAgeMs).toBeNull()
    live({ atMs: startMs - 3_600_000 })
    expect((await joined(server.page())).liveAgeMs).toBeLessThan(5_000)
    await expect.poll(async () => (await joined(server.page())).liveAgeMs).toBeGreaterThan(100)
    // A laptop that slept for an hour: only the wall clock went on.
    const now = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_600_000)
    expect((await joined(server.page())).liveAgeMs).toBeGreaterThan(3_600_000)
    now.mockRestore()
  })

  it('gives nothing of a cushion that was not joined or was left', async () => {
    server.mqtt.deliver(desk.cushion('other', 'info'), anInfo())
    const page = server.page()
    const heard: string[] = []
    page.on('info', ({ cushion }) => heard.push(cushion))
    await joined(page, { cushion: 'other' })
    page.emit('leave', { cushion: 'other' })
    await joined(page)
    server.mqtt.deliver(desk.cushion('other', 'info'), anInfo())
    const mine = once<unknown>((take) => page.on('info', take))
    server.mqtt.deliver(desk.cushion('desk-1', 'info'), anInfo())
    await mine
    expect(heard).toEqual(['desk-1'])
  })

  it.each([{ cushion: 'nobody' }, { cushion: 'BAD ID' }, { cushion: '__proto__' }])(
    '%o: a problem',
    async (request) => {
      expect(await join(server.page(), request)).toMatchObject({
        problem: { type: expect.stringContaining('urn:sitbone') },
      })
    },
  )

  it('messages without shape or answer function break nothing', async () => {
    const page = server.page()
    for (const junk of [null, 5, 'x', [], { cushion: {} }]) {
      Reflect.apply(page.emit, page, ['join', junk])
      Reflect.apply(page.emit, page, ['leave', junk])
      Reflect.apply(page.emit, page, ['command', junk])
      Reflect.apply(page.emit, page, ['tolerance', junk, 'no function'])
      Reflect.apply(page.emit, page, ['cushions', junk])
    }
    expect((await joined(page)).cushion).toBe('desk-1')
  })

  it('a message that is too long ends that connection only', async () => {
    const page = server.page()
    await joined(page)
    page.emit('leave', { cushion: 'x'.repeat(200_000) })
    await once((take) => page.on('disconnect', take))
    expect((await joined(server.page())).cushion).toBe('desk-1')
  })

  it('lists cushions, and again when one comes', async () => {
    const page = server.page()
    expect(await once<unknown>((take) => page.emit('cushions', take))).toEqual([
      expect.objectContaining({ id: 'desk-1', simulated: false }),
    ])
    const list = once<readonly unknown[]>((take) =>
      page.on('cushions', (all) => all.length === 2 && take(all)),
    )
    server.mqtt.deliver(desk.cushion('sim-1', 'info'), anInfo({ simulated: true }))
    expect(await list).toContainEqual(expect.objectContaining({ id: 'sim-1', simulated: true }))
  })

  it('says when the broker goes and comes', async () => {
    const page = server.page()
    await joined(page)
    const health = once<unknown>((take) => page.on('health', take))
    server.mqtt.connect(false)
    expect(await health).toMatchObject({ broker: { ok: false, detail: 'The broker is away.' } })
  })
})

describe('the strip after a restart of the server', () => {
  const frames = (count: number, kpa: (number | null)[] | null) =>
    Array.from({ length: count }, (_, i) => ({
      atMs: startMs - (count - i) * 500,
      boot: 1,
      seq: i,
      boardMs: i,
      counts: [],
      kpa,
    }))

  it('comes from the store: mean of the ischial cells of each second, occupancy of its minute', async () => {
    store.frameRows = frames(240, [10, 20, 5, null, 1, 1, 1, 1])
    store.minuteRows = [aMinute(startMs - 120_000, { seatedS: 0, emptyS: 60 })]
    live()
    const { strip } = await joined(server.page())
    expect(strip).toHaveLength(121)
    expect(strip[0]).toMatchObject({ atMs: startMs - 120_000, leftKpa: 15, rightKpa: 5, occupancy: 'empty' })
    // No summary of that minute yet, but the running bout began with it.
    expect(strip[60]).toMatchObject({ atMs: startMs - 60_000, occupancy: 'occupied' })
    expect(strip[120]).toMatchObject({ atMs: startMs, leftKpa: 13 })
  })

  it('is read once, not for each viewer', async () => {
    store.frameRows = frames(20, [10, 20, 5, null, 1, 1, 1, 1])
    live()
    await joined(server.page())
    const { chunksRead } = store
    expect((await joined(server.page())).strip).toHaveLength(11)
    expect(store.chunksRead).toBe(chunksRead)
  })

  it('starts again when the store fails', async () => {
    store.failure = new Error('gone')
    live()
    expect((await joined(server.page())).strip).toHaveLength(1)
  })

  it('holds nothing in relative mode, where frames have no kPa', async () => {
    store.frameRows = frames(20, null)
    expect((await joined(server.page())).strip).toEqual([])
  })
})

describe('slow viewers', () => {
  it('a burst reaches a page as the first and the newest reading, at most ten a second', async () => {
    const page = server.page()
    await joined(page)
    const heard: number[] = []
    page.on('live', ({ live }) => heard.push(live.seq))
    const beganMs = performance.now()
    for (let seq = 1; seq <= 500; seq += 1) live({ seq, atMs: startMs + seq })
    await expect.poll(() => heard.at(-1)).toBe(500)
    expect(heard[0]).toBe(1)
    // Two, unless taking in the burst lasted long enough for more.
    expect(heard.length).toBeLessThanOrEqual(2 + Math.floor((performance.now() - beganMs) / 100))
    // Superseded, or let through while the socket was not ready for it: each of the others is counted.
    const dropped = await server.metric('sitbone_dashboard_live_updates_dropped_total')
    const sum = dropped.reduce((all, line) => all + Number(line.split(' ').at(-1)), 0)
    expect(sum).toBe(500 - heard.length)
  })

  it('a paced page that has not shown the last update gets none; then the newest, never a queue', async () => {
    const page = server.page()
    const quick = server.page()
    await joined(page, { cushion: 'desk-1', paced: true })
    await joined(quick)
    const heard: number[] = []
    page.on('live', ({ live }) => heard.push(live.seq))
    const passOn = async (seq: number) => {
      const passed = once<unknown>((take) => quick.once('live', take))
      live({ seq, atMs: startMs + seq * 100 })
      await passed
    }
    for (let seq = 1; seq <= 4; seq += 1) await passOn(seq)
    expect(heard).toEqual([1])
    page.emit('shown', { cushion: 'desk-1' })
    await expect.poll(() => heard).toEqual([1, 4])
    // Nothing newer: shown again changes nothing.
    page.emit('shown', { cushion: 'desk-1' })
    page.emit('shown', { cushion: 'desk-1' })
    await passOn(5)
    await expect.poll(() => heard).toEqual([1, 4, 5])
  })
})

describe('a page that hangs', () => {
  it('is cut off, so that nothing heaps up for it; the others go on', async () => {
    const hanging = connect({ port: Number(new URL(server.url).port), host: '127.0.0.1' })
    const key = Buffer.alloc(16, 1).toString('base64')
    hanging.write(
      `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${new URL(server.url).host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
    )
    const frame = (text: string) => {
      const body = Buffer.from(text)
      return Buffer.concat([Buffer.from([0x81, 0x80 | body.length, 0, 0, 0, 0]), body])
    }
    await once<Buffer>((take) => hanging.once('data', take))
    hanging.write(frame('40'))
    await once<Buffer>((take) => hanging.once('data', take))
    hanging.write(frame('420["join",{"cushion":"desk-1"}]'))
    await expect
      .poll(() => server.metric('sitbone_dashboard_viewers '))
      .toEqual(['sitbone_dashboard_viewers 1'])
    hanging.pause()
    hanging.on('error', () => {})

    const page = server.page()
    await joined(page)
    const detail = 'x'.repeat(10_000)
    const flood = setInterval(() => {
      for (let i = 0; i < 50; i += 1)
        server.mqtt.deliver(desk.cushion('desk-1', 'event'), {
          v: 1,
          at: '2026-03-02T09:00:00.000Z',
          kind: 'cell-fault',
          detail,
        })
    }, 20)
    try {
      await expect
        .poll(() => server.metric('sitbone_dashboard_viewers_closed_total'))
        .toEqual(['sitbone_dashboard_viewers_closed_total 1'])
    } finally {
      clearInterval(flood)
      hanging.destroy()
    }
    const heard: number[] = []
    page.on('live', (update) => heard.push(update.live.seq))
    // One that comes while the events are still on their way to the page is left out.
    let seq = 9
    await expect
      .poll(() => {
        live({ seq: seq++ })
        return heard.length
      })
      .toBeGreaterThan(0)
  })
})

describe('changes from a page', () => {
  const command = (page: Page, verb: 'tare' | 'snooze', args: Record<string, unknown> = {}) =>
    once<unknown>((take) => page.emit('command', { cushion: 'desk-1', verb, args }, take))

  it('a command is answered by the gateway', async () => {
    server.mqtt.onPublish = ({ topic, payload }) => {
      if (topic !== desk.command('desk-1', 'tare')) return
      const { id } = JSON.parse(payload)
      server.mqtt.deliver(desk.commandResult('desk-1', 'tare'), { v: 1, id: 'of somebody else', ok: false })
      server.mqtt.deliver(desk.commandResult('desk-1', 'tare'), { v: 1, id, ok: true })
    }
    const page = server.page()
    await joined(page)
    expect(await command(page, 'tare')).toMatchObject({ ok: true })
    expect(server.mqtt.published[0]).toMatchObject({ qos: 1, retain: false })
  })

  it('a silent gateway: timeout, in words', async () => {
    const page = server.page()
    await joined(page)
    expect(await command(page, 'tare')).toMatchObject({ ok: false, error: { code: 'timeout' } })
  })

  it('values that do not fit are not sent, and named', async () => {
    const page = server.page()
    await joined(page)
    expect(await command(page, 'snooze', { kind: 'load', minutes: 100_000 })).toMatchObject({
      problem: { errors: [{ path: 'minutes' }] },
    })
    expect(server.mqtt.published).toEqual([])
  })

  it('only for a cushion that the page watches', async () => {
    expect(await command(server.page(), 'tare')).toMatchObject({ problem: { status: 404 } })
  })

  it('not without end', async () => {
    const page = server.page()
    await joined(page)
    server.mqtt.connected = false
    const answers = await Promise.all(Array.from({ length: 40 }, () => command(page, 'tare')))
    expect(answers.filter((answer) => JSON.stringify(answer).includes('429'))).not.toHaveLength(0)
  })
})
