/**
 * What a body does and a thing does not: it breathes and sways, and each breath and each sway moves the load under several parts
 * of the seat at once. Noise of the cells is different in each part, creep and settling foam are slow, and a cat moves only
 * the parts it lies on.
 *
 * For each part of the seat (sit bone and thigh of each side) the mean of 0.7 s less that of 2.5 s, without a steady trend, is
 * what moves. A part lives when that goes with what moves another one: a correlation of 0.65, over up to 40 s. Three quarters
 * of the parts alive are a body (all numbers: ours).
 */
import { z } from 'zod'

const fastMs = 700
const slowMs = 2500
const trendMs = 4000
/** Foam, cover and cells settle at first, all parts alike; that is not body movement. */
const settlingMs = 8000
const leastMs = 20_000
const windowMs = 40_000
const together = 0.65
const partsShare = 0.75

const partSchema = z.object({
  fast: z.number(),
  slow: z.number(),
  /** Mean of their difference, and of what that leaves: steady creep, and how it slows down. */
  trend: z.number(),
  bend: z.number(),
  moved: z.number(),
})
export const bodySignsSchema = z.object({
  ms: z.number(),
  parts: z.array(partSchema),
  /** Mean product of the movements of each part with each, row after row. */
  products: z.array(z.number()),
})
export type BodySigns = z.infer<typeof bodySignsSchema>

export const freshBodySigns = (): BodySigns => ({ ms: 0, parts: [], products: [] })

/** One frame: mean level of each part of the seat, NaN without a good cell. */
export function stepBodySigns(signs: BodySigns, levels: readonly number[], dtMs: number): void {
  const known = levels.filter((level) => !Number.isNaN(level))
  if (known.length !== signs.parts.length) restart(signs, known)
  signs.ms += dtMs
  const seenMs = signs.ms - settlingMs
  for (let i = 0; i < known.length; i++) stepPart(signs.parts[i], { level: known[i] ?? 0, dtMs, seenMs })
  if (seenMs <= trendMs) return
  const weight = Math.min(1, dtMs / Math.min(seenMs - trendMs, windowMs))
  const { parts, products } = signs
  for (let i = 0, at = 0; i < parts.length; i++)
    for (let j = 0; j < parts.length; j++, at++) {
      const product = (parts[i]?.moved ?? 0) * (parts[j]?.moved ?? 0)
      products[at] = (products[at] ?? 0) + (product - (products[at] ?? 0)) * weight
    }
}

/** Does a body move what lies on the seat? */
export function showsBody({ ms, parts, products }: BodySigns): boolean {
  if (ms < settlingMs + leastMs) return false
  const size = parts.length
  const product = (i: number, j: number) => products[i * size + j] ?? 0
  const lives = (i: number) =>
    parts.some((_, j) => {
      const alone = Math.sqrt(product(i, i) * product(j, j))
      return j !== i && alone > 0 && Math.abs(product(i, j)) >= together * alone
    })
  return size > 1 && parts.filter((_, i) => lives(i)).length >= partsShare * size
}

function restart(signs: BodySigns, levels: readonly number[]): void {
  signs.ms = 0
  signs.parts = levels.map((level) => ({ fast: level, slow: level, trend: 0, bend: 0, moved: 0 }))
  signs.products = new Array<number>(levels.length ** 2).fill(0)
}

function stepPart(
  part: BodySigns['parts'][number] | undefined,
  { level, dtMs, seenMs }: { level: number; dtMs: number; seenMs: number },
): void {
  if (part === undefined) return
  part.fast += (level - part.fast) * Math.min(1, dtMs / fastMs)
  part.slow += (level - part.slow) * Math.min(1, dtMs / slowMs)
  if (seenMs <= 0) return
  const apart = part.fast - part.slow
  const weight = Math.min(1, dtMs / Math.min(seenMs, trendMs))
  part.trend += (apart - part.trend) * weight
  part.bend += (apart - part.trend - part.bend) * weight
  part.moved = apart - part.trend - part.bend
}
