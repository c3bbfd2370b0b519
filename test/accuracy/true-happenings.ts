/**
 * Bouts, weight shifts and pressure reliefs of the true pressures, by a plain implementation of the definitions of its own
 * (Sonenblum 2016), with nothing of the gateway in it:
 *
 *   weight shift     a side 30 % or more below its mean of the 30 s before, for 15 s to 2 min
 *   pressure relief  the whole seat 90 % or more below, for 15 s up to a break, with the sitter back afterwards
 *   bout             on the seat; absences under a break belong to it
 *
 * `margin` 0 is the definition. Above 0 only what fulfils it plainly, below 0 also what nearly does.
 */
import type { Truth } from '../../simulator/index.ts'

export interface Span {
  readonly fromMs: number
  readonly toMs: number
}

const recentS = 30
const sampleMs = 100

class Dip {
  readonly spans: Span[] = []
  readonly #depth: number
  readonly #leastMs: number
  readonly #mostMs: number
  #recent: number[] = []
  #sum = 0
  #sinceMs: number | null = null
  #level = 0

  constructor(rule: { depth: number; leastMs: number; mostMs: number }) {
    this.#depth = rule.depth
    this.#leastMs = rule.leastMs
    this.#mostMs = rule.mostMs
  }

  step(atMs: number, value: number): void {
    if (this.#sinceMs === null) {
      const settled = this.#recent.length >= (recentS * 1000) / sampleMs / 3
      this.#level = this.#recent.length > 0 ? this.#sum / this.#recent.length : 0
      if (settled && value < (1 - this.#depth) * this.#level) {
        this.#sinceMs = atMs
        return
      }
      this.#recent.push(value)
      this.#sum += value
      if (this.#recent.length > (recentS * 1000) / sampleMs) this.#sum -= this.#recent.shift() ?? 0
      return
    }
    if (value >= (1 - this.#depth) * this.#level) this.#end(atMs)
    else if (atMs - this.#sinceMs > this.#mostMs) {
      this.#sinceMs = null
      this.#forget()
    }
  }

  /** The sitter left. `back`: came back before a break. */
  leave(atMs: number): void {
    if (this.#sinceMs !== null) this.#end(atMs)
    this.#forget()
  }

  #end(atMs: number): void {
    const fromMs = this.#sinceMs ?? atMs
    this.#sinceMs = null
    if (atMs - fromMs >= this.#leastMs) this.spans.push({ fromMs, toMs: atMs })
  }

  #forget(): void {
    this.#recent = []
    this.#sum = 0
  }
}

export class TrueHappenings {
  readonly bouts: Span[] = []
  readonly #left: Dip
  readonly #right: Dip
  readonly #whole: Dip
  readonly #breakMs: number
  #boutFromMs: number | null = null
  #lastSeatedMs = 0

  constructor({ margin, breakMs }: { margin: number; breakMs: number }) {
    const rule = {
      depth: 0.3 + 0.08 * margin,
      leastMs: 15_000 + 2500 * margin,
      mostMs: 120_000 - 5000 * margin,
    }
    this.#left = new Dip(rule)
    this.#right = new Dip(rule)
    this.#whole = new Dip({ depth: 0.9 + 0.03 * margin, leastMs: 15_000 + 2500 * margin, mostMs: breakMs })
    this.#breakMs = breakMs
  }

  get reliefs(): readonly Span[] {
    return this.#whole.spans
  }

  /** Of either side; two sides at once, or nearly, are one. */
  get shifts(): readonly Span[] {
    const merged: Span[] = []
    const all = [...this.#left.spans, ...this.#right.spans].sort((a, b) => a.fromMs - b.fromMs)
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
      this.#left.leave(atMs)
      this.#right.leave(atMs)
      this.#whole.leave(atMs)
      return
    }
    this.#boutFromMs ??= atMs
    this.#lastSeatedMs = atMs
    this.#left.step(atMs, leftKpa)
    this.#right.step(atMs, rightKpa)
    this.#whole.step(atMs, kpa.reduce((sum, value) => sum + value, 0) / kpa.length)
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
