import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { liveSchema } from '../../../core/model/schemas/live.ts'
import { silentLog } from '../../../platform/log.ts'
import { createMetrics } from '../http/metrics.ts'
import { aLive, anInfo, aState, desk, FakeMqtt, type Running, runDashboard } from '../testing.ts'
import { isLive } from './live-check.ts'
import { LiveHub } from './live-hub.ts'
import { Payloads } from './payloads.ts'

describe('what fits no schema', () => {
  let server: Running
  beforeEach(async () => {
    server = await runDashboard()
    server.withDesk()
  })
  afterEach(() => server.end())

  it.each([
    ['state', '{not json', 'not-json'],
    ['state', { v: 2 }, 'schema'],
    ['info', [], 'schema'],
    ['live', { ...aLive(), atMs: 'now' }, 'schema'],
    ['live', 'x'.repeat(20_000), 'too-long'],
    ['event', { v: 1, at: 'noon', kind: 'tare' }, 'schema'],
    ['availability', 'perhaps', 'schema'],
    ['tolerance', 'null', 'schema'],
  ] as const)('%s %j is counted as %s and changes nothing', async (topic, payload, reason) => {
    const before = await (await fetch(`${server.url}/api/v1/cushions`)).text()
    server.mqtt.deliver(desk.cushion('desk-1', topic), payload)
    expect(await server.metric('sitbone_dashboard_mqtt_invalid_total')).toContain(
      `sitbone_dashboard_mqtt_invalid_total{topic="${topic}",reason="${reason}"} 1`.replace(
        'state"',
        'state"',
      ),
    )
    expect(await (await fetch(`${server.url}/api/v1/cushions`)).text()).toBe(before)
  })

  it('is said once, not each time, and never with its content', () => {
    for (let i = 0; i < 50; i += 1)
      server.mqtt.deliver(desk.cushion('desk-1', 'state'), '{"secret":"hunter2"')
    const said = server.log.filter((line) => line.includes('left out'))
    expect(said).toHaveLength(1)
    expect(said[0]).not.toContain('hunter2')
  })

  it('old events and readings do not come back after a reconnection', async () => {
    server.mqtt.deliver(
      desk.cushion('desk-1', 'event'),
      { v: 1, at: '2026-03-02T09:00:00.000Z', kind: 'tare' },
      true,
    )
    expect(await server.metric('sitbone_dashboard_mqtt_invalid_total')).toEqual([
      'sitbone_dashboard_mqtt_invalid_total{topic="event",reason="retained"} 1',
    ])
  })
})

describe('the check of live readings', () => {
  it('takes what the schema takes', () => {
    const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null))
    const any = fc.oneof(
      number,
      fc.string(),
      fc.constant(undefined),
      fc.array(number),
      fc.boolean(),
      fc.object(),
    )
    const name = fc.constantFrom(...Object.keys(aLive()))
    fc.assert(
      fc.property(fc.array(fc.tuple(name, any), { maxLength: 3 }), (changes) => {
        const candidate = JSON.parse(JSON.stringify({ ...aLive(), ...Object.fromEntries(changes) }))
        expect(isLive(candidate)).toBe(liveSchema.safeParse(candidate).success)
      }),
      { numRuns: 500 },
    )
  })
})

describe('a hub of bounded size', () => {
  it('leaves further cushions out and counts them', async () => {
    const mqtt = new FakeMqtt()
    const metrics = createMetrics()
    const hub = new LiveHub({
      mqtt,
      base: 'sitbone',
      metrics,
      payloads: new Payloads(silentLog, metrics),
      maxCushions: 2,
    })
    hub.subscribe()
    for (const id of ['a', 'b', 'c']) mqtt.deliver(desk.cushion(id, 'state'), aState())
    expect(hub.summaries().map(({ id }) => id)).toEqual(['a', 'b'])
    expect(await metrics.registry.metrics()).toContain('{topic="state",reason="too-many-cushions"} 1')
  })

  it('a cushion is listed only once it is clear whether it is simulated', () => {
    const mqtt = new FakeMqtt()
    const hub = new LiveHub({
      mqtt,
      base: 'sitbone',
      metrics: createMetrics(),
      payloads: new Payloads(silentLog, createMetrics()),
    })
    hub.subscribe()
    mqtt.deliver(desk.cushion('a', 'availability'), 'online')
    expect(hub.summaries()).toEqual([])
    mqtt.deliver(desk.cushion('a', 'info'), anInfo({ simulated: true }))
    expect(hub.summaries()).toMatchObject([{ id: 'a', simulated: true, availability: 'online' }])
  })

  it('knows the gateways', () => {
    const mqtt = new FakeMqtt()
    const hub = new LiveHub({
      mqtt,
      base: 'sitbone',
      metrics: createMetrics(),
      payloads: new Payloads(silentLog, createMetrics()),
    })
    hub.subscribe()
    mqtt.deliver(desk.gatewayAvailability('gw-1'), 'online')
    mqtt.deliver(desk.gatewayAvailability('gw-2'), 'offline')
    mqtt.deliver(desk.gatewayAvailability('gw-1'), '')
    expect([...hub.gateways]).toEqual([['gw-2', 'offline']])
  })
})

describe('what is never heard', () => {
  const listen = (mqtt: FakeMqtt) => {
    const metrics = createMetrics()
    const hub = new LiveHub({ mqtt, base: 'sitbone', metrics, payloads: new Payloads(silentLog, metrics) })
    hub.subscribe()
    return hub
  }
  const online = (hub: LiveHub) => hub.get('desk-1')?.availability

  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'Date', 'setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())

  it('a reading proves that a cushion is online, whatever was retained of it', () => {
    const mqtt = new FakeMqtt()
    const hub = listen(mqtt)
    const told: string[] = []
    hub.changes.on('availability', (id, now) => told.push(`${id} ${now}`))
    mqtt.deliver(desk.cushion('desk-1', 'live'), aLive())
    expect(online(hub)).toBe('online')
    mqtt.deliver(desk.cushion('desk-1', 'availability'), 'offline', true)
    mqtt.deliver(desk.cushion('desk-1', 'live'), aLive())
    expect(online(hub)).toBe('online')
    expect(told).toEqual(['desk-1 online', 'desk-1 offline', 'desk-1 online'])
  })

  it('the last readings may overtake the word that it is offline, later ones do not', () => {
    const mqtt = new FakeMqtt()
    const hub = listen(mqtt)
    mqtt.deliver(desk.cushion('desk-1', 'availability'), 'offline')
    mqtt.deliver(desk.cushion('desk-1', 'live'), aLive())
    expect(online(hub)).toBe('offline')
    vi.advanceTimersByTime(2100)
    mqtt.deliver(desk.cushion('desk-1', 'live'), aLive())
    expect(online(hub)).toBe('online')
  })

  it('is asked for again while readings come, a few times', () => {
    const mqtt = new FakeMqtt()
    listen(mqtt)
    const readings = (ms: number) => {
      for (let passedMs = 0; passedMs < ms; passedMs += 100) {
        vi.advanceTimersByTime(100)
        mqtt.deliver(desk.cushion('desk-1', 'live'), aLive())
      }
      return mqtt.asked.splice(0)
    }
    expect(readings(400)).toEqual([])
    expect(readings(400)).toEqual([
      desk.cushion('desk-1', 'info'),
      desk.cushion('desk-1', 'state'),
      desk.cushion('desk-1', 'tolerance'),
    ])
    mqtt.deliver(desk.cushion('desk-1', 'info'), anInfo())
    mqtt.deliver(desk.cushion('desk-1', 'state'), aState())
    const tolerance = desk.cushion('desk-1', 'tolerance')
    expect(readings(300_000)).toEqual([tolerance, tolerance])
  })

  it('who came or went while the subscriptions were made is asked for soon after each connection', () => {
    const mqtt = new FakeMqtt()
    listen(mqtt)
    const presence = [desk.gatewayAvailability('+'), desk.everyCushion('availability')]
    for (const _ of [1, 2]) {
      mqtt.connect(true)
      vi.advanceTimersByTime(2000)
      expect(mqtt.asked.splice(0)).toEqual(presence)
    }
    mqtt.connect(true)
    mqtt.connect(false)
    vi.advanceTimersByTime(5000)
    expect(mqtt.asked).toEqual([])
  })
})
