/**
 * The store as this server sees it: the known cushions (fetched every few seconds at most), and whether it last answered.
 * API reads go to the store itself; this holds only what is needed often.
 */
import { EventEmitter } from 'node:events'
import type { PartHealth } from '../../../contract/cushions.ts'
import type { Log } from '../../../platform/log.ts'
import type { Store, StoredCushion } from '../../../store/store.ts'
import { StoreMisconfigured } from '../../../store/store.ts'
import { reasonOf } from '../http/redact.ts'

const freshMs = 2000
const probeMs = 10_000
const answerMs = 3000

/** Sentences for people; the driver's own message may name hosts and users, so it goes to the log only. */
export const storeTrouble = (error: unknown): string =>
  error instanceof StoreMisconfigured
    ? 'The store refuses the login or does not know the database, so past days cannot be shown. Check --store and its password. Live figures and alerts continue.'
    : 'The store cannot be read at the moment, so past days cannot be shown. Live figures and alerts continue, and readings wait at the gateway. Check that the store is running.'

export interface StoreWatchOptions {
  readonly store: Store
  readonly log: Log
}

export class StoreWatch {
  /** `health`: whether it answers has changed. */
  readonly changes = new EventEmitter<{ health: [] }>()
  readonly #options: StoreWatchOptions
  #known: readonly StoredCushion[] = []
  #askedAtMs = Number.NEGATIVE_INFINITY
  #asking: Promise<void> | null = null
  #timer: NodeJS.Timeout | null = null
  #now: PartHealth = { ok: true, detail: 'The store has not been checked yet.' }

  constructor(options: StoreWatchOptions) {
    this.#options = options
  }

  start(): void {
    void this.#ask()
    this.#timer ??= setInterval(() => void this.#ask(), probeMs).unref()
  }

  stop(): void {
    clearInterval(this.#timer ?? undefined)
    this.#timer = null
  }

  get health(): PartHealth {
    return this.#now
  }

  /** The cushions of the store, at most a few seconds old; the last known ones while it does not answer. */
  async cushions(): Promise<readonly StoredCushion[]> {
    if (performance.now() - this.#askedAtMs > freshMs) await this.#ask()
    return this.#known
  }

  async find(cushion: string): Promise<StoredCushion | null> {
    const match = () => this.#known.find((stored) => stored.cushion === cushion) ?? null
    if (match() === null) await this.cushions()
    return match()
  }

  /** Called with the outcome of an API read. */
  failed(error: unknown): void {
    this.#options.log.warn({ store: this.#options.store.name, reason: reasonOf(error) }, storeTrouble(error))
    this.#set({ ok: false, detail: storeTrouble(error) })
  }

  #ask(): Promise<void> {
    this.#asking ??= this.#askOnce().finally(() => {
      this.#asking = null
    })
    return this.#asking
  }

  async #askOnce(): Promise<void> {
    const { store } = this.#options
    let timer: NodeJS.Timeout | undefined
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer for ${answerMs} ms`)), answerMs)
    })
    try {
      this.#known = await Promise.race([store.cushions(), tooLong])
      this.#set({ ok: true, detail: `The store (${store.name}) answers.` })
    } catch (error) {
      if (this.#now.ok) this.failed(error)
    } finally {
      clearTimeout(timer)
      this.#askedAtMs = performance.now()
    }
  }

  #set(health: PartHealth): void {
    const changed = health.ok !== this.#now.ok
    this.#now = health
    if (changed) this.changes.emit('health')
  }
}
