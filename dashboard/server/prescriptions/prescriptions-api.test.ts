import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type PrescriptionBody, prescriptionsAnswer } from '../../../contract/diary/prescriptions.ts'
import { problemSchema } from '../../../contract/problem.ts'
import type { Tolerance } from '../../../core/model/schemas/tolerance.ts'
import { startingTolerance } from '../../../core/model/tolerance-fields.ts'
import { silentLog } from '../../../platform/log.ts'
import { createDiaries, type Diaries } from '../diary/diaries.ts'
import { type Accounts, openAccounts } from '../people/accounts.ts'
import { erasePerson } from '../people/erase.ts'
import { diaryKeyOf } from '../people/gate/sitter-diaries.ts'
import { secretOf } from '../people/sign-in/secret-file.ts'
import { addPerson, sessionCookie } from '../people/testing.ts'
import { desk, FakeStore, type Running, runDashboard } from '../testing.ts'

const nowMs = Date.parse('2026-03-30T10:00:00.000Z')
const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs }

let folder: string
let accounts: Accounts
let diaries: Diaries
let server: Running
let grantId: string
const headers = new Map<string, Record<string, string>>()

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-prescriptions-'))
  const address = { kind: 'sqlite', file: join(folder, 'accounts.db') } as const
  const secretFile = join(folder, 'accounts.secret')
  accounts = await openAccounts(address)
  for (const [name, role] of [
    ['anna', 'sitter'],
    ['petra', 'physio'],
    ['paul', 'physio'],
  ] as const) {
    const id = await addPerson(accounts, name, [role])
    headers.set(name, { cookie: await sessionCookie(accounts, secretOf(secretFile), id) })
  }
  await accounts.assignments.assign({ cushion: 'desk-1', sitterId: 'id-of-anna', fromMs: 0 })
  const share = (physioId: string) =>
    accounts.grants.add({
      ...{ sitterId: 'id-of-anna', physioId, scopes: ['prescribe'], fromMs: 0, untilMs: null, nowMs },
    })
  grantId = (await share('id-of-petra')).id
  await share('id-of-paul')
  diaries = createDiaries({
    realFile: join(folder, 'diary.db'),
    simulatedFile: join(folder, 'simulated.db'),
    log: silentLog,
  })
  server = await runDashboard({ accounts: { address, secretFile }, diary: diaries, clock }, new FakeStore())
  server.withDesk()
  server.mqtt.deliver(desk.cushion('desk-1', 'tolerance'), startingTolerance, true)
  for (const name of headers.keys()) {
    const me = await fetch(`${server.url}/api/v1/account`, { headers: headers.get(name) ?? {} })
    const { csrf } = (await me.json()) as { csrf: string }
    headers.set(name, { ...headers.get(name), 'x-csrf-token': csrf, 'content-type': 'application/json' })
  }
})
afterEach(async () => {
  await server.end()
  await accounts.close()
  rmSync(folder, { recursive: true, force: true })
})

const send = (name: string, method: string, path: string, body?: unknown) =>
  fetch(`${server.url}/api/v1/cushions/desk-1/${path}`, {
    method,
    headers: headers.get(name) ?? {},
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
const read = async (name: string) =>
  prescriptionsAnswer.parse(await (await send(name, 'GET', 'prescriptions')).json())
const limits = (over: Partial<Tolerance> = {}): Tolerance => ({ ...startingTolerance, boutMin: 40, ...over })
const prescribe = (name: string, over: Partial<PrescriptionBody> = {}) =>
  send(name, 'POST', 'prescriptions', {
    ...{ tolerance: limits(), locked: ['boutMin'], reason: 'mornings first', nextReview: '2026-04-13' },
    ...{ revision: 0, seen: startingTolerance },
    ...over,
  })
const detailOf = async (answer: Response) => problemSchema.parse(await answer.json()).detail
const inForce = () => JSON.parse(server.mqtt.published.at(-1)?.payload ?? 'null') as Tolerance

describe('prescribing', () => {
  it('puts limits in force, retained, and says who, when and why to the sitter', async () => {
    expect((await prescribe('petra')).status).toBe(201)
    expect(server.mqtt.published.at(-1)).toMatchObject({
      topic: desk.cushion('desk-1', 'tolerance'),
      retain: true,
      qos: 1,
    })
    expect(inForce()).toEqual(limits())
    const seen = await read('anna')
    expect(seen).toMatchObject({ revision: 1, nextReview: '2026-04-13' })
    expect(seen.lock).toEqual({
      ...{ tolerance: limits(), locked: ['boutMin'], by: 'petra', at: '2026-03-30T10:00:00.000Z' },
      ...{ reason: 'mornings first', stepsUpToPercent: null, questions: [] },
    })
    expect(seen.history[0]).toMatchObject({ by: 'petra', before: startingTolerance })
  })
  it('is not for the sitter, and asks for a reason and figures for what is locked', async () => {
    expect((await prescribe('anna')).status).toBe(404)
    const without = await prescribe('petra', { reason: ' ' })
    expect([without.status, await without.text()]).toEqual([422, expect.stringContaining('say why')])
    const unset = await prescribe('petra', { tolerance: limits({ boutMin: null }) })
    expect(problemSchema.parse(await unset.json()).errors).toEqual([
      { path: 'tolerance.boutMin', message: 'a locked limit needs a figure' },
    ])
    expect(server.mqtt.published).toEqual([])
  })
  it('refuses the sitter what is beyond the lock, in words, over HTTP and socket; stricter is possible', async () => {
    await prescribe('petra')
    const beyond = await send('anna', 'PUT', 'tolerance', limits({ boutMin: 41 }))
    expect(beyond.status).toBe(409)
    const problem = problemSchema.parse(await beyond.json())
    expect(problem.detail).toBe(
      'These limits were not changed: some are locked by petra (“mornings first”). Stricter ones are possible; for others, ask petra.',
    )
    expect(problem.errors).toEqual([{ path: 'boutMin', message: 'Locked: at most 40 min.' }])
    const page = server.page({ cookie: headers.get('anna')?.cookie ?? '' })
    await page.emitWithAck('join', { cushion: 'desk-1' })
    const said = await page.emitWithAck('tolerance', {
      cushion: 'desk-1',
      tolerance: limits({ boutMin: null }),
    })
    expect('problem' in said && said.problem.detail).toBe(problem.detail)
    expect(inForce()).toEqual(limits())
    expect((await send('anna', 'PUT', 'tolerance', limits({ boutMin: 25, dayMin: 500 }))).status).toBe(200)
    expect(inForce()).toEqual(limits({ boutMin: 25, dayMin: 500 }))
  })
  it('bounds suggested steps and asks at check-ins, also where nothing is locked', async () => {
    const questions = ['How stiff is the first step?']
    await prescribe('petra', { locked: [], stepsUpToPercent: 0, questions: [` ${questions[0]} `] })
    expect((await read('anna')).lock).toMatchObject({ locked: [], stepsUpToPercent: 0, questions })
    const progress = z.object({ questions: z.array(z.string()) })
    const asked = async () => progress.parse(await (await send('anna', 'GET', 'progress')).json()).questions
    expect(await asked()).toEqual(questions)
    const checkIn = (answers: readonly object[]) =>
      send('anna', 'POST', 'checkins', { when: 'after-sitting', pain: 2, answers })
    const answers = [{ question: questions[0], value: 4 }]
    expect((await checkIn(answers)).status).toBe(201)
    expect(await (await send('anna', 'GET', 'checkins?from=2026-03-01&to=2026-04-01')).json()).toMatchObject({
      checkIns: [{ answers }],
    })
    expect((await checkIn([{ question: 'How?', value: 11 }])).status).toBe(422)
    expect((await checkIn(Array.from({ length: 4 }, () => answers[0] ?? {}))).status).toBe(422)
    await accounts.grants.revoke({ id: grantId, sitterId: 'id-of-anna', nowMs })
    await accounts.roster.remove('id-of-paul')
    expect(await asked()).toEqual([])
  })
  it('finds two who prescribe at once; neither text is lost', async () => {
    await prescribe('petra')
    const late = await prescribe('paul', { reason: 'day limit', tolerance: limits({ dayMin: 300 }) })
    expect(late.status).toBe(409)
    expect(await detailOf(late)).toContain('Somebody else has changed these limits')
    expect((await read('paul')).history.map(({ reason }) => reason)).toEqual(['mornings first'])
    const again = await prescribe('paul', { reason: 'day limit', revision: 1, seen: limits() })
    expect(again.status).toBe(201)
    expect((await read('anna')).history.map(({ by, reason }) => [by, reason])).toEqual([
      ['paul', 'day limit'],
      ['petra', 'mornings first'],
    ])
  })
  it('finds a sitter who has changed the limits meanwhile', async () => {
    await send('anna', 'PUT', 'tolerance', limits({ boutMin: 20 }))
    expect((await prescribe('petra')).status).toBe(409)
  })
  it('keeps nothing of what could not be put in force', async () => {
    server.mqtt.connect(false)
    expect((await prescribe('petra')).status).toBe(503)
    expect(await read('anna')).toMatchObject({ revision: 0, lock: null, history: [] })
  })
})

describe('a program that sets limits at the broker', () => {
  const outside = (over: Partial<Tolerance>) =>
    server.mqtt.deliver(desk.cushion('desk-1', 'tolerance'), limits(over), true)
  const kept = async (name: string) =>
    (await accounts.audit.of(`id-of-${name}`)).filter(({ action }) => action === 'lock-kept')

  it('gets what is locked put back, and no more; sitter and physio read that it was', async () => {
    await prescribe('petra')
    outside({ boutMin: 90, dayMin: 500 })
    await expect.poll(inForce).toEqual(limits({ boutMin: 40, dayMin: 500 }))
    await expect.poll(() => kept('petra')).toHaveLength(1)
    expect(await kept('anna')).toMatchObject([{ actorId: null, cushion: 'desk-1', personId: 'id-of-anna' }])
    expect(await kept('paul')).toEqual([])
  })
  it('is let in with stricter ones, and with any while nothing is locked', async () => {
    await prescribe('petra')
    const before = server.mqtt.published.length
    outside({ boutMin: 25 })
    await prescribe('petra', { locked: [], revision: 1, seen: limits({ boutMin: 25 }), reason: 'free again' })
    outside({ boutMin: 90 })
    // A second prescription goes the same way, after whatever the first would have led to.
    await prescribe('petra', { revision: 2, seen: limits({ boutMin: 90 }), reason: 'locked again' })
    expect(server.mqtt.published.slice(before).map(({ payload }) => JSON.parse(payload))).toEqual([
      limits(),
      limits(),
    ])
    expect(await kept('anna')).toEqual([])
  })
})

describe('a lock ends', () => {
  it('when the next prescription locks nothing', async () => {
    await prescribe('petra')
    await prescribe('petra', { locked: [], revision: 1, seen: limits(), reason: 'free again' })
    expect(await read('anna')).toMatchObject({ revision: 2, lock: null })
    expect((await send('anna', 'PUT', 'tolerance', limits({ boutMin: 90 }))).status).toBe(200)
  })
  it('when the sitter shares prescribing with nobody any more; the names stay', async () => {
    await prescribe('petra')
    await accounts.grants.revoke({ id: grantId, sitterId: 'id-of-anna', nowMs })
    expect((await send('anna', 'PUT', 'tolerance', limits({ boutMin: 90 }))).status).toBe(409)
    await accounts.roster.remove('id-of-paul')
    await accounts.roster.remove('id-of-petra')
    const after = await read('anna')
    expect(after.lock).toBeNull()
    expect(after.history[0]?.by).toBe('petra')
    expect((await send('anna', 'PUT', 'tolerance', limits({ boutMin: 90 }))).status).toBe(200)
  })
  it('when the sitter is erased, with everything about it', async () => {
    await prescribe('petra')
    const book = diaries.of(false).prescriptions
    expect(await book.list(diaryKeyOf('id-of-anna'), 'desk-1')).toHaveLength(1)
    await erasePerson(
      { accounts, stores: [], diaries },
      { personId: 'id-of-anna', actorId: 'id-of-anna', nowMs },
    )
    expect(await book.list(diaryKeyOf('id-of-anna'), 'desk-1')).toEqual([])
  })
})
