/**
 * Whether this installation has one person, who sits at this computer and needs no sign-in, or people with accounts. Begins
 * with the first account, also on a running server, and never ends by itself: accounts that cannot be read close the door.
 * Everything that only accounts need is loaded at that moment.
 */
import { EventEmitter } from 'node:events'
import { existsSync } from 'node:fs'
import type { Router } from 'express'
import type { FirstPerson } from '../../../contract/people.ts'
import type { Log } from '../../../platform/log.ts'
import type { AccountsAddress } from './database/open.ts'
import type { Access } from './gate/access.ts'

export interface PeopleOptions {
  readonly address: AccountsAddress
  readonly log: Log
  /** Loads and opens all that belongs to accounts; null: nobody has one yet. */
  readonly open: (changed: () => void) => Promise<OpenPeople | null>
  /** Makes the first account. */
  readonly begin: (first: FirstPerson) => Promise<'added' | 'late'>
}

/** `closed`: there may be accounts, and they cannot be read now. */
export type Mode = 'one-person' | 'people' | 'closed'

export interface OpenPeople {
  readonly access: Access
  /** Sign-in, sharing, and everything else about accounts, below `/api/v1`. */
  readonly router: Router
  stop(): Promise<void>
}

const lookEveryMs = 500

export class People {
  readonly changes = new EventEmitter<{ change: [] }>()
  readonly #options: PeopleOptions | null
  #open: OpenPeople | null = null
  #mode: Mode = 'one-person'
  #timer: NodeJS.Timeout | null = null
  #looking: Promise<void> | null = null

  /** Null: accounts cannot be had here, as in a demonstration. */
  constructor(options: PeopleOptions | null) {
    this.#options = options
  }

  get mode(): Mode {
    return this.#mode
  }

  /** Null as long as there are no accounts, or while they cannot be read. */
  get open(): OpenPeople | null {
    return this.#open
  }

  async start(): Promise<void> {
    if (this.#options === null) return
    await this.look()
    this.#timer ??= setInterval(() => void this.look(), lookEveryMs).unref()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer ?? undefined)
    this.#timer = null
    await this.#looking
    const open = this.#open
    this.#open = null
    await open?.stop()
  }

  /** Switches accounts on; `unavailable`: this server can have none. */
  async begin(first: FirstPerson): Promise<'added' | 'late' | 'unavailable'> {
    if (this.#options === null) return 'unavailable'
    if (this.#mode !== 'one-person') return 'late'
    const outcome = await this.#options.begin(first)
    await this.look()
    return outcome
  }

  /** Are there accounts by now? */
  look(): Promise<void> {
    if (this.#open !== null || this.#options === null) return Promise.resolve()
    this.#looking ??= this.#look(this.#options).finally(() => {
      this.#looking = null
    })
    return this.#looking
  }

  async #look(options: PeopleOptions): Promise<void> {
    const { address, log } = options
    if (address.kind === 'sqlite' && !existsSync(address.file)) return
    try {
      const opened = await options.open(() => this.changes.emit('change'))
      if (opened === null) {
        this.#become('one-person')
        return
      }
      this.#open = opened
      this.#become('people')
      log.info({}, 'Accounts are on: every page and every program has to sign in.')
    } catch (error) {
      if (this.#mode !== 'closed')
        log.error(
          { err: error },
          'There may be accounts, but they cannot be read. Nobody is let in until they can.',
        )
      this.#become('closed')
    }
  }

  #become(mode: Mode): void {
    const changed = mode !== this.#mode
    this.#mode = mode
    if (changed) this.changes.emit('change')
  }
}
