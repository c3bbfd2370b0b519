/**
 * Finds frames that are not new readings: a repeated one, and one that arrives after later frames. They are counted and
 * left out, so that a faulty connection adds no reading and is not mistaken for a reset of the board. Pure.
 */
/** A frame further behind than this did not arrive late: the board restarted. */
const mostBehind = 3
const mostBehindMs = 5000

export interface Placed {
  readonly seq: number
  readonly ms: number
}

/** Null for a frame that continues after `last`. A board that restarts counts from 0. */
export function misplaced({ seq, ms }: Placed, last: Placed | null): 'repeated' | 'late' | null {
  if (last === null) return null
  if (seq === last.seq && ms === last.ms) return 'repeated'
  const behindMs = (last.ms - ms) >>> 0
  if (seq === 0 || behindMs === 0 || behindMs > mostBehindMs) return null
  // Some boards count in 16 bits.
  const behind = Math.min((last.seq - seq) >>> 0, (last.seq - seq) & 0xffff)
  return behind >= 1 && behind <= mostBehind ? 'late' : null
}
