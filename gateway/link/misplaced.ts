/**
 * Frames that are no new reading: one that came already (a doubled line), and one that those after it have overtaken. They
 * are counted and left out, so that a fault of the line invents neither a reading nor a reset of the board. Pure.
 */
/** Further behind is not a line that was overtaken but a board that began anew. */
const mostBehind = 3
const mostBehindMs = 5000

export interface Placed {
  readonly seq: number
  readonly ms: number
}

/** Null for a frame that goes on from `last`. A board that begins anew counts from 0. */
export function misplaced({ seq, ms }: Placed, last: Placed | null): 'repeated' | 'late' | null {
  if (last === null) return null
  if (seq === last.seq && ms === last.ms) return 'repeated'
  const behindMs = (last.ms - ms) >>> 0
  if (seq === 0 || behindMs === 0 || behindMs > mostBehindMs) return null
  // Some boards count in 16 bits.
  const behind = Math.min((last.seq - seq) >>> 0, (last.seq - seq) & 0xffff)
  return behind >= 1 && behind <= mostBehind ? 'late' : null
}
