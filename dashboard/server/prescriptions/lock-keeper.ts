/**
 * Keeps what is locked in force against programs that set limits at the broker, past this server: a limit beyond its lock is put
 * back within a second or two, and the log of sitter and physio says so. What is set at this server never gets beyond one.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { beyondLock, withinLock } from '../../../core/progress/locks.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import type { LiveHub } from '../live/live-hub.ts'
import type { Tolerances } from '../live/tolerance.ts'
import type { People } from '../people/people.ts'
import type { Locks, SetLock } from './locks.ts'

export interface LockKeeperOptions {
  readonly hub: LiveHub
  readonly locks: Locks
  readonly tolerances: Tolerances
  readonly people: People
  readonly clock: Clock
  readonly log: Log
}

/** A program that insists makes no more work than this. */
const paceMs = 1000

export class LockKeeper {
  readonly #options: LockKeeperOptions
  /** Cushions that are being looked at; true: once more, because something has changed meanwhile. */
  readonly #looking = new Map<string, boolean>()
  readonly #ending = new AbortController()

  constructor(options: LockKeeperOptions) {
    this.#options = options
  }

  subscribe(): void {
    const { hub, people } = this.#options
    hub.changes.on('tolerance', (cushion) => void this.#look(cushion))
    // Only then is it clear whose diary has the lock.
    hub.changes.on('info', (cushion) => void this.#look(cushion))
    people.changes.on('change', () => {
      for (const { id } of hub.summaries()) void this.#look(id)
    })
  }

  stop(): void {
    this.#ending.abort()
  }

  async #look(cushion: string): Promise<void> {
    if (this.#looking.has(cushion)) {
      this.#looking.set(cushion, true)
      return
    }
    do {
      this.#looking.set(cushion, false)
      const kept = await this.#keep(cushion).catch((error: unknown) => {
        this.#options.log.warn(
          { cushion, err: error },
          'Whether a limit is locked could not be looked up, so the limits stay as they are until they next change.',
        )
        return false
      })
      if (kept) await delay(paceMs, undefined, { signal: this.#ending.signal, ref: false }).catch(() => {})
    } while (this.#looking.get(cushion) === true && !this.#ending.signal.aborted)
    this.#looking.delete(cushion)
  }

  /** Whether something had to be put back. */
  async #keep(cushion: string): Promise<boolean> {
    const { hub, locks, tolerances, log } = this.#options
    const lock = await locks.of(cushion)
    const inForce = hub.get(cushion)?.tolerance ?? null
    if (lock === null || inForce === null) return false
    const fields = beyondLock(inForce, lock).map(({ field }) => field)
    if (fields.length === 0) return false
    const set = await tolerances.prescribe(cushion, withinLock(inForce, lock))
    // The broker is away; with it comes the limit again, and is looked at then.
    if ('problem' in set) return false
    log.warn(
      { cushion, fields, lockedBy: lock.by },
      'A program at the broker set limits beyond what is locked. The locked limits are in force again; find the program, and let it publish no tolerance.',
    )
    await this.#note(cushion, lock)
    return true
  }

  /** For sitter and physio, where there are accounts. */
  async #note(cushion: string, { by }: SetLock): Promise<void> {
    const { people, locks, clock } = this.#options
    if (people.open === null) return
    const { accounts } = people.open.access
    const sitterId = await locks.holder(cushion)
    const physio = by === null ? null : await accounts.roster.byUserName(by)
    const entry = { atMs: clock.nowMs(), actorId: null, action: 'lock-kept', cushion } as const
    for (const personId of [sitterId, physio?.id ?? null])
      if (personId !== null) await accounts.audit.add({ ...entry, personId })
  }
}
