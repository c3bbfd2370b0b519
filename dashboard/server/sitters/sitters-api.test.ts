import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sittersAnswer } from '../../../contract/sitters.ts'
import { silentLog } from '../../../platform/log.ts'
import { createDiaries, type Diaries } from '../diary/diaries.ts'
import { type Accounts, openAccounts } from '../people/accounts.ts'
import { diaryKeyOf } from '../people/gate/sitter-diaries.ts'
import { secretOf } from '../people/sign-in/secret-file.ts'
import { addPerson, sessionCookie } from '../people/testing.ts'
import { aMinute, anInfo, desk, FakeStore, type Running, runDashboard } from '../testing.ts'

/** Monday 30 March 2026, 12:00 in Berlin. */
const nowMs = Date.parse('2026-03-30T10:00:00.000Z')
const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs }
const dayMs = 86_400_000

/** Holds several cushions, each with minutes of its own. */
class Cushions extends FakeStore {
  readonly of = new Map<string, FakeStore>()
  #one(cushion: string): FakeStore {
    const found = this.of.get(cushion) ?? new FakeStore()
    this.of.set(cushion, found)
    return found
  }
  override minutes(range: Parameters<FakeStore['minutes']>[0]) {
    if (this.failure !== null) throw this.failure
    return this.#one(range.cushion).minutes(range)
  }
  sit(cushion: string, back: number, minutes = 300): void {
    const fromMs = nowMs - back * dayMs - 3 * 3_600_000
    const store = this.#one(cushion)
    store.minuteRows.push(...Array.from({ length: minutes }, (_, at) => aMinute(fromMs + at * 60_000)))
    store.minuteRows.sort((a, b) => a.atMs - b.atMs)
    const times = store.minuteRows.map(({ atMs }) => atMs)
    this.known = [
      ...this.known.filter((one) => one.cushion !== cushion),
      { cushion, simulated: false, firstAtMs: Math.min(...times), lastAtMs: Math.max(...times) },
    ]
  }
}

let folder: string
let accounts: Accounts
let diaries: Diaries
let store: Cushions
let server: Running
let cookies: Record<string, string>

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-sitters-'))
  const address = { kind: 'sqlite', file: join(folder, 'accounts.db') } as const
  const secretFile = join(folder, 'accounts.secret')
  accounts = await openAccounts(address)
  cookies = {}
  for (const [name, role] of [
    ['anna', 'sitter'],
    ['ben', 'sitter'],
    ['cleo', 'sitter'],
    ['petra', 'physio'],
    ['paul', 'physio'],
  ] as const)
    cookies[name] = await sessionCookie(
      accounts,
      secretOf(secretFile),
      await addPerson(accounts, name, [role]),
    )
  for (const [cushion, sitter] of [
    ['desk-1', 'anna'],
    ['desk-2', 'ben'],
  ] as const)
    await accounts.assignments.assign({ cushion, sitterId: `id-of-${sitter}`, fromMs: nowMs - 60 * dayMs })
  diaries = createDiaries({
    realFile: join(folder, 'diary.db'),
    simulatedFile: join(folder, 'simulated.db'),
    log: silentLog,
  })
  store = new Cushions()
  for (const back of [1, 2, 5]) store.sit('desk-1', back)
  server = await runDashboard({ accounts: { address, secretFile }, diary: diaries, clock }, store)
})
afterEach(async () => {
  await server.end()
  await accounts.close()
  rmSync(folder, { recursive: true, force: true })
})

const share = (
  sitter: string,
  scopes: Parameters<Accounts['grants']['add']>[0]['scopes'],
  physio = 'petra',
) =>
  accounts.grants.add({
    ...{ sitterId: `id-of-${sitter}`, physioId: `id-of-${physio}`, scopes },
    ...{ fromMs: nowMs - dayMs, untilMs: null, nowMs },
  })
const ask = (name: string) =>
  fetch(`${server.url}/api/v1/sitters`, { headers: { cookie: cookies[name] ?? '' } })
const list = async (name = 'petra') => {
  // The server learns of a grant made behind its back within half a second.
  for (;;) {
    const { status } = await fetch(`${server.url}/api/v1/grants`, {
      headers: { cookie: cookies[name] ?? '' },
    })
    const answer = sittersAnswer.parse(await (await ask(name)).json())
    if (status === 200 && answer.preparing === 0) return answer
  }
}
const morning = async (sitter: string, back: number, pain: number) => {
  const atMs = nowMs - back * dayMs - 4 * 3_600_000
  const day = new Date(atMs).toISOString().slice(0, 10)
  await diaries.of(false).putCheckIn(diaryKeyOf(`id-of-${sitter}`), {
    ...{ id: `m${back}`, atMs, day, when: 'morning', pain },
    ...{ side: null, place: null, note: null, source: 'person' },
  })
}

describe('the list of sitters', () => {
  it('is empty for a physio with whom nobody shares, and not there for others', async () => {
    expect((await list()).rows).toEqual([])
    expect((await ask('anna')).status).toBe(404)
  })
  it('shows four weeks of each cushion, hatched where nothing was recorded', async () => {
    await share('anna', [])
    const { rows } = await list()
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ sitter: 'anna', cushion: 'desk-1', endedAt: null })
    const look = rows[0]?.look
    expect(look).toMatchObject({ from: '2026-03-02', daysWithData: 3, pain: null })
    expect(look?.seatedS).toHaveLength(28)
    expect(look?.seatedS.map((seatedS, at) => (seatedS === null ? -1 : at)).filter((at) => at >= 0)).toEqual([
      23, 26, 27,
    ])
    expect(look?.seatedS.at(-1)).toBe(300 * 60)
    expect(look?.load?.direction).toBe('too-few')
  })
  it('puts those first who need a look; mornings only where the diary is shared', async () => {
    store.sit('desk-2', 1)
    for (const back of [20, 19, 18, 2]) {
      await morning('anna', back, back === 2 ? 7 : 2)
      await morning('ben', back, back === 2 ? 7 : 2)
    }
    await share('anna', [])
    await share('ben', ['diary'])
    const { rows } = await list()
    expect(rows.map(({ sitter, look }) => [sitter, look?.flags.map(({ kind }) => kind)])).toEqual([
      ['ben', ['red-morning']],
      ['anna', []],
    ])
    expect(rows[0]?.look?.flags[0]?.text).toBe(
      '1 red morning in 7 days, on Saturday 28 March: pain 7 of 10, usual 2.',
    )
  })
  it('says what is open, old and missing', async () => {
    server.mqtt.deliver(
      desk.cushion('desk-1', 'info'),
      anInfo({ calibration: { ...anInfo().calibration, ageDays: 120 } }),
      true,
    )
    await diaries.of(false).addRedFlagAnswer(diaryKeyOf('id-of-anna'), { flags: ['numbness'], atMs: nowMs })
    await share('anna', [])
    await share('ben', [])
    await share('cleo', [])
    const { rows } = await list()
    expect(
      rows.map(({ sitter, cushion, look }) => [sitter, cushion, look?.flags.map(({ kind }) => kind)]),
    ).toEqual([
      ['anna', 'desk-1', ['symptoms', 'calibration-old']],
      ['ben', 'desk-2', ['data-stopped']],
      ['cleo', null, undefined],
    ])
    expect(rows[0]?.look?.load).toBeNull()
  })
  it('knows a check-in at once, also one that another program wrote', async () => {
    await share('anna', ['diary'])
    for (const back of [20, 19, 18]) await morning('anna', back, 2)
    expect((await list()).rows[0]?.look?.flags).toEqual([])
    const another = createDiaries({
      realFile: join(folder, 'diary.db'),
      simulatedFile: join(folder, 'simulated.db'),
      log: silentLog,
    })
    await another.of(false).addRedFlagAnswer(diaryKeyOf('id-of-anna'), { flags: ['fever'], atMs: nowMs })
    await another.stop()
    expect((await list()).rows[0]?.look?.flags.map(({ kind }) => kind)).toEqual(['symptoms'])
    await diaries.of(false).clearRedFlags(diaryKeyOf('id-of-anna'), { atMs: nowMs, by: null })
    await morning('anna', 1, 8)
    expect((await list()).rows[0]?.look?.flags.map(({ kind }) => kind)).toEqual(['red-morning'])
  })
  it('of a cushion that was handed on, each sitter has only their own days', async () => {
    await accounts.assignments.assign({
      ...{ cushion: 'desk-1', sitterId: 'id-of-ben', fromMs: nowMs - 3 * dayMs },
    })
    await share('anna', [])
    const { rows } = await list()
    expect(rows[0]).toMatchObject({ sitter: 'anna', endedAt: '2026-03-27T10:00:00.000Z' })
    expect(rows[0]?.look).toMatchObject({ daysWithData: 1, flags: [] })
  })
  it('ends with the sharing, and the sitter reads who looked', async () => {
    const { id } = await share('anna', [])
    await list()
    await list()
    const entries = (await accounts.audit.of('id-of-anna')).filter(({ action }) => action === 'read')
    expect(entries).toHaveLength(1)
    expect(entries[0]).toMatchObject({ actorId: 'id-of-petra', cushion: 'desk-1', detail: 'sitters.list' })
    await accounts.grants.revoke({ id, sitterId: 'id-of-anna', nowMs })
    expect((await list()).rows).toEqual([])
  })
  it('says that the store cannot be read, and goes on once it can', async () => {
    await share('anna', [])
    store.failure = new Error('away')
    expect([200, 500]).toContain((await ask('petra')).status)
    expect((await ask('petra')).status).toBe(500)
    store.failure = null
    expect((await list()).rows[0]?.look?.daysWithData).toBe(3)
  })
})
