/** What keeps data from arriving: on /readyz and on the pages. And cushions that are forgotten. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CushionSummary } from '../../../contract/cushions.ts'
import type { Health } from '../../../contract/sockets.ts'
import { BrokerRefuses } from '../../../mqtt/mqtt-link.ts'
import { silentLog } from '../../../platform/log.ts'
import { createMetrics } from '../http/metrics.ts'
import { aLive, anInfo, aState, desk, FakeMqtt, once, type Running, runDashboard } from '../testing.ts'
import { LiveHub } from './live-hub.ts'
import { Payloads } from './payloads.ts'
import { SilentCushions } from './silent-cushions.ts'

let server: Running
const other = new FakeMqtt()
beforeEach(async () => {
  server = await runDashboard({ otherLinks: [other] })
  server.mqtt.connect(true)
  server.withDesk()
  server.mqtt.deliver(desk.gatewayAvailability('gw-2'), 'online', true)
})
afterEach(() => server.end())

const problems = (kind: string, message: string) => ({
  v: 1,
  at: '2026-03-02T09:00:00.000Z',
  gateway: 'gw-2',
  problems: [{ kind, cushion: 'desk-1', topic: null, message }],
})
const ready = async () => {
  const answer = await fetch(`${server.url}/readyz`)
  return { status: answer.status, body: await answer.json() }
}

describe('what a gateway says keeps it from publishing', () => {
  it.each([
    ['publish-refused', 503, 'not-ready'],
    ['name-taken', 200, 'degraded'],
    ['not-recorded', 200, 'degraded'],
  ])('%s: /readyz answers %i, and the page is told', async (kind, status, word) => {
    const page = server.page()
    await once<void>((take) => page.on('connect', () => take()))
    const told = once<Health>((take) =>
      page.on('health', (health) => health.problems.length > 0 && take(health)),
    )
    server.mqtt.deliver(desk.gatewayProblems('gw-2'), problems(kind, 'What to do.'), true)
    expect((await told).problems).toEqual([{ kind, cushion: 'desk-1', message: 'What to do.' }])
    expect(await ready()).toMatchObject({ status, body: { status: word, reasons: ['What to do.'] } })
    server.mqtt.deliver(desk.gatewayProblems('gw-2'), '')
    expect(await ready()).toMatchObject({ status: 200, body: { status: 'ready' } })
  })

  it('does not count while that gateway is offline, or when it is junk', async () => {
    server.mqtt.deliver(desk.gatewayProblems('gw-2'), problems('publish-refused', 'Old.'), true)
    server.mqtt.deliver(desk.gatewayAvailability('gw-2'), 'offline')
    server.mqtt.deliver(desk.gatewayProblems('gw-1'), '{"v":1,"problems":"x"}')
    expect(await ready()).toMatchObject({ status: 200 })
  })
})

it('what the broker refuses this server, or another part in this program, is not ready either, and said once', async () => {
  const refusal = { topic: 'sitbone/cushion/desk-1/recorded', message: 'The broker does not let it.' }
  for (const link of [server.mqtt, other]) link.refuse([refusal])
  server.mqtt.deliver(desk.gatewayProblems('gw-2'), problems('publish-refused', refusal.message), true)
  expect(await ready()).toMatchObject({ status: 503, body: { reasons: [refusal.message] } })
  for (const link of [server.mqtt, other]) link.refuse([])
  server.mqtt.deliver(desk.gatewayProblems('gw-2'), '')
  expect(await ready()).toMatchObject({ status: 200 })
})

describe('a cushion that is online while no reading arrives', () => {
  function silent() {
    const mqtt = new FakeMqtt()
    const metrics = createMetrics()
    const hub = new LiveHub({ mqtt, base: 'sitbone', metrics, payloads: new Payloads(silentLog, metrics) })
    hub.subscribe()
    let now = 0
    const watch = new SilentCushions({ hub, mqtt, base: 'sitbone', nowMs: () => now })
    mqtt.deliver(desk.gatewayAvailability('gw-1'), 'online')
    mqtt.deliver(desk.cushion('desk-1', 'availability'), 'online')
    mqtt.deliver(desk.cushion('desk-1', 'info'), anInfo())
    watch.check()
    return {
      mqtt,
      later: (ms: number) => {
        now += ms
        watch.check()
        return watch.problems
      },
    }
  }

  it('is named after half a minute with the topic, and no longer once one arrives', () => {
    const { mqtt, later } = silent()
    expect(later(29_000)).toEqual([])
    expect(later(2000)[0]?.message).toMatch(/sitbone\/cushion\/desk-1\/live.*sitbone doctor/)
    mqtt.deliver(desk.cushion('desk-1', 'live'), aLive())
    expect(later(1000)).toEqual([])
  })

  it.each([
    ['offline', (mqtt: FakeMqtt) => mqtt.deliver(desk.cushion('desk-1', 'availability'), 'offline')],
    [
      'of a gateway that was killed',
      (mqtt: FakeMqtt) => mqtt.deliver(desk.gatewayAvailability('gw-1'), 'offline'),
    ],
    ['behind a broker that is away', (mqtt: FakeMqtt) => mqtt.connect(false)],
  ])('is not named when it is %s', (_, goes) => {
    const { mqtt, later } = silent()
    later(29_000)
    goes(mqtt)
    expect(later(60_000)).toEqual([])
  })
})

describe('forgetting a cushion', () => {
  const forget = (id: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/api/v1/cushions/${id}`, { method: 'DELETE', headers })
  const known = async (): Promise<string[]> => {
    const { cushions }: { cushions: CushionSummary[] } = await (
      await fetch(`${server.url}/api/v1/cushions`)
    ).json()
    return cushions.map(({ id }) => id)
  }
  beforeEach(() => {
    server.mqtt.deliver(desk.cushion('typo', 'info'), anInfo(), true)
    server.mqtt.deliver(desk.cushion('typo', 'state'), aState(), true)
    server.mqtt.deliver(desk.cushion('typo', 'availability'), 'offline', true)
  })

  it('empties its retained topics, and the list no longer has it', async () => {
    expect(await known()).toEqual(['desk-1', 'typo'])
    expect((await forget('typo')).status).toBe(204)
    expect(await known()).toEqual(['desk-1'])
    const emptied = server.mqtt.published.filter(({ payload, retain }) => payload === '' && retain)
    expect(emptied.map(({ topic }) => topic).toSorted()).toEqual(
      ['availability', 'info', 'state', 'tolerance'].map((name) => `sitbone/cushion/typo/${name}`),
    )
    expect((await forget('typo')).status).toBe(404)
  })

  it('is refused while it is online, and from another page; nothing is changed', async () => {
    expect((await forget('desk-1')).status).toBe(409)
    expect((await forget('typo', { origin: 'http://elsewhere.example' })).status).toBe(403)
    expect(await known()).toEqual(['desk-1', 'typo'])
  })

  it('works for one whose gateway was killed and could not say that it is offline', async () => {
    server.mqtt.deliver(desk.gatewayAvailability('gw-1'), 'offline')
    expect((await forget('desk-1')).status).toBe(204)
  })

  it('names the command where the broker does not let the dashboard do it', async () => {
    server.mqtt.publish = async () => {
      throw new BrokerRefuses('no')
    }
    const answer = await forget('typo')
    expect([answer.status, await answer.text()]).toEqual([
      409,
      expect.stringMatching(/cushion forget typo --confirm/),
    ])
  })
})
