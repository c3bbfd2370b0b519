/**
 * Who asks, and what belongs to whom: answers from the accounts database, remembered for some seconds and forgotten at
 * once when anything that decides about access changes, here or at another server of the installation.
 */
import { EventEmitter } from 'node:events'
import type { CushionSummary, CushionsAnswer } from '../../../../contract/cushions.ts'
import type { Clock } from '../../../../platform/clock.ts'
import type { Log } from '../../../../platform/log.ts'
import type { Accounts } from '../accounts.ts'
import { erasePerson, type Kept } from '../erase.ts'
import {
  authorize,
  type CushionSubject,
  type Decision,
  type Person,
  type Stretch,
  type Subject,
  type Who,
} from '../policy/authorize.ts'
import type { Action } from '../policy/permissions.ts'
import type { Account } from '../records/roster.ts'
import type { Caller, SignIn } from '../sign-in/sign-in.ts'
import { ShortMemory } from './short-memory.ts'

export interface Identity {
  readonly who: Who
  readonly account: Account | null
  /** Of a signed-in browser; null for a token and for nobody. */
  readonly sessionId: string | null
  /** To send along: a session that was renewed. */
  readonly cookies: readonly string[]
}

const stranger: Identity = { who: { kind: 'nobody' }, account: null, sessionId: null, cookies: [] }

export interface AccessOptions {
  readonly accounts: Accounts
  readonly signIn: SignIn
  readonly clock: Clock
  readonly log: Log
  readonly cushions: KnownCushions
  /** Where the server keeps what it knows of people beside the accounts. */
  readonly kept: Omit<Kept, 'accounts'>
}

/** What is known of cushions, whoever they belong to. */
export interface KnownCushions {
  /** Null: nobody has said. */
  simulated(cushion: string): Promise<boolean | null>
  all(): Promise<CushionsAnswer>
}

/** Between two looks at the revision; a change made elsewhere counts within a second. */
const lookEveryMs = 400
/** For what ends by itself: a grant's last day, a session's end. */
const rememberedMs = 5000
const mostRemembered = 5000

export class Access {
  readonly changes = new EventEmitter<{ change: [] }>()
  readonly accounts: Accounts
  readonly signIn: SignIn
  readonly clock: Clock
  readonly #log: Log
  readonly #cushions: KnownCushions
  readonly #kept: AccessOptions['kept']
  readonly #identities: ShortMemory<Identity>
  readonly #holdings: ShortMemory<CushionSubject['holdings']>
  #timer: NodeJS.Timeout | null = null
  #revision: string | null = null
  #forgotAtMs = 0
  #looking = false

  constructor({ accounts, signIn, clock, log, cushions, kept }: AccessOptions) {
    this.accounts = accounts
    this.signIn = signIn
    this.clock = clock
    this.#log = log
    this.#cushions = cushions
    this.#kept = kept
    this.#identities = new ShortMemory(rememberedMs, mostRemembered)
    this.#holdings = new ShortMemory(rememberedMs, mostRemembered)
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.look(), lookEveryMs).unref()
  }

  stop(): void {
    clearInterval(this.#timer ?? undefined)
    this.#timer = null
  }

  /** Asks whether anything changed, here or elsewhere. */
  async look(): Promise<void> {
    if (this.#looking) return
    this.#looking = true
    try {
      const revision = await this.accounts.revision()
      const aged = this.clock.nowMs() - this.#forgotAtMs >= rememberedMs
      if (revision === this.#revision && !aged) return
      this.#revision = revision
      this.#forget()
    } catch (error) {
      this.#log.error({ err: error }, 'The accounts cannot be read; nobody is let in until they can.')
      this.#forget()
    } finally {
      this.#looking = false
    }
  }

  /** At the person's own wish. */
  async erase(personId: string): Promise<void> {
    const asked = { personId, actorId: personId, nowMs: this.clock.nowMs() }
    await erasePerson({ ...this.#kept, accounts: this.accounts }, asked)
    this.#forget()
  }

  /** Something was changed here: it counts from this moment on. */
  changedHere(): void {
    this.#forget()
  }

  #forget(): void {
    this.#forgotAtMs = this.clock.nowMs()
    this.#identities.clear()
    this.#holdings.clear()
    this.changes.emit('change')
  }

  async identify(caller: Caller): Promise<Identity> {
    const key = JSON.stringify([caller.secure, caller.authorization ?? null, caller.cookie ?? null])
    if (caller.authorization === undefined && caller.cookie === undefined) return stranger
    return await this.#identities.get(key, () => this.#identify(caller))
  }

  async #identify(caller: Caller): Promise<Identity> {
    const token = /^Bearer (\S{1,200})$/i.exec(caller.authorization ?? '')?.[1]
    if (token !== undefined) return await this.#ofToken(token)
    const session = await this.signIn.session(caller)
    if (session === null) return stranger
    return await this.#identity(session.personId, {
      sessionId: session.sessionId,
      cookies: session.cookies,
      token: null,
    })
  }

  async #ofToken(text: string): Promise<Identity> {
    const nowMs = this.clock.nowMs()
    const token = await this.accounts.tokens.find(text, nowMs)
    if (token === null) return stranger
    await this.accounts.tokens.used(token, nowMs)
    return await this.#identity(token.personId, { sessionId: null, cookies: [], token: token.scopes })
  }

  async #identity(
    personId: string,
    rest: Pick<Identity, 'sessionId' | 'cookies'> & Pick<Person, 'token'>,
  ): Promise<Identity> {
    const account = await this.accounts.roster.byId(personId)
    if (account === null) return stranger
    const grants = await this.accounts.grants.heldBy(personId, this.clock.nowMs())
    const { token, sessionId, cookies } = rest
    const who: Who = { kind: 'person', id: personId, roles: account.roles, grants, token }
    return { who, account, sessionId, cookies }
  }

  async cushion(cushion: string): Promise<CushionSubject> {
    const holdings = await this.#holdings.get(cushion, () => this.accounts.assignments.of(cushion))
    return { kind: 'cushion', simulated: await this.#cushions.simulated(cushion), holdings }
  }

  /** Every cushion that is or was somebody's, asked for at once. */
  async heldCushions(): Promise<ReadonlyMap<string, CushionSubject>> {
    const held = Map.groupBy(await this.accounts.assignments.all(), ({ cushion }) => cushion)
    const subjects = new Map<string, CushionSubject>()
    for (const [cushion, holdings] of held) {
      const simulated = await this.#cushions.simulated(cushion)
      subjects.set(cushion, { kind: 'cushion', simulated, holdings })
    }
    return subjects
  }

  everyCushion(): Promise<CushionsAnswer> {
    return this.#cushions.all()
  }

  /** Of these cushions the ones that this person may know of; an admin learns no more than their names. */
  async cushionsFor(who: Who, cushions: readonly CushionSummary[]): Promise<readonly CushionSummary[]> {
    const seen: CushionSummary[] = []
    for (const cushion of cushions) {
      const decision = this.decide(who, 'cushions.list', await this.cushion(cushion.id))
      if (!decision.permitted) continue
      const { sight } = decision
      if (sight.kind === 'names') seen.push({ ...cushion, lastAt: null })
      else if (sight.kind === 'sitter' && !sight.stretches.some(({ toMs }) => toMs === null))
        seen.push({ ...cushion, availability: 'offline', lastAt: endOf(sight.stretches) })
      else seen.push(cushion)
    }
    return seen
  }

  /** With the name of whose data each of them shows to this person. */
  async withSitters(who: Who, cushions: readonly CushionSummary[]): Promise<readonly CushionSummary[]> {
    const names = new Map((await this.accounts.roster.list()).map(({ id, userName }) => [id, userName]))
    return await Promise.all(
      cushions.map(async (cushion) => {
        const decision = this.decide(who, 'cushions.list', await this.cushion(cushion.id))
        const sitterId =
          decision.permitted && decision.sight.kind === 'sitter' ? decision.sight.sitterId : null
        return { ...cushion, sitter: sitterId === null ? null : (names.get(sitterId) ?? null) }
      }),
    )
  }

  decide(who: Who, action: Action, subject: Subject): Decision {
    return authorize({ who, action, subject, nowMs: this.clock.nowMs() })
  }
}

/** Of a cushion that somebody else has now: when it was last theirs. */
function endOf(stretches: readonly Stretch[]): string | null {
  const last = stretches.at(-1)?.toMs ?? null
  return last === null ? null : new Date(last).toISOString()
}
