/**
 * Sedentary bouts and the breaks between them (SBRN 2017: a bout is uninterrupted sitting).
 *
 * - A bout ends after the seat was empty for `breakMin`. Its end is the moment the sitter left.
 * - `boutS` is the wall time from sitting down to the last seated moment, less the unknown time in between. Absences
 *   shorter than a break are part of the bout.
 * - Unknown time is never rest, however long: it does not count towards a break and does not end the bout. Only a new day ends
 *   a bout in which nobody was seen sitting (docs/decisions/0008).
 * - An absence that was seen only on both sides of more than unknownBridgeMs (or breakMin, if longer) was not seen as one.
 */
import { z } from 'zod'
import type { Bout } from '../model/schemas/bouts.ts'
import type { Occupancy } from '../model/schemas/occupancy.ts'

const unknownBridgeMs = 10 * 60_000

export const boutsSchema = z.object({
  startMs: z.number().nullable(),
  lastSeatedMs: z.number(),
  /** Unknown time that a later seated moment placed within the bout; and unknown time still pending. */
  unknownMs: z.number(),
  hangingUnknownMs: z.number(),
  unknownRunMs: z.number(),
  emptySinceMs: z.number().nullable(),
  emptyMs: z.number(),
  lastEmptyMs: z.number(),
  hadBout: z.boolean(),
  lastBreak: z.object({ startMs: z.number(), endMs: z.number().nullable(), ms: z.number() }).nullable(),
})
export type BoutsState = z.infer<typeof boutsSchema>

export const freshBouts = (): BoutsState => ({
  startMs: null,
  lastSeatedMs: 0,
  unknownMs: 0,
  hangingUnknownMs: 0,
  unknownRunMs: 0,
  emptySinceMs: null,
  emptyMs: 0,
  lastEmptyMs: 0,
  hadBout: false,
  lastBreak: null,
})

/** Length of the running bout, seconds; 0 without one. */
export const boutS = (state: BoutsState): number =>
  state.startMs === null ? 0 : Math.max(0, state.lastSeatedMs - state.startMs - state.unknownMs) / 1000

/** Adds time with the seat in state `kind`. Returns the bout that this ended, if any. */
export function passTime(
  state: BoutsState,
  { kind, fromMs, toMs, breakMs }: { kind: Occupancy; fromMs: number; toMs: number; breakMs: number },
): Bout | null {
  if (kind === 'occupied') {
    state.lastSeatedMs = toMs
    return null
  }
  if (kind === 'empty') {
    state.emptyMs += toMs - fromMs
    state.lastEmptyMs = toMs
    return breakReached(state, breakMs)
  }
  state.unknownRunMs += toMs - fromMs
  state.hangingUnknownMs += toMs - fromMs
  return null
}

/** The seat turned out to be occupied since `edgeMs`. True when this starts a bout. */
export function satDown(
  state: BoutsState,
  { edgeMs, nowMs, was, breakMs }: { edgeMs: number; nowMs: number; was: Occupancy; breakMs: number },
): boolean {
  if (was === 'unknown') takeBackUnknown(state, nowMs - edgeMs)
  const open = state.lastBreak
  if (open !== null && open.endMs === null) {
    const unseen = state.unknownRunMs > Math.max(unknownBridgeMs, breakMs)
    const takenBack = was === 'empty' ? nowMs - edgeMs : 0
    open.endMs = unseen ? state.lastEmptyMs : edgeMs
    open.ms = Math.max(0, open.ms - takenBack)
  }
  state.emptySinceMs = null
  state.emptyMs = 0
  state.unknownRunMs = 0
  state.lastSeatedMs = nowMs
  const begins = state.startMs === null
  if (begins) {
    state.startMs = edgeMs
    state.unknownMs = 0
  } else {
    state.unknownMs += state.hangingUnknownMs
  }
  state.hangingUnknownMs = 0
  return begins
}

/** The seat turned out to be empty since `edgeMs`. Returns the bout that this ended, if `breakMin` is that short. */
export function stoodUp(
  state: BoutsState,
  { edgeMs, nowMs, was, breakMs }: { edgeMs: number; nowMs: number; was: Occupancy; breakMs: number },
): Bout | null {
  if (was === 'occupied') state.lastSeatedMs = Math.max(state.startMs ?? edgeMs, edgeMs)
  if (was === 'unknown') {
    takeBackUnknown(state, nowMs - edgeMs)
    if (state.unknownRunMs > Math.max(unknownBridgeMs, breakMs)) {
      // Somebody may have sat meanwhile, so the earlier absence ends where it was last seen.
      if (state.lastBreak !== null && state.lastBreak.endMs === null)
        state.lastBreak.endMs = state.lastEmptyMs
      state.emptySinceMs = null
      state.emptyMs = 0
    }
  }
  if (state.emptySinceMs === null) state.emptySinceMs = edgeMs
  state.emptyMs += nowMs - edgeMs
  state.lastEmptyMs = nowMs
  state.unknownRunMs = 0
  return breakReached(state, breakMs)
}

function takeBackUnknown(state: BoutsState, ms: number): void {
  state.unknownRunMs = Math.max(0, state.unknownRunMs - ms)
  state.hangingUnknownMs = Math.max(0, state.hangingUnknownMs - ms)
}

function breakReached(state: BoutsState, breakMs: number): Bout | null {
  const since = state.emptySinceMs
  if (since === null || state.emptyMs < breakMs) return null
  const bout = state.startMs === null ? null : endBout(state)
  if (state.hadBout) {
    if (state.lastBreak === null || state.lastBreak.endMs !== null) {
      state.lastBreak = { startMs: since, endMs: null, ms: state.emptyMs }
    } else {
      state.lastBreak.ms = state.emptyMs
    }
  }
  return bout
}

/** Ends the running bout at its last seated moment. */
export function endBout(state: BoutsState): Bout | null {
  if (state.startMs === null) return null
  const bout = {
    startedAtMs: state.startMs,
    endedAtMs: state.lastSeatedMs,
    boutS: Math.round(boutS(state) * 10) / 10,
  }
  state.startMs = null
  state.unknownMs = 0
  state.hangingUnknownMs = 0
  state.hadBout = true
  return bout
}
