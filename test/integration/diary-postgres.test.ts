/** The diary in the PostgreSQL of the accounts: as in its file, shared by two dashboards, taken over once, and back after a fault. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { prescriptionsAnswer } from '../../contract/diary/prescriptions.ts'
import { startingTolerance } from '../../core/model/tolerance-fields.ts'
import { DiaryUnavailable } from '../../dashboard/server/diary/database/diary-base.ts'
import { createDiaries, type Diaries } from '../../dashboard/server/diary/diaries.ts'
import { diarySuite } from '../../dashboard/server/diary/diary-suite.ts'
import { aCheckIn, always } from '../../dashboard/server/diary/testing.ts'
import { openAccounts } from '../../dashboard/server/people/accounts.ts'
import { erasePerson } from '../../dashboard/server/people/erase.ts'
import { diaryKeyOf } from '../../dashboard/server/people/gate/sitter-diaries.ts'
import { addPerson, sessionCookie } from '../../dashboard/server/people/testing.ts'
import { desk, type Running, runDashboard } from '../../dashboard/server/testing.ts'
import { type Log, silentLog } from '../../platform/log.ts'
import { type Postgres, startPostgres } from '../services/postgres.ts'
import { runSitbone } from '../services/sitbone.ts'

let server: Postgres
let made = 0
const freshUrl = () => server.urlOf(`diary_${made++}`)
beforeAll(async () => {
  server = await startPostgres()
}, 60_000)
afterAll(() => server.stop())

diarySuite('PostgreSQL', async () => ({ url: freshUrl() }))

describe('with a folder that has', () => {
  let folder: string
  let url: string
  const opened: Diaries[] = []
  const open = (more: { postgres?: boolean; log?: Log; name?: string } = {}): Diaries => {
    const { postgres = true, log = silentLog, name = 'diary.db' } = more
    const diaries = createDiaries({
      ...{ realFile: join(folder, name), simulatedFile: join(folder, 'simulated.db'), log },
      postgres: postgres ? { url } : null,
    })
    opened.push(diaries)
    return diaries
  }
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sitbone-diary-'))
    url = freshUrl()
  })
  afterEach(async () => {
    for (const each of opened.splice(0)) await each.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  async function fillFile(): Promise<void> {
    const file = open({ postgres: false })
    const book = file.of(false)
    await book.putCheckIn('desk-1', aCheckIn({ note: 'a\0b' }))
    await book.putCheckIn('desk-1', aCheckIn({ id: 'b' }))
    await book.putCheckIn('person/x', aCheckIn({ id: 'c' }))
    await book.addRedFlagAnswer('desk-1', { flags: ['fever'], atMs: 1 })
    await book.addRedFlagAnswer('desk-1', { flags: [], atMs: 1 })
    await book.putBaseline('desk-1', { morningPain: 2, comfortableBoutMin: 27.5 })
    await file.stop()
  }

  it('a diary: it is copied once, by one of two that start together, and what is deleted afterwards stays deleted', async () => {
    await fillFile()
    const file = new DatabaseSync(join(folder, 'diary.db'))
    file.exec(`UPDATE checkIn SET pain = 'much' WHERE id = 'b'`)
    file.close()
    const said: string[] = []
    const say = (_fields: object, sentence: string) => void said.push(sentence)
    const log = { ...silentLog, info: say, warn: say }
    const both = [open({ log }), open({ log })].map((each) => each.of(false))
    expect(await Promise.all(both.map((book) => book.checkIns('desk-1', always)))).toEqual([
      [aCheckIn({ note: 'ab' })],
      [aCheckIn({ note: 'ab' })],
    ])
    const [one] = both
    expect((await one?.redFlagAnswers('desk-1'))?.map(({ flags }) => flags)).toEqual([[], ['fever']])
    expect(await one?.baseline('desk-1')).toEqual({ morningPain: 2, comfortableBoutMin: 27.5 })
    expect(said.filter((sentence) => sentence.includes('rows), once'))).toEqual([
      expect.stringMatching(/\(5 rows\), once\.$/),
    ])
    expect(said.join(' ')).toMatch(/1 rows? .*make no sense.*kept as it was.*Delete it once/)
    await one?.deleteCheckIn('desk-1', 'a')
    for (const each of opened.splice(0)) await each.stop()
    const again = open({ log }).of(false)
    expect(await again.checkIns('desk-1', always)).toEqual([])
    expect(await again.redFlagAnswers('desk-1')).toHaveLength(2)
    expect(said.filter((sentence) => sentence.includes('rows), once'))).toHaveLength(1)
  })

  it('a diary that was taken over: whoever is erased is erased there too', async () => {
    await fillFile()
    const diaries = open()
    expect(await diaries.of(false).checkIns('person/x', always)).toHaveLength(1)
    await diaries.rename('desk-1', 'person/y')
    for (const key of ['person/x', 'person/y']) await diaries.forget(key)
    expect(await diaries.of(false).checkIns('person/y', always)).toEqual([])
    await diaries.stop()
    const file = new DatabaseSync(join(folder, 'diary.db'))
    expect(file.prepare('SELECT * FROM checkIn').all()).toEqual([])
    file.close()
  })

  it('a diary: on the command line too it goes to the sitter, is said to be elsewhere, and goes with them', async () => {
    await fillFile()
    const run = async (...args: string[]) => {
      const asked = [...args, '--data', folder, '--accounts', url]
      const { code, out, err } = await runSitbone(asked, { cwd: folder }).exited
      expect(code, err).toBe(0)
      return out
    }
    await run('user', 'add', 'anna', '--takes', 'desk-1')
    const accounts = await openAccounts({ kind: 'postgres', url })
    const anna = (await accounts.roster.byUserName('anna'))?.id ?? ''
    await addPerson(accounts, 'ben', ['admin'])
    await accounts.close()
    expect(await open().of(false).checkIns(diaryKeyOf(anna), always)).toHaveLength(2)
    expect(await run('backup', '--to', join(folder, 'backup'))).toMatch(
      /The diary is in PostgreSQL and not in this backup/,
    )
    await run('user', 'erase', 'anna', '--confirm')
    expect(await open().of(false).checkIns(diaryKeyOf(anna), always)).toEqual([])
    expect(await open().of(false).checkIns('person/x', always)).toHaveLength(1)
  }, 30_000)

  it('none: no file is made', async () => {
    await open().of(false).putCheckIn('desk-1', aCheckIn())
    expect(existsSync(join(folder, 'diary.db'))).toBe(false)
  })

  it('none, and a database that a newer Sitbone wrote: it is refused and not changed', async () => {
    await open().of(false).putCheckIn('desk-1', aCheckIn())
    const admin = new pg.Client({ connectionString: url })
    await admin.connect()
    await admin.query(`INSERT INTO diary_migration (name, timestamp) VALUES ('9999-later', '2027-01-01')`)
    const later = open({ name: 'other.db' }).of(false)
    await expect(later.baseline('desk-1')).rejects.toThrow(DiaryUnavailable)
    await expect(later.baseline('desk-1')).rejects.toThrow(
      /newer Sitbone \(step 9999-later\).*Nothing was changed/,
    )
    await admin.query(`DELETE FROM diary_migration WHERE name = '9999-later'`)
    await admin.end()
    expect(await later.checkIns('desk-1', always)).toHaveLength(1)
  })
})

describe('two dashboards', () => {
  const secret = 'of both dashboards, long enough to sign'
  let folder: string
  let address: { kind: 'postgres'; url: string }
  let diaries: Diaries[]
  let running: Running[]
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sitbone-diary-'))
    address = { kind: 'postgres', url: freshUrl() }
    signedIn = {}
    diaries = ['one', 'two'].map((name) =>
      createDiaries({
        realFile: join(folder, name, 'diary.db'),
        simulatedFile: join(folder, name, 'simulated.db'),
        ...{ postgres: address, log: silentLog },
      }),
    )
  })
  const start = async (options: Partial<Parameters<typeof runDashboard>[0]> = {}): Promise<void> => {
    running = await Promise.all(diaries.map((diary) => runDashboard({ diary, ...options })))
    for (const each of running) {
      each.withDesk()
      each.mqtt.deliver(desk.cushion('desk-1', 'tolerance'), startingTolerance, true)
    }
  }
  afterEach(async () => {
    for (const each of running) await each.end()
    rmSync(folder, { recursive: true, force: true })
  })
  let signedIn: Record<string, string> = {}
  const ask = (at: number, method: string, path: string, body?: object) =>
    fetch(`${running[at]?.url}/api/v1/cushions/desk-1/${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...signedIn },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const week = `from=${new Date(Date.now() - 604_800_000).toISOString()}&to=${new Date(Date.now() + 60_000).toISOString()}`
  const checkInsAt = async (at: number): Promise<number> => {
    const { checkIns } = await (await ask(at, 'GET', `checkins?${week}`)).json()
    return checkIns.length
  }

  it('what was written at one is read at the other at once', async () => {
    await start()
    expect((await ask(0, 'POST', 'checkins', { when: 'other', pain: 2 })).status).toBe(201)
    expect(await checkInsAt(1)).toBe(1)
    expect((await ask(1, 'PUT', 'setup', { side: 'left' })).status).toBe(200)
    expect((await ask(0, 'PUT', 'setup', { surface: 'bench' })).status).toBe(200)
    const { answers } = await (await ask(1, 'GET', 'setup')).json()
    expect(answers).toEqual({ side: 'left', surface: 'bench' })
  })

  it('of two prescriptions on the same revision one is refused, and the other is what both show', async () => {
    await start()
    const prescribe = (at: number) =>
      ask(at, 'POST', 'prescriptions', {
        ...{ tolerance: { ...startingTolerance, boutMin: 20 + at }, locked: [], reason: `of ${at}` },
        ...{ nextReview: null, revision: 0, seen: startingTolerance },
      })
    const both = await Promise.all([prescribe(0), prescribe(1)])
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409])
    const refused = await both.find(({ status }) => status === 409)?.json()
    expect(refused).toMatchObject({ type: 'urn:sitbone:problem:changed-meanwhile' })
    expect(refused.detail).toMatch(/your text is kept/)
    const won = both.findIndex(({ status }) => status === 201)
    for (const at of [0, 1]) {
      const { history } = prescriptionsAnswer.parse(await (await ask(at, 'GET', 'prescriptions')).json())
      expect(history.map(({ reason }) => reason)).toEqual([`of ${won}`])
    }
  })

  it('answer 503 in calm words while PostgreSQL is away, and go on by themselves', async () => {
    await start()
    expect((await ask(0, 'POST', 'checkins', { when: 'other', pain: 2 })).status).toBe(201)
    await server.kill()
    for (const at of [0, 1]) {
      const answer = await ask(at, 'POST', 'checkins', { when: 'other', pain: 3 })
      expect(answer.status).toBe(503)
      const told = await answer.json()
      expect(told.type).toBe('urn:sitbone:problem:diary-unavailable')
      expect(told.detail).toMatch(
        /Nothing was changed; limits, alerts and recording go on\. It is tried again/,
      )
      expect((await ask(at, 'GET', 'state')).status).toBe(200)
    }
    await server.restart()
    await expect.poll(() => checkInsAt(0), { timeout: 20_000 }).toBe(1)
    expect((await ask(1, 'POST', 'checkins', { when: 'other', pain: 3 })).status).toBe(201)
    expect(await checkInsAt(0)).toBe(2)
  })

  it('let in whoever has a session of one, and whoever is erased at one is gone at both', async () => {
    await start({ accounts: { address, secretFile: join(folder, 'accounts.secret'), secret } })
    const accounts = await openAccounts(address)
    const anna = await addPerson(accounts, 'anna', ['sitter'])
    await accounts.assignments.assign({ cushion: 'desk-1', sitterId: anna, fromMs: 0 })
    const cookie = await sessionCookie(accounts, secret, anna)
    const csrfAt = async (at: number): Promise<unknown> =>
      (await (await fetch(`${running[at]?.url}/api/v1/account`, { headers: { cookie } })).json()).csrf
    for (const at of [0, 1]) await expect.poll(() => csrfAt(at)).toEqual(expect.any(String))
    signedIn = { cookie, 'x-csrf-token': String(await csrfAt(0)) }
    expect((await ask(0, 'POST', 'checkins', { when: 'other', pain: 2 })).status).toBe(201)
    expect(await checkInsAt(1)).toBe(1)
    expect(existsSync(join(folder, 'accounts.secret'))).toBe(false)
    const [one = null, two] = diaries
    await erasePerson(
      { accounts, stores: [], diaries: one },
      { personId: anna, actorId: null, nowMs: Date.now() },
    )
    expect(await two?.of(false).checkIns(diaryKeyOf(anna), always)).toEqual([])
    await accounts.close()
  })
})
