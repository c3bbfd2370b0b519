import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as schemas from '../../../contract/diary/diary.ts'
import { entriesAnswer, entryAnswer, setupAnswer } from '../../../contract/diary/setup.ts'
import { problemSchema } from '../../../contract/problem.ts'
import type { CushionEvent } from '../../../core/model/schemas/events.ts'
import { nothingWatched, startingTolerance } from '../../../core/model/tolerance-fields.ts'
import { addDays } from '../../../core/time/calendar.ts'
import { silentLog } from '../../../platform/log.ts'
import { aBout, aMinute, anInfo, desk, FakeStore, type Running, runDashboard } from '../testing.ts'
import { createDiaries, type Diaries } from './diaries.ts'

/** Monday 16 March 2026, 09:00 in Berlin. */
const nowMs = Date.parse('2026-03-16T08:00:00.000Z')
const today = '2026-03-16'
let folder: string
let server: Running
let diary: Diaries
let store: FakeStore
let wallMs = nowMs
const clock = { nowMs: () => wallMs, monotonicMs: () => wallMs }

beforeEach(async () => {
  wallMs = nowMs
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
    { when: 'morning', pain: 2, at: '2026-03-15T12:00:00+01:00' },
    { when: 'morning', pain: 2, at: '2026-03-16T03:00:00+01:00' },
    { when: 'morning', pain: 2, side: 'middle' },
  ])('what does not fit is refused and not kept: %o', async (body) => {
    const answer = await call('POST', 'checkins', body)
    expect(answer.status).toBe(422)
    expect((await problemOf(answer)).errors?.length).toBeGreaterThan(0)
    expect(await checkIns()).toEqual([])
  })
  it('carry side and place, and a morning can be added later', async () => {
    const asked = {
      when: 'morning',
      pain: 2,
      at: '2026-03-15T11:59:00+01:00',
      side: 'left',
      place: 'sit-bone',
    }
    const made = await call('POST', 'checkins', asked)
    expect(await made.json()).toMatchObject({ day: '2026-03-15', side: 'left', place: 'sit-bone' })
  })
  it('a simulated cushion that does not run has no time of its own: nothing is saved without one', async () => {
    server.mqtt.deliver(desk.cushion('desk-1', 'info'), anInfo({ simulated: true }), true)
    server.mqtt.deliver(desk.cushion('desk-1', 'availability'), 'offline', true)
    const answer = await call('POST', 'checkins', { when: 'other', pain: 2 })
    expect(answer.status).toBe(409)
    expect((await problemOf(answer)).detail).toMatch(/its time is not known/)
    expect(await checkIns()).toEqual([])
    const at = '2026-03-12T08:00:00Z'
    expect((await call('POST', 'checkins', { when: 'other', pain: 2, at })).status).toBe(201)
  })
  it('as CSV', async () => {
    await call('POST', 'checkins', { when: 'after-sitting', pain: 4, note: 'a, "b"' })
    const csv = await (await call('GET', `checkins?${week}&format=csv`)).text()
    expect(csv.split(/\r?\n/)[0]).toBe('at,day,when,pain,note,source,side,place,answers')
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
    expect(proposal.changes).toEqual([{ limit: 'boutMin', from: 45, to: 49.5 }])
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
  it('an accepted step can be undone for a day, while its limits are in force', async () => {
    await call('POST', 'checkins', morning(today, 7))
    const { proposal } = await progress()
    const { id: proposalId } = proposal
    expect((await call('POST', 'progress/undo', { proposalId })).status).toBe(409)
    await call('POST', 'progress', { proposalId, decision: 'accept' })
    const accepted = { decision: 'accepted', undoneAt: null, undoUntil: '2026-03-17T08:00:00.000Z' }
    expect((await progress()).history).toMatchObject([accepted])
    wallMs = nowMs + 86_400_000
    expect((await call('POST', 'progress/undo', { proposalId })).status).toBe(409)
    wallMs = nowMs + 3_600_000
    const answer = await call('POST', 'progress/undo', { proposalId })
    expect(answer.status).toBe(200)
    expect(JSON.parse(server.mqtt.published.at(-1)?.payload ?? '')).toEqual(startingTolerance)
    const after = await progress()
    expect(after.history).toMatchObject([
      { decision: 'declined', undoneAt: '2026-03-16T09:00:00.000Z', undoUntil: null },
    ])
    expect(after.proposal.kind).not.toBe('step-back')
    expect((await call('POST', 'progress/undo', { proposalId })).status).toBe(409)
  })
  it('a step whose limits were changed since cannot be undone', async () => {
    await call('POST', 'checkins', morning(today, 7))
    const { id: proposalId } = (await progress()).proposal
    await call('POST', 'progress', { proposalId, decision: 'accept' })
    const mine = { ...startingTolerance, boutMin: 20 }
    server.mqtt.deliver(desk.cushion('desk-1', 'tolerance'), mine, true)
    expect((await call('POST', 'progress/undo', { proposalId })).status).toBe(409)
    expect((await progress()).history).toMatchObject([{ undoUntil: null }])
  })
  it('no step up after a week in which a limit was exceeded on three days', async () => {
    await goodWeek()
    await call('POST', 'checkins', morning(today, 2))
    const exceeded = (back: number): CushionEvent => ({
      v: 1,
      at: `${addDays(today, -back)}T10:00:00.000Z`,
      kind: 'reminder',
      level: 'exceeded',
      limits: ['bout'],
    })
    store.eventRows.push(exceeded(6), exceeded(5))
    expect((await progress()).proposal.kind).toBe('step-up')
    store.eventRows.push({ ...exceeded(4), kind: 'alert-raised', alertKind: 'day', side: null })
    const { proposal } = await progress()
    expect(proposal.kind).toBe('hold')
    expect(proposal.reasons.join(' ')).toMatch(/You went over a limit on/)
  })
  it('after the baseline week a first limit is proposed from the sitting of that week', async () => {
    server.mqtt.deliver(desk.cushion('desk-1', 'tolerance'), nothingWatched, true)
    for (const back of [8, 7, 6]) await call('POST', 'checkins', morning(addDays(today, -back), 2))
    expect((await progress()).proposal.kind).toBe('hold')
    store.boutRows.push(aBout(Date.parse(`${addDays(today, -7)}T09:00:00Z`), 40 * 60))
    const { proposal } = await progress()
    expect(proposal).toMatchObject({
      kind: 'first-limit',
      changes: [{ limit: 'boutMin', from: null, to: 32 }],
    })
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

describe('entries', () => {
  const entries = async () => entriesAnswer.parse(await (await call('GET', `entries?${week}`)).json()).entries
  it('are kept, changed, deleted and brought back', async () => {
    const made = await call('POST', 'entries', { kind: 'run', minutes: 30, at: '2026-03-15T17:00:00Z' })
    expect(made.status).toBe(201)
    const entry = entryAnswer.parse(await made.json())
    expect(entry).toMatchObject({ day: '2026-03-15', kind: 'run', minutes: 30, note: null })
    const { id, at, kind } = entry
    expect((await call('POST', 'entries', { id, at, kind, minutes: 45, note: ' hilly ' })).status).toBe(200)
    expect(await entries()).toEqual([{ ...entry, minutes: 45, note: 'hilly' }])
    expect((await call('DELETE', `entries/${id}`)).status).toBe(204)
    expect((await call('DELETE', `entries/${id}`)).status).toBe(404)
    expect(await entries()).toEqual([])
    expect((await call('POST', 'entries', { id, at, kind, minutes: 30 })).status).toBe(201)
    expect(await entries()).toEqual([entry])
  })
  it('change their time within the day and back; a time in the future changes nothing', async () => {
    const { day, ...run } = entryAnswer.parse(
      await (await call('POST', 'entries', { kind: 'run', minutes: 30 })).json(),
    )
    const earlier = { ...run, at: '2026-03-16T05:45:00.000Z' }
    expect((await call('POST', 'entries', earlier)).status).toBe(200)
    expect(await entries()).toEqual([{ ...earlier, day }])
    expect((await call('POST', 'entries', { ...run, at: '2026-03-16T22:00:00Z' })).status).toBe(422)
    expect(await entries()).toEqual([{ ...earlier, day }])
    expect((await call('POST', 'entries', run)).status).toBe(200)
    expect(await entries()).toEqual([{ ...run, day }])
  })
  it.each([{ kind: 'swim' }, { kind: 'run', minutes: 0 }, { kind: 'note', at: '2026-03-17T08:00:00Z' }])(
    'what does not fit is refused: %o',
    async (body) => {
      expect((await call('POST', 'entries', body)).status).toBe(422)
      expect(await entries()).toEqual([])
    },
  )
})

describe('the first setup', () => {
  const setup = async () => setupAnswer.parse(await (await call('GET', 'setup')).json())
  it('is empty at first, and each answer adds to those before', async () => {
    expect(await setup()).toMatchObject({ answers: {}, updatedAt: null })
    await call('PUT', 'setup', { disclaimer: true })
    await call('PUT', 'setup', { side: 'left' })
    await call('PUT', 'setup', { side: 'both' })
    expect(await setup()).toMatchObject({
      answers: { disclaimer: true, side: 'both' },
      updatedAt: '2026-03-16T08:00:00.000Z',
    })
  })
  it('refuses what it does not know, and keeps what was answered', async () => {
    await call('PUT', 'setup', { disclaimer: true })
    expect((await call('PUT', 'setup', { side: 'middle' })).status).toBe(422)
    expect((await call('PUT', 'setup', { shoe: 42 })).status).toBe(422)
    expect((await setup()).answers).toEqual({ disclaimer: true })
  })
})

describe('load spike', () => {
  it('is hidden before day 28 and shown beside the average from then on', async () => {
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
    await diary.stop()
    for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `diary.db${end}`), { force: true })
    symlinkSync(join(folder, 'elsewhere.db'), join(folder, 'diary.db'))
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
    'entries',
    'entries/{entry}',
    'setup',
    'progress/undo',
    'checkins',
    'checkins/{checkIn}',
    'progress',
    'progress/baseline',
    'load-spike',
    'red-flags',
  ])
    expect(description.paths[`/api/v1/cushions/{id}/${path}`]).toBeDefined()
})
