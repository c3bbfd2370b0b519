import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getMigrations } from 'better-auth/db/migration'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Accounts, openAccounts } from '../accounts.ts'
import { libraryOptions } from './library.ts'
import { secretOf } from './secret-file.ts'
import { type Outcome, SignIn } from './sign-in.ts'
import { authenticatorCode, Browser } from './testing.ts'

const password = 'correct horse battery'
let folder: string
let accounts: Accounts
let signIn: SignIn
let nowMs: number
let browser: Browser

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-sign-in-'))
  accounts = await openAccounts({ kind: 'sqlite', file: join(folder, 'accounts.db') })
  nowMs = Date.now()
  const secret = secretOf(join(folder, 'accounts.secret'))
  signIn = new SignIn({ accounts, secret, host: 'localhost', clock: { nowMs: () => nowMs } })
  await signIn.addPerson({ userName: 'Anna', email: 'Anna@example.org', password }, ['sitter'])
  browser = new Browser()
})
afterEach(async () => {
  await accounts.close()
  rmSync(folder, { recursive: true })
})

/** With the cookies of the answer kept, as a browser does. */
function kept(outcome: Outcome, by = browser): Outcome {
  if ('cookies' in outcome) by.keep(outcome.cookies)
  return outcome
}
const enter = async (who = 'anna', with_ = password, by = browser) =>
  kept(await signIn.withPassword(by.caller, { who, password: with_ }), by)
/** The code that the authenticator shows next is accepted already. */
const nextCodeMs = 30_000
const setUp = z.object({ totpURI: z.string(), backupCodes: z.array(z.string()) })

it('the tables are those that the sign-in library expects', async () => {
  const options = libraryOptions({ database: accounts.database, secret: 'x'.repeat(40), host: 'localhost' })
  const { toBeCreated, toBeAdded } = await getMigrations(options)
  expect([...toBeCreated, ...toBeAdded]).toEqual([])
})

it('the secret is kept for this user only, and stays the same', () => {
  const file = join(folder, 'accounts.secret')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(secretOf(file)).toBe(secretOf(file))
})

describe('password', () => {
  it.each(['anna', 'ANNA', 'anna@example.org', ' Anna@Example.org '])('lets %o in', async (who) => {
    expect(await enter(who)).toMatchObject({ kind: 'done' })
    const session = await signIn.session(browser.caller)
    expect(session?.personId).toBe((await accounts.roster.byUserName('anna'))?.id)
  })

  it('wrong, unknown and malformed names are refused alike', async () => {
    const tries = [
      await enter('anna', 'wrong password'),
      await enter('nobody', 'wrong password'),
      await enter('nobody@example.org', 'wrong password'),
      await enter('a b/c', 'wrong password'),
    ]
    expect(tries).toEqual(tries.map(() => ({ kind: 'refused' })))
    expect(browser.cookie).toBe('')
    expect(await signIn.session(browser.caller)).toBeNull()
  })

  it('after some failures each further try has to wait, a right password too', async () => {
    for (let i = 0; i < 5; i++) await enter('anna', 'wrong password')
    expect(await enter()).toEqual({ kind: 'wait', waitS: 2 })
    for (let i = 0; i < 5; i++) await enter('nobody', 'wrong password')
    expect(await enter('nobody', 'wrong password')).toEqual({ kind: 'wait', waitS: 2 })
    nowMs += 2000
    expect(await enter()).toMatchObject({ kind: 'done' })
  })

  it('the cookie is for this site only and not for scripts', async () => {
    const outcome = await signIn.withPassword(browser.caller, { who: 'anna', password })
    const [cookie = ''] = 'cookies' in outcome ? outcome.cookies : []
    expect(cookie).toMatch(/^sitbone\.session_token=/)
    expect(cookie).toContain('HttpOnly')
    expect(cookie).toContain('SameSite=Strict')
    expect(cookie).not.toContain('Domain')
  })

  it('signing in again makes a new session; the cookie of before it says nothing', async () => {
    browser.keep(['sitbone.session_token=chosen.by-somebody; Path=/'])
    expect(await signIn.session(browser.caller)).toBeNull()
    await enter()
    expect(browser.cookie).not.toContain('chosen')
  })

  it('a cookie that was copied before signing out is worth nothing after it', async () => {
    await enter()
    const stolen = browser.caller
    expect(await signIn.session(stolen)).not.toBeNull()
    const before = await accounts.revision()
    kept(await signIn.out(browser.caller))
    expect(await signIn.session(stolen)).toBeNull()
    expect(browser.cookie).toBe('')
    expect(await accounts.revision()).not.toBe(before)
  })

  it('a new password needs the old one, and ends the other sessions', async () => {
    const phone = new Browser({ address: '192.0.2.9' })
    await enter()
    await enter('anna', password, phone)
    const next = 'another long password'
    expect(await signIn.changePassword(browser.caller, { current: 'wrong', next })).toEqual({
      kind: 'refused',
    })
    expect(kept(await signIn.changePassword(browser.caller, { current: password, next })).kind).toBe('done')
    expect(await signIn.session(phone.caller)).toBeNull()
    expect(await signIn.session(browser.caller)).not.toBeNull()
    expect((await enter('anna', password, new Browser())).kind).toBe('refused')
    expect((await enter('anna', next, new Browser())).kind).toBe('done')
  })

  it('set by an admin: every session ends', async () => {
    await enter()
    const id = (await signIn.session(browser.caller))?.personId ?? ''
    await signIn.setPassword(id, 'given by the admin')
    expect(await signIn.session(browser.caller)).toBeNull()
    expect((await enter('anna', 'given by the admin')).kind).toBe('done')
  })

  it('sessions are listed without their secrets, and ended one by one by their owner', async () => {
    await enter()
    const [session] = await accounts.roster.sessions((await signIn.session(browser.caller))?.personId ?? '')
    expect(session).toMatchObject({ address: '192.0.2.1', device: 'test' })
    expect(Object.keys(session ?? {})).not.toContain('token')
    const id = session?.id ?? ''
    expect(await accounts.roster.endSession('somebody-else', id)).toBe(false)
    expect(await signIn.session(browser.caller)).not.toBeNull()
    expect(await accounts.roster.endSession((await signIn.session(browser.caller))?.personId ?? '', id)).toBe(
      true,
    )
    expect(await signIn.session(browser.caller)).toBeNull()
  })

  it('a user name or an address belongs to one person', async () => {
    const add = (userName: string, email?: string) =>
      signIn.addPerson({ userName, ...(email === undefined ? {} : { email }), password }, [])
    expect(await add('ANNA')).toBe('taken')
    expect(await add('other', 'anna@EXAMPLE.org')).toBe('taken')
    expect(await add('ben')).toMatchObject({ userName: 'ben', email: null, roles: [] })
  })
})

describe('second factor', () => {
  async function withAuthenticator() {
    await enter()
    const outcome = kept(await signIn.addSecondFactor(browser.caller, password))
    const { totpURI, backupCodes } = setUp.parse('body' in outcome ? outcome.body : null)
    const confirmed = kept(
      await signIn.withSecondFactor(browser.caller, {
        kind: 'totp',
        code: authenticatorCode(totpURI, Date.now()),
      }),
    )
    expect(confirmed.kind).toBe('done')
    return { totpURI, backupCodes }
  }

  it('the password alone is not enough any more', async () => {
    const { totpURI } = await withAuthenticator()
    const phone = new Browser({ address: '192.0.2.9' })
    expect((await enter('anna', password, phone)).kind).toBe('second-factor')
    expect(await signIn.session(phone.caller)).toBeNull()
    expect(await signIn.withSecondFactor(phone.caller, { kind: 'totp', code: '000000' })).toEqual({
      kind: 'refused',
    })
    const code = authenticatorCode(totpURI, Date.now() + nextCodeMs)
    expect(kept(await signIn.withSecondFactor(phone.caller, { kind: 'totp', code }), phone).kind).toBe('done')
    expect(await signIn.session(phone.caller)).not.toBeNull()
  })

  it('a code works once, also for two who send it together', async () => {
    const { totpURI } = await withAuthenticator()
    const code = authenticatorCode(totpURI, Date.now() + nextCodeMs)
    const phones = [new Browser({ address: '192.0.2.9' }), new Browser({ address: '192.0.2.66' })]
    for (const phone of phones) await enter('anna', password, phone)
    const tries = () =>
      Promise.all(phones.map(({ caller }) => signIn.withSecondFactor(caller, { kind: 'totp', code })))
    expect((await tries()).map(({ kind }) => kind).sort()).toEqual(['done', 'refused'])
    expect((await tries()).map(({ kind }) => kind)).toEqual(['refused', 'refused'])
  })

  it('a recovery code works in its place, once', async () => {
    const { backupCodes } = await withAuthenticator()
    const [code = ''] = backupCodes
    const phone = new Browser({ address: '192.0.2.9' })
    await enter('anna', password, phone)
    expect(kept(await signIn.withSecondFactor(phone.caller, { kind: 'recovery', code }), phone).kind).toBe(
      'done',
    )
    const tablet = new Browser({ address: '192.0.2.10' })
    await enter('anna', password, tablet)
    expect((await signIn.withSecondFactor(tablet.caller, { kind: 'recovery', code })).kind).toBe('refused')
  })

  it('forgotten by an admin: the password is enough again', async () => {
    await withAuthenticator()
    const id = (await accounts.roster.byUserName('anna'))?.id ?? ''
    expect((await accounts.roster.byId(id))?.secondFactor).toBe(true)
    await accounts.roster.forgetSecondFactors(id)
    expect((await enter('anna', password, new Browser())).kind).toBe('done')
  })

  it('a code without a password before it is refused', async () => {
    const { totpURI } = await withAuthenticator()
    const code = authenticatorCode(totpURI, Date.now() + nextCodeMs)
    const stranger = new Browser({ address: '192.0.2.66' })
    expect((await signIn.withSecondFactor(stranger.caller, { kind: 'totp', code })).kind).toBe('refused')
  })
})

describe('over TLS', () => {
  it('only a cookie with the prefix of the host counts', async () => {
    await enter()
    const plain = browser.caller
    expect(await signIn.session({ ...plain, secure: true })).toBeNull()
    expect(await signIn.session({ ...plain, cookie: `__Host-${plain.cookie}`, secure: true })).not.toBeNull()
    expect(await signIn.session({ ...plain, cookie: `__Host-${plain.cookie}` })).toBeNull()
  })
})

it('the token of a session fits that session only', async () => {
  const token = signIn.csrfOf('one')
  expect(signIn.isCsrf('one', token)).toBe(true)
  for (const wrong of [undefined, '', 'x', signIn.csrfOf('two')])
    expect(signIn.isCsrf('one', wrong)).toBe(false)
})
