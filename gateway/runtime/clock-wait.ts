/**
 * A computer without a clock of its own starts in 1970 until the network tells it the time. Until then its batches wait in the
 * outbox, and alerts and the page go on; once the clock is set, the batches are dated back to when they were really made, and
 * go to the store. After an hour without a time they go as they are.
 */
import { recordSchema } from '../../contract/record.ts'
import { shiftBatch } from '../../contract/shift-batch.ts'
import type { Log } from '../../platform/log.ts'
import type { Link, LinkJump } from '../link/link.ts'
import type { Outbox } from '../outbox/outbox.ts'

export interface ClockWaitOptions {
  readonly cushion: string
  readonly outbox: Pick<Outbox, 'rewrite'>
  readonly link: Pick<Link, 'isClockSet'>
  /** Monotonic. */
  readonly nowMs: () => number
  readonly log: Log
}

const longestMs = 3_600_000
/** The link looks for a jump twice a second. A clock that is set without one needs no correction of earlier times. */
const noJumpMs = 3000

export class ClockWait {
  readonly #options: ClockWaitOptions
  #startedMs: number | null = null
  #setSinceMs: number | null = null
  #firstBatch: number | null = null

  constructor(options: ClockWaitOptions) {
    this.#options = options
  }

  start(): void {
    const { link, nowMs, log, cushion } = this.#options
    if (link.isClockSet()) return
    this.#startedMs = nowMs()
    log.warn(
      { cushion },
      'The clock of this computer is not set yet. Readings wait in the outbox and get their true time once it is set, for up to an hour. Check the network connection or the time service of this computer.',
    )
  }

  /** Batches are not sent while this is true. */
  get holds(): boolean {
    return this.#startedMs !== null
  }

  /** Call a few times a second. */
  beat(): void {
    if (this.#startedMs === null) return
    const { link, nowMs, log, cushion } = this.#options
    const now = nowMs()
    if (!link.isClockSet()) this.#setSinceMs = null
    else this.#setSinceMs ??= now
    if (this.#setSinceMs !== null && now - this.#setSinceMs > noJumpMs) this.#startedMs = null
    if (this.#startedMs === null || now - this.#startedMs <= longestMs) return
    this.#startedMs = null
    log.warn(
      { cushion },
      'The clock of this computer has not been set for an hour. Readings are now stored with its time, which is wrong. Set the clock; "sitbone repair --clock" then shows what can be moved.',
    )
  }

  added(batches: readonly { readonly batch: number }[]): void {
    if (this.holds) this.#firstBatch ??= batches[0]?.batch ?? null
  }

  /** The clock was set. Returns whether everything dated before now has its true time, so that nothing is left to repair. */
  dateBack({ epoch }: LinkJump): boolean {
    const { cushion, outbox, log, link } = this.#options
    const first = this.#firstBatch
    if (!this.holds || !link.isClockSet()) return false
    this.#startedMs = null
    if (epoch === null || !epoch.exact) return false
    const byMs = epoch.toMs - epoch.fromMs
    const redate = (content: string) =>
      JSON.stringify(shiftBatch(recordSchema.parse(JSON.parse(content)), byMs))
    const batches = first === null ? 0 : outbox.rewrite(cushion, first, redate)
    log.info(
      { cushion, batches },
      'The clock of this computer was set. Earlier readings now have their true time.',
    )
    return true
  }
}
