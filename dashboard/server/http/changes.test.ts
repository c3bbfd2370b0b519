import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { problemSchema } from '../../../contract/problem.ts'
import { startingTolerance } from '../../../core/model/tolerance-fields.ts'
import { desk, type Running, runDashboard } from '../testing.ts'

let server: Running
beforeEach(async () => {
  server = await runDashboard({ commandTimeoutMs: 50 })
  server.withDesk()
})
afterEach(() => server.end())

const send = (method: string, path: string, body: unknown) =>
  fetch(`${server.url}/api/v1/cushions/${path}`, {
    method,
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify(body),
  })

describe('tolerance', () => {
  it('goes out retained with QoS 1 and comes back as it is in force', async () => {
    const { alertAfterMin: _, ...asDesigned } = startingTolerance
    const answer = await send('PUT', 'desk-1/tolerance', { ...asDesigned, boutMin: 30 })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({ ...startingTolerance, boutMin: 30 })
    expect(server.mqtt.published).toEqual([
      {
        topic: desk.cushion('desk-1', 'tolerance'),
        payload: expect.stringContaining('"boutMin":30'),
        qos: 1,
        retain: true,
      },
    ])
  })
  it.each([
    [{ ...startingTolerance, boutMin: -1 }, 'boutMin'],
    [{ ...startingTolerance, left: { loadKpaMin: 500, pressureKpa: 'high' } }, 'left.pressureKpa'],
    [{ ...startingTolerance, stage: 'worried' }, 'stage'],
  ])('values that do not fit are named by path and change nothing (%#)', async (tolerance, path) => {
    const answer = await send('PUT', 'desk-1/tolerance', tolerance)
    const problem = problemSchema.parse(await answer.json())
    expect(problem.status).toBe(422)
    expect(problem.errors?.map((error) => error.path)).toEqual([path])
    expect(server.mqtt.published).toEqual([])
  })
  it('without the broker: 503 that says nothing changed', async () => {
    server.mqtt.connected = false
    const answer = await send('PUT', 'desk-1/tolerance', startingTolerance)
    expect(answer.status).toBe(503)
    expect(problemSchema.parse(await answer.json()).detail).toMatch(/nothing has changed/)
  })
  it('of a cushion that nobody knows: not made up', async () => {
    expect((await send('PUT', 'nobody/tolerance', startingTolerance)).status).toBe(404)
    expect(server.mqtt.published).toEqual([])
  })
})

describe('commands', () => {
  const answerWith = (result: object) => {
    server.mqtt.onPublish = ({ topic, payload }) => {
      if (topic.includes('/cmd/'))
        server.mqtt.deliver(`${topic}/result`, { v: 1, id: JSON.parse(payload).id, ...result })
    }
  }
  it('done', async () => {
    answerWith({ ok: true })
    const answer = await send('POST', 'desk-1/commands/snooze', { kind: 'load', minutes: 10 })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ ok: true })
    expect(JSON.parse(server.mqtt.published[0]?.payload ?? '')).toMatchObject({ kind: 'load', minutes: 10 })
  })
  it.each([
    ['busy', 409],
    ['occupied', 409],
    ['unknown-alert', 404],
  ])('refused by the gateway: %s is %i with its words', async (code, status) => {
    answerWith({ ok: false, error: { code, message: 'Stand up first.' } })
    const answer = await send('POST', 'desk-1/commands/tare', {})
    expect(answer.status).toBe(status)
    expect(problemSchema.parse(await answer.json())).toMatchObject({ code, detail: 'Stand up first.' })
  })
  it('no answer in time: 504', async () => {
    const answer = await send('POST', 'desk-1/commands/tare', {})
    expect(problemSchema.parse(await answer.json())).toMatchObject({ status: 504, code: 'timeout' })
  })
  it('a verb that does not exist, a value that does not fit', async () => {
    expect((await send('POST', 'desk-1/commands/explode', {})).status).toBe(404)
    const answer = await send('POST', 'desk-1/commands/buzz', { ms: 1e9 })
    expect(problemSchema.parse(await answer.json())).toMatchObject({ status: 422, errors: [{ path: 'ms' }] })
    expect((await send('POST', 'desk-1/commands/tare', [1])).status).toBe(400)
  })
})
