/**
 * What was accounted before a doubt about the seat began, kept until the doubt is over, so that time which passed for sitting or
 * for rest can be taken back (take-back.ts).
 */
import { z } from 'zod'
import { lastMinuteSchema } from '../limits/last-minute.ts'
import { minutesSchema } from '../summary/minutes.ts'
import { boutsSchema } from './bouts.ts'
import type { OccupancyState } from './occupancy.ts'

const sides = z.object({ left: z.number(), right: z.number() })

/** These are parts of the core's state, as they were. */
export const beforeDoubtSchema = z.object({
  doubtMs: z.number(),
  accountedMs: z.number().nullable(),
  bouts: boutsSchema,
  minutes: minutesSchema,
  lastMinute: lastMinuteSchema,
  load: sides,
  pti: sides,
  totalMs: z.object({ occupied: z.number(), empty: z.number(), unknown: z.number() }),
  day: z.object({ startMs: z.number().nullable(), seatedMs: z.number() }),
  sitting: z.object({ level: z.number(), ms: z.number() }),
})
type BeforeDoubt = z.infer<typeof beforeDoubtSchema>

type Accounts = Omit<BeforeDoubt, 'doubtMs' | 'sitting'>

/** After each step of occupancy, before its time is accounted. */
export function rememberBeforeDoubt(
  state: Accounts & { readonly occupancy: OccupancyState; beforeDoubt: BeforeDoubt | null },
): void {
  const { doubtMs, object, sittingLevel, sittingMs } = state.occupancy
  if (doubtMs === null) {
    // Kept for the one step in which the doubt turned out to be a thing.
    if (state.beforeDoubt !== null && !object) state.beforeDoubt = null
    return
  }
  if (state.beforeDoubt?.doubtMs === doubtMs) return
  const { accountedMs, bouts, minutes, lastMinute, load, pti, totalMs, day } = state
  const { startMs, seatedMs } = day
  state.beforeDoubt = structuredClone({
    doubtMs,
    accountedMs,
    bouts,
    minutes,
    lastMinute,
    load,
    pti,
    totalMs,
    day: { startMs, seatedMs },
    sitting: { level: sittingLevel, ms: sittingMs },
  })
}
