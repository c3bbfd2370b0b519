/** Signing in and out, and what people change about their own way in. Says what happened; account-api.ts puts it on the wire. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { NewPasskey, NewPerson, PasskeyResponse, Role } from '../../../../contract/people.ts'
import type { Clock } from '../../../../platform/clock.ts'
import type { Accounts } from '../accounts.ts'
import { accessChanged } from '../records/revision.ts'
import { type Account, placeholderAddress } from '../records/roster.ts'
import { Attempts } from './attempts.ts'
import { cookiesForLibrary } from './cookies.ts'
import { addressHeader, type Library, openLibrary } from './library.ts'
import { UsedCodes } from './used-codes.ts'

/** What of a request decides about who it is. */
export interface Caller {
  readonly cookie: string | undefined
  readonly authorization: string | undefined
  readonly origin: string | undefined
  readonly userAgent: string | undefined
  readonly address: string
  /** It came over TLS, here or at the declared proxy. */
  readonly secure: boolean
}

export interface SignedIn {
  readonly personId: string
  readonly sessionId: string
  /** `Set-Cookie` lines of a session that was renewed. */
  readonly cookies: readonly string[]
}

export type Outcome =
  | { readonly kind: 'done'; readonly cookies: readonly string[]; readonly body: unknown }
  | { readonly kind: 'second-factor'; readonly cookies: readonly string[] }
  | { readonly kind: 'refused' }
  | { readonly kind: 'wait'; readonly waitS: number }

export interface SignInOptions {
  readonly accounts: Accounts
  readonly secret: string
  readonly host: string
  readonly clock: Clock
}

export class SignIn {
  readonly #accounts: Accounts
  readonly #library: Library
  readonly #secret: string
  readonly #clock: Clock
  readonly #attempts = new Attempts()
  readonly #usedCodes = new UsedCodes()

  constructor({ accounts, secret, host, clock }: SignInOptions) {
    this.#accounts = accounts
    this.#library = openLibrary({ database: accounts.database, secret, host })
    this.#secret = secret
    this.#clock = clock
  }

  /** Whose session the cookie is; null for none, an old one, or one that was ended. */
  async session(caller: Caller): Promise<SignedIn | null> {
    if (cookiesForLibrary(caller.cookie, caller.secure) === '') return null
    const { headers, response } = await this.#library.api.getSession({
      headers: headersOf(caller),
      returnHeaders: true,
    })
    if (response === null) return null
    const { user, session } = response
    return { personId: user.id, sessionId: session.id, cookies: headers.getSetCookie() }
  }

  async withPassword(caller: Caller, asked: { who: string; password: string }): Promise<Outcome> {
    const account = asked.who.trim().toLowerCase()
    const { password } = asked
    const headers = headersOf(caller)
    return await this.#attempt(caller, account, () =>
      account.includes('@')
        ? this.#library.api.signInEmail({ body: { email: account, password }, headers, asResponse: true })
        : this.#library.api.signInUsername({
            body: { username: account, password },
            headers,
            asResponse: true,
          }),
    )
  }

  async withSecondFactor(
    caller: Caller,
    { kind, code }: { kind: 'totp' | 'recovery'; code: string },
  ): Promise<Outcome> {
    const headers = headersOf(caller)
    const asked = { body: { code }, headers, asResponse: true } as const
    return await this.#attempt(
      caller,
      `second factor ${cookiesForLibrary(caller.cookie, caller.secure)}`,
      () =>
        kind === 'totp'
          ? this.#once(code, () => this.#library.api.verifyTOTP(asked))
          : this.#library.api.verifyBackupCode(asked),
    )
  }

  async passkeyQuestion(caller: Caller): Promise<Outcome> {
    return await outcomeOf(
      await this.#library.api.generatePasskeyAuthenticationOptions({
        headers: headersOf(caller),
        asResponse: true,
      }),
    )
  }

  async withPasskey(caller: Caller, response: PasskeyResponse): Promise<Outcome> {
    return await this.#attempt(caller, 'passkey', () =>
      this.#library.api.verifyPasskeyAuthentication({
        body: { response },
        headers: headersOf(caller),
        asResponse: true,
      }),
    )
  }

  async out(caller: Caller): Promise<Outcome> {
    const left = await this.#library.api.signOut({ headers: headersOf(caller), asResponse: true })
    await accessChanged(this.#accounts.database.db)
    return await outcomeOf(left)
  }

  /** Every other session of the person ends with the old password. */
  async changePassword(
    caller: Caller,
    { current, next }: { current: string; next: string },
  ): Promise<Outcome> {
    return await this.#change(caller, (headers) =>
      this.#library.api.changePassword({
        body: { currentPassword: current, newPassword: next, revokeOtherSessions: true },
        headers,
        asResponse: true,
      }),
    )
  }

  /** The body holds the address for the authenticator and the recovery codes, shown once. */
  async addSecondFactor(caller: Caller, password: string): Promise<Outcome> {
    return await this.#change(caller, (headers) =>
      this.#library.api.enableTwoFactor({ body: { password }, headers, asResponse: true }),
    )
  }

  async removeSecondFactor(caller: Caller, password: string): Promise<Outcome> {
    return await this.#change(caller, (headers) =>
      this.#library.api.disableTwoFactor({ body: { password }, headers, asResponse: true }),
    )
  }

  async newRecoveryCodes(caller: Caller, password: string): Promise<Outcome> {
    return await this.#change(caller, (headers) =>
      this.#library.api.generateBackupCodes({ body: { password }, headers, asResponse: true }),
    )
  }

  async newPasskeyQuestion(caller: Caller): Promise<Outcome> {
    return await outcomeOf(
      await this.#library.api.generatePasskeyRegistrationOptions({
        headers: headersOf(caller),
        asResponse: true,
      }),
    )
  }

  async addPasskey(caller: Caller, body: NewPasskey): Promise<Outcome> {
    const { response, name = 'Passkey' } = body
    return await this.#change(caller, (headers) =>
      this.#library.api.verifyPasskeyRegistration({ body: { response, name }, headers, asResponse: true }),
    )
  }

  async passkeys(
    personId: string,
  ): Promise<readonly { readonly id: string; readonly name: string | null }[]> {
    return await this.#accounts.database.db
      .selectFrom('passkey')
      .select(['id', 'name'])
      .where('userId', '=', personId)
      .execute()
  }

  async removePasskey(personId: string, id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#accounts.database.db
      .deleteFrom('passkey')
      .where('id', '=', id)
      .where('userId', '=', personId)
      .executeTakeFirst()
    return numDeletedRows > 0n
  }

  /** `taken`: the user name or the e-mail address belongs to somebody already. */
  async addPerson(person: NewPerson, roles: readonly Role[]): Promise<Account | 'taken'> {
    const { userName, name = userName, email = placeholderAddress(userName), password } = person
    const context = await this.#library.$context
    const taken =
      (await this.#accounts.roster.byUserName(userName)) ??
      (await context.internalAdapter.findUserByEmail(email))
    if (taken !== null) return 'taken'
    const hash = await context.password.hash(password)
    const { id } = await context.internalAdapter.createUser(
      {
        name,
        email,
        emailVerified: false,
        username: userName,
        displayUsername: userName,
      },
      { method: 'admin' },
    )
    await context.internalAdapter.linkAccount({
      userId: id,
      accountId: id,
      providerId: 'credential',
      password: hash,
    })
    await this.#accounts.roster.setRoles(id, roles)
    const added = await this.#accounts.roster.byId(id)
    if (added === null) throw new Error('The person who was added is not in the accounts database.')
    return added
  }

  /** Is this the person's password? Tries are counted as those at sign-in are. */
  async confirm(
    caller: Caller,
    { personId, password }: { personId: string; password: string },
  ): Promise<Outcome> {
    const context = await this.#library.$context
    const found = await context.internalAdapter.findAccounts(personId)
    const hash = found.find(({ providerId }) => providerId === 'credential')?.password ?? ''
    return await this.#attempt(caller, `confirm ${personId}`, async () => {
      const right = hash !== '' && (await context.password.verify({ hash, password }))
      return Response.json(null, { status: right ? 200 : 401 })
    })
  }

  /** By an admin or on the command line: the old password and every session end. */
  async setPassword(personId: string, password: string): Promise<void> {
    const context = await this.#library.$context
    await context.internalAdapter.updatePassword(personId, await context.password.hash(password))
    await this.#accounts.roster.endSessions(personId)
  }

  /** What a page sends with each change, so that another page that can make this browser send cookies cannot make one. */
  csrfOf(sessionId: string): string {
    return createHmac('sha256', this.#secret).update(`csrf ${sessionId}`).digest('base64url')
  }

  isCsrf(sessionId: string, given: string | undefined): boolean {
    const expected = Buffer.from(this.csrfOf(sessionId))
    const actual = Buffer.from(given ?? '')
    return expected.length === actual.length && timingSafeEqual(expected, actual)
  }

  /** Two who send the same code at once: one is let in. */
  async #once(code: string, verify: () => Promise<Response>): Promise<Response> {
    if (!this.#usedCodes.claim(code, this.#clock.nowMs())) return Response.json(null, { status: 401 })
    const answer = await verify()
    if (!answer.ok) this.#usedCodes.release(code)
    return answer
  }

  async #change(caller: Caller, call: (headers: Headers) => Promise<Response>): Promise<Outcome> {
    const outcome = await this.#attempt(
      caller,
      `change ${cookiesForLibrary(caller.cookie, caller.secure)}`,
      () => call(headersOf(caller)),
    )
    if (outcome.kind === 'done') await accessChanged(this.#accounts.database.db)
    return outcome
  }

  async #attempt({ address }: Caller, account: string, call: () => Promise<Response>): Promise<Outcome> {
    const attempt = { account, address }
    const waitS = this.#attempts.waitS(attempt, this.#clock.nowMs())
    if (waitS > 0) return { kind: 'wait', waitS }
    const outcome = await outcomeOf(await call())
    if (outcome.kind === 'refused') this.#attempts.failed(attempt, this.#clock.nowMs())
    else this.#attempts.succeeded(attempt)
    return outcome
  }
}

function headersOf({ cookie, secure, origin, userAgent, address }: Caller): Headers {
  const headers = new Headers({ cookie: cookiesForLibrary(cookie, secure), [addressHeader]: address })
  if (origin !== undefined) headers.set('origin', origin)
  if (userAgent !== undefined) headers.set('user-agent', userAgent.slice(0, 300))
  return headers
}

/** The library's words are for programmers and differ from case to case; only whether it went well counts here. */
async function outcomeOf(response: Response): Promise<Outcome> {
  const cookies = response.headers.getSetCookie()
  const body: unknown = await response.json().catch(() => null)
  if (response.status >= 500) throw new Error(`The sign-in library failed (status ${response.status}).`)
  if (!response.ok) return { kind: 'refused' }
  if (
    typeof body === 'object' &&
    body !== null &&
    'twoFactorRedirect' in body &&
    body.twoFactorRedirect === true
  )
    return { kind: 'second-factor', cookies }
  return { kind: 'done', cookies, body }
}
