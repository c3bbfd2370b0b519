/**
 * The break that a person owes: from the moment a limit is reached until the break is enough. It is kept through snoozes, meetings and
 * times without data, and a person who takes it is thanked.
 */
import { effect, type ReadonlySignal, signal } from '@preact/signals'
import type { CushionState } from '../../../../../core/model/schemas/state.ts'
import { minuteWords } from '../../words/durations.ts'
import type { Session } from '../session-contract.ts'
import type { Toasts } from '../toasts.ts'
import { earliestMs, reachedLimits } from './open-limits.ts'

export interface OwedBreak {
  readonly sinceMs: number
  /** The break that goes on; null: the person still sits. */
  readonly break: { readonly startedMs: number; readonly enoughMs: number | null } | null
}

/** What is owed after this state. */
export function owedAfter(owed: OwedBreak | null, state: CushionState): OwedBreak | null {
  if (state.occupancy === 'unknown') return owed
  const reached = reachedLimits(state)
  const sinceMs = owed?.sinceMs ?? (reached.length > 0 ? earliestMs(reached) : null)
  if (state.occupancy === 'empty') {
    const pause = state.break
    if (sinceMs === null || pause == null) return owed
    const enoughMs = pause.enoughAt === null ? null : Date.parse(pause.enoughAt)
    return { sinceMs, break: { startedMs: Date.parse(pause.startedAt), enoughMs } }
  }
  return sinceMs === null || reached.length === 0 ? null : { sinceMs, break: null }
}

/** Seconds of the break that ends with this state, if it was owed and enough; otherwise null. */
export function takenBreakS(owed: OwedBreak | null, { at, occupancy }: CushionState): number | null {
  if (occupancy !== 'occupied' || owed?.break == null) return null
  const { startedMs, enoughMs } = owed.break
  const backMs = Date.parse(at)
  return enoughMs !== null && backMs >= enoughMs ? (backMs - startedMs) / 1000 : null
}

export function openOwedBreak(
  session: Pick<Session, 'heard' | 'cushion'>,
  toasts: Toasts,
): ReadonlySignal<OwedBreak | null> {
  const owed = signal<OwedBreak | null>(null)
  let cushion: string | null = null
  effect(() => {
    const heard = session.heard.value
    const shown = session.cushion.peek()
    if (shown !== cushion || heard === null) owed.value = null
    cushion = shown
    if (heard === null) return
    const before = owed.peek()
    const takenS = heard.restored ? null : takenBreakS(before, heard.state)
    if (takenS !== null) toasts.show({ text: `Thank you for the break of ${minuteWords(takenS)}.` })
    owed.value = owedAfter(before, heard.state)
  })
  return owed
}
