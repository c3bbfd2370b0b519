import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as schemas from '../../../contract/diary.ts'
import { problemSchema } from '../../../contract/problem.ts'
import { startingTolerance } from '../../../core/model/tolerance-fields.ts'
import { addDays } from '../../../core/time/calendar.ts'
import { silentLog } from '../../../platform/log.ts'
import { aMinute, desk, FakeStore, type Running, runDashboard } from '../testing.ts'
import { createDiaries, type Diaries } from './diaries.ts'

/** Monday 16 March 2026, 09:00 in Berlin. */
const nowMs = Date.parse('2026-03-16T08:00:00.000Z')
const today = '2026-03-16'
let folder: string
let server: Running
let diary: Diaries
let store: FakeStore
const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs }

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-diary-'))
  diary = createDiaries({
    realFile: join(folder, 'diary.db'),
    simulatedFile: join(folder, 'simulated/diary.db'),
    log: silentLog,
  })
  store = new FakeStore()
  server = await runDashboard({ diary, clock }, store)
  server.withDesk()
  server.mqtt.deliver(desk.cushion('desk-1', 'tolerance'), startingTolerance, true)
})
afterEach(async () => {
  await server.end()
  rmSync(folder, { recursive: true, force: true })
})

const call = async (method: string, path: string, body?: unknown) =>
  fetch(`${server.url}/api/v1/cushions/desk-1/${path}`, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
const progress = async () => schemas.progressAnswer.parse(await (await call('GET', 'progress')).json())
const week = 'from=2026-03-01T00:00:00Z&to=2026-03-20T00:00:00Z'
const checkIns = async () =>
  schemas.checkInsAnswer.parse(await (await call('GET', `checkins?${week}`)).json()).checkIns
const problemOf = async (answer: Response) => {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  return problemSchema.parse(await answer.json())
}
const morning = (day: string, pain: number) => ({ when: 'morning', pain, at: `${day}T07:00:00Z` })
/** Baseline week, then five worked days, each with a morning at 2. */
async function goodWeek() {
  for (const back of [14, 13, 12, 7, 6, 5, 4, 3])
    expect((await call('POST', 'checkins', morning(addDays(today, -back), 2))).status).toBe(201)
  for (const back of [7, 6, 5, 4, 3]) {
    const startMs = Date.parse(`${addDays(today, -back)}T08:00:00Z`)
    for (let minute = 0; minute < 300; minute++) store.minuteRows.push(aMinute(startMs + minute * 60_000))
  }
}

describe('check-ins', () => {
  it('are kept with the sitter’s day, come back, and are deleted; the same id brings one back', async () => {
    const made = await call('POST', 'checkins', { when: 'morning', pain: 2, note: ' slept well ' })
    expect(made.status).toBe(201)
    const checkIn = schemas.checkInAnswer.parse(await made.json())
    expect(checkIn).toMatchObject({ day: today, pain: 2, note: 'slept well', at: '2026-03-16T08:00:00.000Z' })
    expect(await checkIns()).toEqual([checkIn])
    expect((await call('DELETE', `checkins/${checkIn.id}`)).status).toBe(204)
    expect(await checkIns()).toEqual([])
    expect((await call('DELETE', `checkins/${checkIn.id}`)).status).toBe(404)
    const { id, at, when, pain, note } = checkIn
    expect((await call('POST', 'checkins', { id, at, when, pain, note })).status).toBe(201)
    expect(await checkIns()).toEqual([checkIn])
    expect((await call('POST', 'checkins', { id, at, when, pain: 3 })).status).toBe(200)
    expect((await checkIns()).map((each) => each.pain)).toEqual([3])
  })
  it('before 04:00 belongs to the day before', async () => {
    await call('POST', 'checkins', { when: 'other', pain: 1, at: '2026-03-12T02:30:00+01:00' })
    expect((await checkIns())[0]?.day).toBe('2026-03-11')
  })
  it.each([
    { when: 'morning', pain: 11 },
    { when: 'morning', pain: 2.5 },
    { when: 'noon', pain: 2 },
    { when: 'morning' },
    { when: 'morning', pain: 2, note: 'x'.repeat(501) },
    { when: 'morning', pain: 2, at: '2026-03-17T08:00:00Z' },
    { when: 'morning', pain: 2, id: '../x' },
    { when: 'morning', pain: 2, extra: 1 },
  ])('what does not fit is refused and not kept: %o', async (body) => {
    const answer = await call('POST', 'checkins', body)
    expect(answer.status).toBe(422)
    expect((await problemOf(answer)).errors?.length).toBeGreaterThan(0)
    expect(await checkIns()).toEqual([])
  })
  it('as CSV', async () => {
    await call('POST', 'checkins', { when: 'after-sitting', pain: 4, note: 'a, "b"' })
    const csv = await (await call('GET', `checkins?${week}&format=csv`)).text()
    expect(csv.split(/\r?\n/)[0]).toBe('at,day,when,pain,note,source')
    expect(csv).toContain('2026-03-16,after-sitting,4,"a, ""b""",person')
  })
  it('only from this server’s own pages', async () => {
    const answer = await fetch(`${server.url}/api/v1/cushions/desk-1/checkins`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'http://evil.example' },
      body: '{"when":"morning","pain":2}',
    })
    expect(answer.status).toBe(403)
    expect(await checkIns()).toEqual([])
  })
  it('of an unknown cushion: 404; another method: 405', async () => {
    expect((await fetch(`${server.url}/api/v1/cushions/none/progress`)).status).toBe(404)
    expect((await call('PATCH', 'checkins', {})).status).toBe(405)
  })
})

describe('progress', () => {
  it('a step up is suggested, and accepting publishes the limits and keeps the decision', async () => {
    await goodWeek()
    expect((await progress()).proposal.kind).toBe('hold')
    await call('POST', 'checkins', morning(today, 2))
    const { proposal, baseline } = await progress()
    expect(proposal.kind).toBe('step-up')
    expect(baseline).toMatchObject({ morningPain: 2, setByPerson: false })
    const answer = await call('POST', 'progress', { proposalId: proposal.id, decision: 'accept' })
    expect(answer.status).toBe(200)
    const published = server.mqtt.published.at(-1)
    expect(published).toMatchObject({ topic: desk.cushion('desk-1', 'tolerance'), qos: 1, retain: true })
    expect(JSON.parse(published?.payload ?? '')).toEqual(proposal.tolerance)
    const after = await progress()
    expect(after.proposal.kind).toBe('hold')
    expect(after.history).toMatchObject([
      { kind: 'step-up', decision: 'accepted', decidedAt: '2026-03-16T08:00:00.000Z' },
    ])
  })
  it('declining changes nothing and is kept', async () => {
    await call('POST', 'checkins', morning(today, 7))
    const { proposal } = await progress()
    expect(proposal.kind).toBe('step-back')
    await call('POST', 'progress', { proposalId: proposal.id, decision: 'decline' })
    expect(server.mqtt.published).toEqual([])
    expect((await progress()).history).toMatchObject([{ kind: 'step-back', decision: 'declined' }])
  })
  it('what is no longer suggested cannot be accepted', async () => {
    await call('POST', 'checkins', morning(today, 7))
    const { proposal } = await progress()
    const tighter = { ...startingTolerance, boutMin: 20 }
    server.mqtt.deliver(desk.cushion('desk-1', 'tolerance'), tighter, true)
    const answer = await call('POST', 'progress', { proposalId: proposal.id, decision: 'accept' })
    expect(answer.status).toBe(409)
    expect((await problemOf(answer)).detail).toMatch(/out of date/)
    expect(server.mqtt.published).toEqual([])
  })
  it('without the broker nothing is decided', async () => {
    await call('POST', 'checkins', morning(today, 7))
    const { proposal } = await progress()
    server.mqtt.connect(false)
    const answer = await call('POST', 'progress', { proposalId: proposal.id, decision: 'accept' })
    expect(answer.status).toBe(503)
    expect((await progress()).history).toEqual([])
    expect((await progress()).proposal).toEqual(proposal)
  })
  it('the usual morning can be set', async () => {
    const answer = await call('PUT', 'progress/baseline', { morningPain: 1, comfortableBoutMin: 30 })
    expect(schemas.progressAnswer.parse(await answer.json()).baseline).toMatchObject({
      morningPain: 1,
      setByPerson: true,
      comfortableBoutMin: 30,
    })
  })
  it('a store that is away is said, not taken for days without sitting', async () => {
    const { StoreUnavailable } = await import('../../../store/store.ts')
    store.failure = new StoreUnavailable('away')
    expect((await call('GET', 'progress')).status).toBe(503)
  })
})

describe('red flags', () => {
  it('freeze suggestions and readings until they are cleared', async () => {
    await call('POST', 'checkins', morning(today, 7))
    const { proposal } = await progress()
    expect((await call('POST', 'red-flags', { flags: ['numbness'] })).status).toBe(201)
    const paused = await progress()
    expect(paused.proposal).toMatchObject({ kind: 'paused', changes: [], tolerance: null })
    expect(paused.proposal.reasons.join()).toMatch(/Please see a clinician/)
    expect(paused.mornings.map(({ colour }) => colour)).toEqual([null])
    const spike = schemas.loadSpikeAnswer.parse(await (await call('GET', 'load-spike')).json())
    expect(spike).toMatchObject({ paused: true, measures: [] })
    const answer = await call('POST', 'progress', { proposalId: proposal.id, decision: 'accept' })
    expect(answer.status).toBe(409)
    expect(server.mqtt.published).toEqual([])
    await call('DELETE', 'red-flags')
    expect((await progress()).proposal.kind).toBe('step-back')
  })
  it('an unknown sign is refused', async () => {
    expect((await call('POST', 'red-flags', { flags: ['hiccups'] })).status).toBe(422)
  })
})

describe('load spike', () => {
  it('is hidden before day 28 and stands beside the average from then on', async () => {
    const day = (back: number) => {
      const startMs = Date.parse(`${addDays(today, -back)}T05:00:00Z`)
      for (let minute = 0; minute < 300; minute++)
        store.minuteRows.push(
          aMinute(
            startMs + minute * 60_000,
            minute < 120 ? {} : { seatedS: 0, emptyS: 60, leftPtiKpaMin: 0, rightPtiKpaMin: 0 },
          ),
        )
    }
    for (let back = 20; back > 0; back--) day(back)
    const early = schemas.loadSpikeAnswer.parse(await (await call('GET', 'load-spike')).json())
    expect(early.measures.map(({ hidden }) => hidden)).toEqual(['too-early', 'too-early', 'too-early'])
    for (let back = 30; back > 20; back--) day(back)
    for (let minute = 0; minute < 180; minute++)
      store.minuteRows.push(aMinute(Date.parse(`${today}T05:00:00Z`) + minute * 60_000))
    store.minuteRows.sort((a, b) => a.atMs - b.atMs)
    const shown = schemas.loadSpikeAnswer.parse(await (await call('GET', 'load-spike')).json())
    expect(shown.measures[0]).toMatchObject({ name: 'seated', today: 180, chronic: 120, ratio: 1.5 })
    expect(shown.measures[1]).toMatchObject({ name: 'left', today: 2160, chronic: 1440, ratio: 1.5 })
  })
})

describe('the diary cannot be opened', () => {
  it('a problem with a way on, and the rest of the API goes on', async () => {
    mkdirSync(join(folder, 'diary.db'))
    const answer = await call('POST', 'checkins', { when: 'morning', pain: 2 })
    expect(answer.status).toBe(503)
    expect((await problemOf(answer)).type).toBe('urn:sitbone:problem:diary-unavailable')
    expect((await call('GET', 'state')).status).toBe(200)
  })
})

it('is described in the OpenAPI', async () => {
  const description: { paths: Record<string, object> } = await (
    await fetch(`${server.url}/api/v1/openapi.json`)
  ).json()
  for (const path of [
    'checkins',
    'checkins/{checkIn}',
    'progress',
    'progress/baseline',
    'load-spike',
    'red-flags',
  ])
    expect(description.paths[`/api/v1/cushions/{id}/${path}`]).toBeDefined()
})
