/** Calls every route and every socket event as everybody, and compares with the table of who may do what. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Router } from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startingTolerance } from '../../../core/model/tolerance-fields.ts'
import { silentLog } from '../../../platform/log.ts'
import { createDiaries } from '../diary/diaries.ts'
import { aMinute, anInfo, aState, desk, FakeStore, once, type Running, runDashboard } from '../testing.ts'
import { type Accounts, openAccounts } from './accounts.ts'
import { checkRoutes, routesOf, UndeclaredRoute } from './policy/check-routes.ts'
import { routes } from './policy/routes.ts'
import { secretOf } from './sign-in/secret-file.ts'
import { addPerson, sessionCookie } from './testing.ts'

/** anna has desk-1, which was ben's before, and shares it with petra; ben has desk-2; sim-1 is simulated and free, spare-1 is real and free. */
const cushions = ['desk-1', 'desk-2', 'sim-1', 'spare-1', 'guessed-1'] as const
const everybody = ['nobody', 'anna', 'ben', 'petra', 'paul', 'ada', 'tess', 'token', 'reportToken'] as const
type Name = (typeof everybody)[number]

/** Who is let through, by cushion where the path names one. Everybody and everything else is not there. */
const all: readonly Name[] = everybody
const signedIn: readonly Name[] = ['anna', 'ben', 'petra', 'paul', 'ada', 'tess']
const tokens: readonly Name[] = ['token', 'reportToken']
const of = (desk1: readonly Name[], sim: readonly Name[] = ['tess']) => ({
  'desk-1': desk1,
  'desk-2': desk1.includes('anna') ? ['ben' as const] : [],
  'sim-1': sim,
})
const sitting = of(['anna', 'petra', 'token', 'reportToken'])
const diary = of(['anna', 'reportToken'])
const ownOnly = of(['anna'])
/** What was: also for whoever had the cushion before, for that time. */
const and = (more: Partial<Record<string, readonly Name[]>>) => ({
  ...more,
  'desk-1': [...(more['desk-1'] ?? []), 'ben' as const],
})

const expected: Readonly<Record<string, readonly Name[] | Partial<Record<string, readonly Name[]>>>> = {
  'GET /livez': all,
  'GET /readyz': all,
  'GET /metrics': ['ada'],
  'GET /api/v1/openapi.json': [...signedIn, ...tokens],
  'GET /api/v1/cushions': [...signedIn, ...tokens],
  'GET /api/v1/sitters': ['petra', 'paul'],
  'DELETE /api/v1/cushions/:id': ownOnly,
  'GET /api/v1/cushions/:id/state': sitting,
  'GET /api/v1/cushions/:id/minutes': and(sitting),
  'GET /api/v1/cushions/:id/bouts': and(sitting),
  'GET /api/v1/cushions/:id/events': and(sitting),
  'GET /api/v1/cushions/:id/days': and(sitting),
  'GET /api/v1/cushions/:id/report': and(sitting),
  'GET /api/v1/cushions/:id/frames': and(ownOnly),
  'GET /api/v1/cushions/:id/replay': and(ownOnly),
  'PUT /api/v1/cushions/:id/tolerance': of(['anna', 'petra']),
  ...Object.fromEntries(
    ['acknowledge', 'snooze', 'quiet', 'buzz', 'tare', 'calibrate', 'rate'].map((verb) => [
      `POST /api/v1/cushions/:id/commands/${verb}`,
      ownOnly,
    ]),
  ),
  'GET /api/v1/cushions/:id/checkins': and(diary),
  'POST /api/v1/cushions/:id/checkins': and(ownOnly),
  'DELETE /api/v1/cushions/:id/checkins/:checkIn': and(ownOnly),
  'GET /api/v1/cushions/:id/entries': and(diary),
  'POST /api/v1/cushions/:id/entries': and(ownOnly),
  'DELETE /api/v1/cushions/:id/entries/:entry': and(ownOnly),
  'GET /api/v1/cushions/:id/setup': and(diary),
  'PUT /api/v1/cushions/:id/setup': and(ownOnly),
  'GET /api/v1/cushions/:id/progress': sitting,
  'POST /api/v1/cushions/:id/progress': of(['anna', 'petra']),
  'POST /api/v1/cushions/:id/progress/undo': of(['anna', 'petra']),
  'PUT /api/v1/cushions/:id/progress/baseline': of(['anna', 'petra']),
  'GET /api/v1/cushions/:id/review': diary,
  'GET /api/v1/cushions/:id/comments': and(ownOnly),
  'GET /api/v1/cushions/:id/comments/unread': and(ownOnly),
  'POST /api/v1/cushions/:id/comments': and(ownOnly),
  'POST /api/v1/cushions/:id/comments/read': and(ownOnly),
  'DELETE /api/v1/cushions/:id/comments/:comment': and(ownOnly),
  'GET /api/v1/cushions/:id/visa-h': and(diary),
  'PUT /api/v1/cushions/:id/visa-h/:day': and(of(['anna', 'petra'])),
  'DELETE /api/v1/cushions/:id/visa-h/:day': and(of(['anna', 'petra'])),
  'GET /api/v1/cushions/:id/prescriptions': of(['anna', 'petra']),
  'POST /api/v1/cushions/:id/prescriptions': { 'desk-1': ['petra'], 'sim-1': ['tess'] },
  'GET /api/v1/cushions/:id/load-spike': sitting,
  'GET /api/v1/cushions/:id/red-flags': sitting,
  'POST /api/v1/cushions/:id/red-flags': and(ownOnly),
  'DELETE /api/v1/cushions/:id/red-flags': and(of(['anna', 'petra'])),
  'POST /api/v1/simulator/:id': { 'sim-1': ['tess'] },
  'GET /api/v1/simulator/:id/recording': { 'sim-1': ['tess'] },

  'GET /api/v1/account': all,
  'POST /api/v1/sign-in': all.filter((name) => !tokens.includes(name)),
  'POST /api/v1/sign-in/second-factor': all.filter((name) => !tokens.includes(name)),
  'GET /api/v1/sign-in/passkey': all.filter((name) => !tokens.includes(name)),
  'POST /api/v1/sign-in/passkey': all.filter((name) => !tokens.includes(name)),
  'POST /api/v1/invitations/look': all.filter((name) => !tokens.includes(name)),
  'POST /api/v1/invitations/accept': all.filter((name) => !tokens.includes(name)),
  'POST /api/v1/sign-out': signedIn,
  'DELETE /api/v1/account': signedIn,
  'POST /api/v1/account/password': signedIn,
  'POST /api/v1/account/second-factor': signedIn,
  'POST /api/v1/account/second-factor/confirm': signedIn,
  'DELETE /api/v1/account/second-factor': signedIn,
  'POST /api/v1/account/recovery-codes': signedIn,
  'GET /api/v1/account/passkeys': signedIn,
  'GET /api/v1/account/passkeys/new': signedIn,
  'POST /api/v1/account/passkeys': signedIn,
  'DELETE /api/v1/account/passkeys/:id': signedIn,
  'GET /api/v1/account/sessions': signedIn,
  'DELETE /api/v1/account/sessions/:id': signedIn,
  'GET /api/v1/account/tokens': signedIn,
  'POST /api/v1/account/tokens': signedIn,
  'DELETE /api/v1/account/tokens/:id': signedIn,
  'GET /api/v1/audit': signedIn,
  'GET /api/v1/grants': ['anna', 'ben', 'petra', 'paul'],
  'POST /api/v1/grants': ['anna', 'ben'],
  'DELETE /api/v1/grants/:id': ['anna', 'ben'],
  'GET /api/v1/invitations': ['anna', 'ben', 'ada'],
  'POST /api/v1/invitations': ['anna', 'ben', 'ada'],
  'DELETE /api/v1/invitations/:id': ['anna', 'ben', 'ada'],
  'GET /api/v1/assignments': ['anna', 'ben', 'ada'],
  'PUT /api/v1/assignments/:id': {
    'desk-1': ['ada'],
    'desk-2': ['ada'],
    'sim-1': ['anna', 'ben', 'ada', 'tess'],
    'spare-1': ['anna', 'ben', 'ada'],
    'guessed-1': ['anna', 'ben', 'ada'],
  },
  'DELETE /api/v1/assignments/:id': Object.fromEntries(
    cushions.map((cushion) => [cushion, ['ada' as const]]),
  ),
  'GET /api/v1/people': ['ada'],
  'POST /api/v1/people/first': [],
  'POST /api/v1/people': ['ada'],
  'PUT /api/v1/people/:id/roles': ['ada'],
  'POST /api/v1/people/:id/password': ['ada'],
  'DELETE /api/v1/people/:id/sessions': ['ada'],
  'DELETE /api/v1/people/:id': ['ada'],
  'GET /api/v1/people/audit': ['ada'],
  'POST /api/v1/backups': ['ada'],
}

let folder: string
let accounts: Accounts
let server: Running
let grantId: string
const startMs = Date.now() - 3_600_000
const headers = new Map<Name, Record<string, string>>([['nobody', {}]])
const headersOf = (name: Name) => headers.get(name) ?? {}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-walk-'))
  const address = { kind: 'sqlite', file: join(folder, 'accounts.db') } as const
  const secretFile = join(folder, 'accounts.secret')
  accounts = await openAccounts(address)
  const roles = {
    anna: ['sitter'],
    ben: ['sitter'],
    petra: ['physio'],
    paul: ['physio'],
    ada: ['admin'],
    tess: ['tester'],
  } as const
  for (const [name, theirs] of Object.entries(roles)) {
    const id = await addPerson(accounts, name, theirs)
    const known = everybody.find((one) => one === name) ?? 'nobody'
    headers.set(known, { cookie: await sessionCookie(accounts, secretOf(secretFile), id) })
  }
  await accounts.assignments.assign({ cushion: 'desk-1', sitterId: 'id-of-ben', fromMs: startMs - 3_600_000 })
  await accounts.assignments.assign({ cushion: 'desk-1', sitterId: 'id-of-anna', fromMs: startMs })
  await accounts.assignments.assign({ cushion: 'desk-2', sitterId: 'id-of-ben', fromMs: startMs })
  const grant = {
    sitterId: 'id-of-anna',
    physioId: 'id-of-petra',
    fromMs: startMs,
    untilMs: null,
    nowMs: startMs,
  }
  grantId = (await accounts.grants.add({ ...grant, scopes: ['prescribe'] })).id
  const scopes = { token: ['sitting'], reportToken: ['sitting', 'diary'] } as const
  for (const name of ['token', 'reportToken'] as const) {
    const { token } = await accounts.tokens.add({
      personId: 'id-of-anna',
      name,
      scopes: scopes[name],
      nowMs: startMs,
      expiresAtMs: Date.now() + 86_400_000,
    })
    headers.set(name, { authorization: `Bearer ${token}` })
  }
  const store = new FakeStore()
  store.minuteRows = Array.from({ length: 120 }, (_, at) => aMinute(startMs + (at - 60) * 60_000))
  const diary = createDiaries({
    realFile: join(folder, 'diary.db'),
    simulatedFile: join(folder, 'simulated.db'),
    log: silentLog,
  })
  server = await runDashboard({ accounts: { address, secretFile }, diary, commandTimeoutMs: 20 }, store)
  for (const cushion of ['desk-1', 'desk-2', 'sim-1', 'spare-1']) {
    const simulated = cushion === 'sim-1'
    server.mqtt.deliver(desk.cushion(cushion, 'info'), anInfo({ simulated }), true)
    server.mqtt.deliver(desk.cushion(cushion, 'state'), aState({ simulated }), true)
    server.mqtt.deliver(desk.cushion(cushion, 'tolerance'), startingTolerance, true)
  }
})
afterAll(async () => {
  await server.end()
  await accounts.close()
  rmSync(folder, { recursive: true })
})

const range = `from=${new Date(startMs - 7_200_000).toISOString()}&to=${new Date(startMs + 7_200_000).toISOString()}`

/** Not there, as for an address that nobody ever made. A change without the page's token is let no further, so nothing happens. */
async function isThere(name: Name, method: string, path: string): Promise<boolean> {
  const query = method === 'GET' && path.includes('/cushions/') ? `?${range}` : ''
  const answer = await fetch(server.url + path + query, {
    method,
    headers: { ...headersOf(name), ...(method === 'GET' ? {} : { 'content-type': 'application/json' }) },
    ...(method === 'GET' || method === 'DELETE' ? {} : { body: '{}' }),
  })
  const text = await answer.text()
  expect(answer.status, `${name} ${method} ${path}: ${text}`).toBeLessThan(500)
  return !(answer.status === 404 && /There is nothing at|No cushion called/.test(text))
}

describe('the walk over HTTP', () => {
  it('every route of the table is expected here, and the other way round', () => {
    expect(Object.keys(expected).toSorted()).toEqual(Object.keys(routes).toSorted())
  })

  it.each(Object.keys(expected))('%s', async (route) => {
    const [method = '', pattern = ''] = route.split(' ')
    const wanted = expected[route] ?? []
    const byCushion = !Array.isArray(wanted)
    const targets = byCushion ? cushions : (['any'] as const)
    const seen: Record<string, readonly Name[]> = {}
    const asked: Record<string, readonly Name[]> = {}
    for (const target of targets) {
      const path = pattern
        .replace(':id', target)
        .replace(':checkIn', 'x')
        .replace(':entry', 'x')
        .replace(':comment', 'x')
      const there: Name[] = []
      for (const name of everybody) if (await isThere(name, method, path)) there.push(name)
      seen[target] = there
      const given: readonly Name[] = Array.isArray(wanted)
        ? wanted
        : (Object.entries(wanted).find(([one]) => one === target)?.[1] ?? [])
      asked[target] = everybody.filter((name) => given.includes(name))
    }
    expect(seen).toEqual(asked)
  })

  it('a route that nobody declared keeps the server from starting', () => {
    const router = Router()
    router.get('/cushions/:id/secret', (_req, res) => void res.end())
    expect(() => checkRoutes(routesOf(router, '/api/v1'))).toThrow(UndeclaredRoute)
  })

  it('what is not permitted and what does not exist get the same words', async () => {
    const wordsOf = async (cushion: string) =>
      (
        await (
          await fetch(`${server.url}/api/v1/cushions/${cushion}/state`, { headers: headersOf('anna') })
        ).text()
      ).replaceAll(cushion, 'X')
    expect(await wordsOf('desk-2')).toBe(await wordsOf('nothing-9'))
  })

  it('readiness: the code for everybody, reasons for the admin', async () => {
    const bodyOf = async (name: Name) =>
      await (await fetch(`${server.url}/readyz`, { headers: headersOf(name) })).text()
    expect(await bodyOf('nobody')).toBe('')
    expect(await bodyOf('anna')).toBe('')
    expect(await bodyOf('ada')).toContain('status')
  })
})

describe('what is seen of a cushion that two people used in turn', () => {
  const minutesOf = async (name: Name) => {
    const answer = await fetch(`${server.url}/api/v1/cushions/desk-1/minutes?${range}`, {
      headers: headersOf(name),
    })
    return (
      ((await answer.json()) as { minutes?: { atMs: number }[] }).minutes?.map(({ atMs }) => atMs) ?? null
    )
  }
  it('each sees their own time, in rows and in days', async () => {
    expect(Math.min(...((await minutesOf('anna')) ?? []))).toBe(startMs)
    expect(await minutesOf('anna')).toHaveLength(60)
    expect(await minutesOf('petra')).toHaveLength(60)
    const bens = (await minutesOf('ben')) ?? []
    expect(bens).toHaveLength(60)
    expect(Math.max(...bens)).toBeLessThan(startMs)
    const daysOf = async (name: Name) => {
      const answer = await fetch(`${server.url}/api/v1/cushions/desk-1/days?${range}`, {
        headers: headersOf(name),
      })
      const { days } = (await answer.json()) as { days: { seatedS: number }[] }
      return days.reduce((sum, { seatedS }) => sum + seatedS, 0)
    }
    expect([await daysOf('anna'), await daysOf('ben')]).toEqual([3600, 3600])
  })
  it('the list holds what each may know of; an admin learns names, not when somebody sat', async () => {
    const listOf = async (name: Name) => {
      const answer = await fetch(`${server.url}/api/v1/cushions`, { headers: headersOf(name) })
      const { cushions: listed } = (await answer.json()) as {
        cushions: { id: string; lastAt: string | null; sitter: string | null }[]
      }
      return listed
    }
    const ids = async (name: Name) => (await listOf(name)).map(({ id }) => id)
    expect(await ids('anna')).toEqual(['desk-1'])
    expect(await ids('ben')).toEqual(['desk-1', 'desk-2'])
    expect(await ids('petra')).toEqual(['desk-1'])
    expect(await ids('tess')).toEqual(['sim-1'])
    expect(await ids('ada')).toEqual(['desk-1', 'desk-2', 'sim-1', 'spare-1'])
    expect((await listOf('ada')).every(({ lastAt, sitter }) => lastAt === null && sitter === null)).toBe(true)
    expect((await listOf('petra')).map(({ sitter }) => sitter)).toEqual(['anna'])
    expect((await listOf('ben')).map(({ sitter }) => sitter)).toEqual(['ben', 'ben'])
  })
  it('the sitter reads in the audit log who looked', async () => {
    const answer = await fetch(`${server.url}/api/v1/audit`, { headers: headersOf('anna') })
    const text = await answer.text()
    expect(text).toContain('"by":"petra","action":"read","person":"anna","cushion":"desk-1"')
  })
})

describe('the walk over sockets', () => {
  const connect = async (name: Name) => {
    const page = server.page(headersOf(name))
    const connected = await Promise.race([
      once<void>((take) => page.on('connect', () => take())).then(() => true),
      once<unknown>((take) => page.on('connect_error', take)).then(() => false),
    ])
    return { page, connected }
  }
  const refusedWith = (answer: unknown) => /No cushion called/.test(JSON.stringify(answer))

  it('nobody connects without signing in', async () => {
    expect((await connect('nobody')).connected).toBe(false)
    for (const name of everybody.slice(1)) expect((await connect(name)).connected, name).toBe(true)
  })

  it.each(everybody.slice(1))('%s: join, command, tolerance and console as over HTTP', async (name) => {
    const { page } = await connect(name)
    for (const cushion of cushions) {
      const may = (route: string) => {
        const wanted = expected[route] ?? []
        const given = Object.entries(wanted).find(([one]) => one === cushion)?.[1] ?? []
        return Array.isArray(given) && given.includes(name)
      }
      const joined = await page.emitWithAck('join', { cushion })
      expect(!refusedWith(joined), `join ${cushion}`).toBe(may('GET /api/v1/cushions/:id/state'))
      const console_ = await page.emitWithAck('tester', { cushion })
      expect(!refusedWith(console_), `tester ${cushion}`).toBe(may('POST /api/v1/simulator/:id'))
      for (const verb of ['acknowledge', 'tare'] as const) {
        const answer = await page.emitWithAck('command', { cushion, verb, args: {} })
        expect(!refusedWith(answer), `${verb} ${cushion}`).toBe(
          may(`POST /api/v1/cushions/:id/commands/${verb}`),
        )
      }
      const set = await page.emitWithAck('tolerance', { cushion, tolerance: startingTolerance })
      expect(!refusedWith(set), `tolerance ${cushion}`).toBe(may('PUT /api/v1/cushions/:id/tolerance'))
    }
  })

  it('what goes to everybody is cut to what each may see', async () => {
    const { page } = await connect('anna')
    const listed = await page.emitWithAck('cushions')
    expect(JSON.stringify(listed)).toContain('desk-1')
    expect(JSON.stringify(listed)).not.toContain('desk-2')
    const joined = await page.emitWithAck('join', { cushion: 'desk-1' })
    expect('health' in joined && joined.health.gateways).toEqual({})
    const told = once<{ id: string }[]>((take) => page.on('cushions', (list) => take([...list])))
    server.mqtt.deliver(desk.cushion('desk-7', 'info'), anInfo(), true)
    expect((await told).map(({ id }) => id)).toEqual(['desk-1'])
  })

  it('taken back at another server: the open page gets nothing more, and everything is gone for it', async () => {
    const { page } = await connect('petra')
    expect(refusedWith(await page.emitWithAck('join', { cushion: 'desk-1' }))).toBe(false)
    const revoked = once<void>((take) => page.on('revoked', () => take()))
    const states: unknown[] = []
    page.on('state', (update) => states.push(update))
    await accounts.grants.revoke({ id: grantId, sitterId: 'id-of-anna', nowMs: Date.now() })
    await revoked
    const before = states.length
    server.mqtt.deliver(desk.cushion('desk-1', 'state'), aState({ boutS: 999 }), true)
    expect(refusedWith(await page.emitWithAck('join', { cushion: 'desk-1' }))).toBe(true)
    expect(states.length).toBe(before)
    expect(await isThere('petra', 'GET', '/api/v1/cushions/desk-1/state')).toBe(false)
  })

  it('an ended session ends its sockets', async () => {
    const { page } = await connect('ben')
    const gone = once<void>((take) => page.on('disconnect', () => take()))
    await accounts.roster.endSessions('id-of-ben')
    await gone
    expect(await isThere('ben', 'GET', '/api/v1/cushions/desk-2/state')).toBe(false)
    expect((await connect('ben')).connected).toBe(false)
  })
})
