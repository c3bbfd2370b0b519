/**
 * Epochs of the clock under a cushion's stamps: each step of the clock by more than some seconds begins one. Time comes back
 * at once that way, and a later epoch may run through times that an earlier one gave out already: such stretches are known
 * here, so that a store looks before it writes there. Kept on the disk with the last stamp.
 */

import { z } from 'zod'
import { dayMs } from '../../../core/time/calendar.ts'

const stretchSchema = z.object({ fromMs: z.number(), toMs: z.number() })
export const epochsSchema = z.object({
  /** Counted from 0. */
  number: z.number().int(),
  /** Since when the present epoch stamps; null before its first stamp. */
  sinceMs: z.number().nullable(),
  /** Where another epoch has stamped, or may have. */
  shared: z.array(stretchSchema),
})
export type EpochsState = z.infer<typeof epochsSchema>

const mostShared = 40
/** So long after a step forward an earlier epoch's batches may still wait in an outbox, and be written later. */
const outboxMs = 30 * dayMs

export class Epochs {
  #state: EpochsState

  constructor(kept: EpochsState | null) {
    this.#state = kept ?? { number: 0, sinceMs: null, shared: [] }
  }

  get state(): EpochsState {
    return this.#state
  }

  /** A reading was stamped. */
  stamped(atMs: number): void {
    if (this.#state.sinceMs === null) this.#state = { ...this.#state, sinceMs: atMs }
  }

  /** The clock went from `fromMs` to `toMs`; gives the number of the epoch that ended, and since when it had been. */
  begin(fromMs: number, toMs: number): { number: number; sinceMs: number } {
    const { number } = this.#state
    const sinceMs = Math.min(this.#state.sinceMs ?? fromMs, fromMs)
    const shared = [...this.#state.shared, { fromMs: sinceMs, toMs: fromMs }]
    if (toMs > fromMs) shared.push({ fromMs: toMs, toMs: toMs + outboxMs })
    this.#state = { number: number + 1, sinceMs: null, shared: shared.slice(-mostShared) }
    return { number, sinceMs }
  }

  /** Another epoch may have a reading at this time. */
  isShared(atMs: number): boolean {
    return this.#state.shared.some(({ fromMs, toMs }) => atMs >= fromMs && atMs <= toMs)
  }
}
