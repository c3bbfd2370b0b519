/** POST /api/v1/simulator/{id}: reaches a simulated cushion over MQTT, and never a real one. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { topics } from '../../../contract/topics.ts'
import { anInfo, desk, type Running, runDashboard } from '../testing.ts'

let server: Running
beforeEach(async () => {
  server = await runDashboard({ writesPerMinute: 20 })
  server.withDesk()
})
afterEach(() => server.end())

const simulated = () => server.mqtt.deliver(desk.cushion('desk-1', 'info'), anInfo({ simulated: true }), true)
const post = (body: unknown, { id = 'desk-1', headers = {} as Record<string, string> } = {}) =>
  fetch(`${server.url}/api/v1/simulator/${id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
const told = () =>
  server.mqtt.published
    .filter(({ topic }) => topic === topics('sitbone').simulator('desk-1'))
    .map(({ payload, retain }) => ({ payload: JSON.parse(payload), retain }))

describe('simulator control over HTTP', () => {
  it('is sent on, not retained', async () => {
    simulated()
    expect((await post({ seat: 'stand', weights: { 2: 400 } })).status).toBe(202)
    expect(told()).toEqual([{ payload: { v: 1, seat: 'stand', weights: { 2: 400 } }, retain: false }])
  })
  it('nothing is sent to a real cushion', async () => {
    const answer = await post({ seat: 'stand' })
    expect(answer.status).toBe(409)
    expect(JSON.stringify(await answer.json())).toMatch(/not a simulated cushion/)
    expect(told()).toEqual([])
  })
  it('an unknown cushion, another site, values that do not fit', async () => {
    simulated()
    expect((await post({ seat: 'stand' }, { id: 'desk-9' })).status).toBe(404)
    expect((await post({ seat: 'stand' }, { headers: { origin: 'https://evil.example' } })).status).toBe(403)
    expect((await post({ seat: 'fly' })).status).toBe(400)
    expect((await post({ weights: { left: 5 } })).status).toBe(400)
    expect(told()).toEqual([])
  })
  it('says when the broker is away', async () => {
    simulated()
    server.mqtt.connected = false
    expect((await post({ seat: 'stand' })).status).toBe(503)
  })
})
