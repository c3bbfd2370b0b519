/**
 * Which stretches a wrong clock has dated, and by how much: from the `clock-jump` events of a cushion. Pure.
 *
 * Each of them ended an epoch of the clock and says how far the clock went. The last epoch is taken for right; an earlier one is
 * wrong by all that the clock went since. Forth and back again so leaves the time before untouched.
 */
import { z } from 'zod'
import type { CushionEvent } from '../core/model/schemas/events.ts'
import type { Stretch } from './store.ts'

export const jumpKind = 'clock-jump'
const exactMs = 5000
/** Over a restart nobody knows how long the gateway was down. */
const inexactMs = 24 * 3_600_000

export interface WrongStretch extends Stretch {
  readonly event: CushionEvent
  readonly byMs: number
  /** Its times are no other epoch's: what lies there can be told to be of this one. */
  readonly alone: boolean
}

const iso = z.iso.datetime().transform((text) => Date.parse(text))
const jumpSchema = z.object({
  epoch: z.number(),
  sinceAt: iso,
  fromAt: iso,
  toAt: iso,
  exact: z.boolean(),
  repaired: z.boolean().default(false),
})

export function wrongStretches(events: readonly CushionEvent[], nowMs: number): WrongStretch[] {
  const jumps = events
    .flatMap((event) => {
      const read = jumpSchema.safeParse(event)
      return event.kind === jumpKind && read.success ? [{ ...read.data, event }] : []
    })
    .sort((a, b) => a.epoch - b.epoch)
  const last = jumps.at(-1)
  if (last === undefined) return []
  const epochs = [
    ...jumps.map(({ sinceAt, fromAt }) => ({ fromMs: sinceAt, toMs: fromAt + 1 })),
    { fromMs: last.toAt, toMs: Math.max(nowMs, last.toAt) + 1 },
  ]
  return jumps.flatMap(({ event, repaired }, i) => {
    const later = jumps.slice(i)
    const byMs = later.reduce((sum, { fromAt, toAt }) => sum + toAt - fromAt, 0)
    const own = epochs[i]
    const tolerance = later.every(({ exact }) => exact) ? exactMs : inexactMs
    if (own === undefined || repaired || Math.abs(byMs) <= tolerance) return []
    const alone = epochs.every((one, j) => j === i || one.toMs <= own.fromMs || one.fromMs >= own.toMs)
    return [{ ...own, event, byMs, alone }]
  })
}
