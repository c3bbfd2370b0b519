/**
 * Epochs of the clock behind a cushion's stamps: each step of the clock by more than a few seconds begins one, so that stamps
 * are right again at once. A later epoch may cover times that an earlier one has already used; these stretches are kept here,
 * so that a store checks before it writes there. Saved on the disk with the last stamp.
 */

import { z } from 'zod'
import { dayMs } from '../../../core/time/calendar.ts'

const stretchSchema = z.object({ fromMs: z.number(), toMs: z.number() })
export const epochsSchema = z.object({
  /** Counted from 0. */
  number: z.number().int(),
  /** First timestamp of the present epoch; null before it. */
  sinceMs: z.number().nullable(),
  /** Times that another epoch has used, or may have. */
  shared: z.array(stretchSchema),
})
export type EpochsState = z.infer<typeof epochsSchema>

const mostShared = 40
/** For this long after a step forward, batches of an earlier epoch may still wait in an outbox and be written later. */
const outboxMs = 30 * dayMs

export class Epochs {
  #state: EpochsState

  constructor(kept: EpochsState | null) {
    this.#state = kept ?? { number: 0, sinceMs: null, shared: [] }
  }

  get state(): EpochsState {
    return this.#state
  }

  /** A reading got its timestamp. */
  stamped(atMs: number): void {
    if (this.#state.sinceMs === null) this.#state = { ...this.#state, sinceMs: atMs }
  }

  /** The clock went from `fromMs` to `toMs`; returns the number and the start of the epoch that ended. */
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
