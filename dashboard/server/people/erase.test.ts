/** A person who wants their data gone, and what others have of it afterwards. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest'
import { startingTolerance } from '../../../core/model/tolerance-fields.ts'
import { wallClock } from '../../../platform/clock.ts'
import { silentLog } from '../../../platform/log.ts'
import { createDiaries, type Diaries } from '../diary/diaries.ts'
import { aMinute, anInfo, aState, desk, FakeStore, once, type Running, runDashboard } from '../testing.ts'
import { type Accounts, openAccounts } from './accounts.ts'
import { diaryKeyOf } from './gate/sitter-diaries.ts'
import { secretOf } from './sign-in/secret-file.ts'
import { SignIn } from './sign-in/sign-in.ts'
import { addPerson, sessionCookie } from './testing.ts'

const root = mkdtempSync(join(tmpdir(), 'sitbone-erase-'))
afterAll(() => rmSync(root, { recursive: true }))
const hourMs = 3_600_000
const nowMs = Date.now()
const password = 'a long enough password'
const note = 'a note that nobody else should find'
let folder: string
let accounts: Accounts
let diaries: Diaries
let store: FakeStore
let server: Running
let secret: string
let anna: string
let ben: string
let petra: string

beforeEach(async () => {
  folder = mkdtempSync(join(root, 'data-'))
  const address = { kind: 'sqlite', file: join(folder, 'accounts.db') } as const
  const secretFile = join(folder, 'accounts.secret')
  secret = secretOf(secretFile)
  accounts = await openAccounts(address)
  const signIn = new SignIn({ accounts, secret, host: 'localhost', clock: wallClock })
  const added = await signIn.addPerson({ userName: 'anna', password }, ['sitter'])
  if (added === 'taken') throw new Error('taken')
  anna = added.id
  ben = await addPerson(accounts, 'ben', ['sitter', 'admin'])
  petra = await addPerson(accounts, 'petra', ['physio'])
  await accounts.assignments.assign({ cushion: 'desk-1', sitterId: ben, fromMs: nowMs - 9 * hourMs })
  await accounts.assignments.assign({ cushion: 'desk-1', sitterId: anna, fromMs: nowMs - 5 * hourMs })
  await accounts.grants.add({
    ...{ sitterId: anna, physioId: petra, scopes: [], untilMs: null },
    ...{ fromMs: nowMs - hourMs, nowMs },
  })
  store = new FakeStore()
  store.known = [{ cushion: 'desk-1', simulated: false, firstAtMs: null, lastAtMs: null }]
  store.minuteRows = [8, 4, 1].map((hours) => aMinute(nowMs - hours * hourMs))
  diaries = createDiaries({
    realFile: join(folder, 'diary.db'),
    simulatedFile: join(folder, 'simulated.db'),
    log: silentLog,
  })
  for (const sitter of [anna, ben]) {
    const [key, said] = [diaryKeyOf(sitter), sitter === anna ? note : 'short']
    await diaries.of(false).putCheckIn(key, {
      ...{ id: 'one', atMs: nowMs, day: '2026-03-02', when: 'morning' },
      ...{ pain: 3, side: null, place: null, note: said, source: 'person' },
    })
    const entry = {
      id: 'two',
      atMs: nowMs,
      day: '2026-03-02',
      kind: 'note',
      minutes: null,
      note: said,
    } as const
    await diaries.of(false).entries.put(key, entry)
  }
  server = await runDashboard({ accounts: { address, secretFile }, diary: diaries }, store)
  server.mqtt.deliver(desk.cushion('desk-1', 'info'), anInfo(), true)
  server.mqtt.deliver(desk.cushion('desk-1', 'state'), aState(), true)
})
afterEach(async () => {
  await server.end()
  await accounts.close()
})

async function askAs(person: string, path: string, init: { method?: string; body?: object } = {}) {
  const cookie = await cookieOf(person)
  const me = await (await fetch(`${server.url}/api/v1/account`, { headers: { cookie } })).json()
  return await fetch(`${server.url}/api/v1/${path}`, {
    method: init.method ?? 'GET',
    headers: { cookie, 'content-type': 'application/json', 'x-csrf-token': String(me.csrf) },
    ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
  })
}
const cookies = new Map<string, string>()
async function cookieOf(person: string): Promise<string> {
  const key = `${folder} ${person}`
  const cookie = cookies.get(key) ?? (await sessionCookie(accounts, secret, person))
  cookies.set(key, cookie)
  return cookie
}
const actionsOf = async (person: string) => (await accounts.audit.of(person)).map(({ action }) => action)

it('erasing oneself takes the right password, and leaves others what is theirs', async () => {
  const wrong = await askAs(anna, 'account', { method: 'DELETE', body: { password: 'not my password' } })
  expect(wrong.status).toBeGreaterThanOrEqual(400)
  expect(store.minuteRows).toHaveLength(3)
  expect((await askAs(anna, 'account', { method: 'DELETE', body: { password } })).status).toBe(204)

  expect(store.minuteRows.map(({ atMs }) => atMs)).toEqual([nowMs - 8 * hourMs])
  expect(await accounts.roster.byId(anna)).toBeNull()
  expect(await accounts.assignments.ofSitter(anna)).toEqual([])
  expect(await accounts.grants.heldBy(petra, nowMs)).toEqual([])
  const everything = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER }
  expect(await diaries.of(false).checkIns(diaryKeyOf(anna), everything)).toEqual([])
  expect(await diaries.of(false).checkIns(diaryKeyOf(ben), everything)).toHaveLength(1)
  expect(await diaries.of(false).entries.list(diaryKeyOf(anna), everything)).toEqual([])
  expect(await diaries.of(false).entries.list(diaryKeyOf(ben), everything)).toHaveLength(1)
  for (const end of ['', '-wal'].map((one) => join(folder, `diary.db${one}`)))
    if (existsSync(end)) expect(readFileSync(end).includes(note), end).toBe(false)
  expect((await actionsOf(anna))[0]).toBe('erased')
  expect((await askAs(anna, 'cushions')).status).toBe(404)
})

it('the last admin stays', async () => {
  const answer = await askAs(ben, 'account', { method: 'DELETE', body: { password } })
  expect((await answer.json()).detail).toMatch(/last admin/)
  expect(await accounts.roster.byId(ben)).not.toBeNull()
})

it('what another sees and does over a socket is in the sitter’s log; what is one’s own is only when it changes', async () => {
  const look = async (person: string, then: (page: ReturnType<Running['page']>) => Promise<void>) => {
    const page = server.page({ cookie: await cookieOf(person) })
    await once<void>((take) => page.on('connect', take))
    await once<unknown>((take) => page.emit('join', { cushion: 'desk-1' }, take))
    await then(page)
    page.close()
  }
  await look(petra, async () => {})
  await expect.poll(() => actionsOf(anna)).toEqual(['read'])
  expect(await accounts.audit.of(anna)).toMatchObject([{ actorId: petra, cushion: 'desk-1' }])
  await look(anna, async (page) => {
    await once<unknown>((take) =>
      page.emit('tolerance', { cushion: 'desk-1', tolerance: startingTolerance }, take),
    )
  })
  expect(await actionsOf(anna)).toEqual(['changed', 'read'])
  const seen = await (await askAs(anna, 'audit')).json()
  expect(seen.entries[1]).toMatchObject({ by: 'petra', action: 'read', person: 'anna', cushion: 'desk-1' })
})
