/**
 * Bouts, weight shifts and pressure reliefs from the true pressures: a separate, simple implementation of the definitions
 * (Sonenblum 2016), without any gateway code:
 *
 *   weight shift     a side 30 % or more below its own recent level, for 15 s to 2 min, until it is within 25 % of it again
 *   pressure relief  the whole seat 90 % or more below, for 15 s up to a break, with the sitter back afterwards
 *   bout             on the seat; absences under a break belong to it
 *
 * The definition does not say how recent "recent" is, and postures change: `plain` shifts fulfil it clearly, for half a minute
 * as well as three; `near` ones almost fulfil it for one of the two, or the sitter leans for that long.
 */
import type { SimulatedPosture } from '../../core/model/simulated-sitter.ts'
import type { Truth } from '../../simulator/index.ts'

export interface Span {
  readonly fromMs: number
  readonly toMs: number
}

export type Strictness = 'exact' | 'plain' | 'near'

const rules = {
  exact: { shift: 0.3, relief: 0.9, leastMs: 15_000, mostMs: 120_000 },
  plain: { shift: 0.38, relief: 0.93, leastMs: 17_500, mostMs: 115_000 },
  near: { shift: 0.22, relief: 0.87, leastMs: 12_500, mostMs: 240_000 },
} as const

/** The dip ends within this share of its level; swaying around the threshold does not end it. */
const overShare = 0.25
const settledMs = 10_000
const shortMs = 30_000
const longMs = 180_000
/** A side's pressure is averaged over about a second. */
const averagingMs = 1000

const bySeconds = (short: number): number => short
const byMinutes = (_short: number, long: number): number => long
/** Recent level: over half a minute, over three, or the lower of both. */
const references = {
  exact: [bySeconds],
  plain: [(short: number, long: number): number => Math.min(short, long)],
  near: [bySeconds, byMinutes],
} as const
const sideways: readonly SimulatedPosture[] = ['lean-left', 'lean-right', 'crossed-left', 'crossed-right']

class Dip {
  readonly spans: Span[] = []
  readonly #rule: { depth: number; overShare: number; leastMs: number; mostMs: number }
  readonly #against: (short: number, long: number) => number
  #short = 0
  #long = 0
  #value = Number.NaN
  #seenMs = 0
  #lastMs = Number.NaN
  #sinceMs: number | null = null
  #level = 0

  constructor(
    against: (short: number, long: number) => number,
    rule: { depth: number; overShare: number; leastMs: number; mostMs: number },
  ) {
    this.#against = against
    this.#rule = rule
  }

  step(atMs: number, kpa: number): void {
    const dtMs = Number.isNaN(this.#lastMs) ? 0 : atMs - this.#lastMs
    this.#lastMs = atMs
    this.#value = Number.isNaN(this.#value) ? kpa : towards(this.#value, kpa, dtMs / averagingMs)
    const value = this.#value
    const { depth, mostMs } = this.#rule
    if (this.#sinceMs === null) {
      this.#level = this.#against(this.#short, this.#long)
      if (this.#seenMs >= settledMs && value < (1 - depth) * this.#level) {
        this.#sinceMs = atMs
        return
      }
      // A simple mean at first, then a running one.
      this.#seenMs += dtMs
      const first = this.#seenMs === 0
      this.#short = first ? value : towards(this.#short, value, dtMs / Math.min(shortMs, this.#seenMs))
      this.#long = first ? value : towards(this.#long, value, dtMs / Math.min(longMs, this.#seenMs))
      return
    }
    if (value >= (1 - this.#rule.overShare) * this.#level) this.#end(atMs)
    else if (atMs - this.#sinceMs > mostMs) {
      this.#sinceMs = null
      this.#forget()
    }
  }

  /** The sitter left. */
  leave(atMs: number): void {
    if (this.#sinceMs !== null) this.#end(atMs)
    this.#forget()
  }

  #end(atMs: number): void {
    const fromMs = this.#sinceMs ?? atMs
    this.#sinceMs = null
    if (atMs - fromMs >= this.#rule.leastMs) this.spans.push({ fromMs, toMs: atMs })
  }

  #forget(): void {
    this.#seenMs = 0
    this.#short = 0
    this.#long = 0
    this.#value = Number.NaN
    this.#lastMs = Number.NaN
  }
}

const towards = (was: number, is: number, share: number): number => was + (is - was) * Math.min(1, share)

export class TrueHappenings {
  readonly bouts: Span[] = []
  readonly #left: readonly Dip[]
  readonly #right: readonly Dip[]
  readonly #whole: Dip
  readonly #breakMs: number
  #boutFromMs: number | null = null
  #lastSeatedMs = 0

  readonly #strictness: Strictness
  readonly #meant: Span[] = []

  constructor({ strictness, breakMs }: { strictness: Strictness; breakMs: number }) {
    const { shift, relief, leastMs, mostMs } = rules[strictness]
    const side = { depth: shift, overShare, leastMs, mostMs }
    this.#strictness = strictness
    const dips = () => references[strictness].map((against) => new Dip(against, side))
    this.#left = dips()
    this.#right = dips()
    this.#whole = new Dip(bySeconds, { depth: relief, overShare: 0.85, leastMs, mostMs: breakMs })
    this.#breakMs = breakMs
  }

  get reliefs(): readonly Span[] {
    return this.#whole.spans
  }

  /** Shifts of either side; both sides at about the same time count as one. */
  get shifts(): readonly Span[] {
    const merged: Span[] = []
    const sides = [...this.#left, ...this.#right].flatMap(({ spans }) => spans)
    if (this.#strictness === 'near') return [...sides, ...this.#meant]
    const all = sides.sort((a, b) => a.fromMs - b.fromMs)
    for (const span of all) {
      const last = merged.at(-1)
      if (last !== undefined && span.fromMs < last.toMs)
        merged[merged.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, span.toMs) }
      else merged.push(span)
    }
    // The whole seat off-loaded is a relief, not a shift.
    return merged.filter((span) => !this.reliefs.some((relief) => overlapMs(relief, span) > 0))
  }

  step(truth: Truth): void {
    const { atMs, occupied, leftKpa, rightKpa, kpa } = truth
    if (!occupied) {
      if (this.#boutFromMs !== null && atMs - this.#lastSeatedMs >= this.#breakMs) this.#endBout()
      for (const dip of [...this.#left, ...this.#right]) dip.leave(atMs)
      this.#whole.leave(atMs)
      return
    }
    this.#boutFromMs ??= atMs
    this.#noteMeant(truth)
    this.#lastSeatedMs = atMs
    for (const dip of this.#left) dip.step(atMs, leftKpa)
    for (const dip of this.#right) dip.step(atMs, rightKpa)
    this.#whole.step(atMs, kpa.reduce((sum, value) => sum + value, 0) / kpa.length)
  }

  /** Leaning, even where the previous posture hides it. */
  #noteMeant({ act, posture }: Truth): void {
    if (act === null || posture === null || !sideways.includes(posture)) return
    const { fromMs, toMs } = act
    const { leastMs, mostMs } = rules.near
    if (toMs - fromMs < leastMs || toMs - fromMs > mostMs) return
    if (this.#meant.at(-1)?.fromMs !== fromMs) this.#meant.push({ fromMs, toMs })
  }

  end(): void {
    if (this.#boutFromMs !== null) this.#endBout()
  }

  #endBout(): void {
    if (this.#boutFromMs !== null) this.bouts.push({ fromMs: this.#boutFromMs, toMs: this.#lastSeatedMs })
    this.#boutFromMs = null
  }
}

export const overlapMs = (a: Span, b: Span): number => Math.min(a.toMs, b.toMs) - Math.max(a.fromMs, b.fromMs)
