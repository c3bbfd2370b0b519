/** What a whole recording looks like, gathered in one pass before any figure is made of it. Memory does not grow with its length. */

import type { RecordedFrame, RecordingEntry, RecordingRejectReason } from '../entry.ts'
import { CsvEvidence, fullScale } from '../table/csv-reader.ts'
import type { SharedPace } from '../time/shared-moments.ts'
import { middleOf, ourDays } from '../time/time-unit.ts'

/** Widths of converters that boards have. */
export const usualWidths = [8, 10, 12, 14, 16, 18, 20, 24] as const

/** Steps and groups from which the pace is taken. */
const mostSamples = 2000
/** All cells above this share of full scale at once: nobody sits like that. */
const topShare = 0.75
const lowShare = 0.1

export class CellSurvey {
  least = Infinity
  most = -Infinity
  fractions = 0
  ups = 0
  downs = 0
  #last = NaN

  add(value: number): void {
    if (value < this.least) this.least = value
    if (value > this.most) this.most = value
    if (!Number.isInteger(value)) this.fractions++
    if (value > this.#last) this.ups++
    else if (value < this.#last) this.downs++
    this.#last = value
  }
}

export interface Refused {
  count: number
  readonly line: number
  readonly row: string | null
}

export class Survey {
  readonly evidence = new CsvEvidence()
  readonly cells: readonly CellSurvey[]
  readonly refused = new Map<RecordingRejectReason, Refused>()
  frames = 0
  firstMs: number | null = null
  lastMs: number | null = null
  /** Frames whose stamp is that of the one before, earlier than it, or later. */
  readonly stamps = { same: 0, earlier: 0, later: 0 }
  firstEarlier: { line: number; fromMs: number; toMs: number } | null = null
  /** Where a clock was set: from before the year 2000 into our days. */
  clockSet: number | null = null
  /** Bits that a board said by its hello. */
  boardBits: number | null = null
  nonzero = 0
  fractions = 0
  /** Of each width: frames with all cells near full scale, near nothing, and with one beyond it. */
  readonly widths: ReadonlyMap<number, { top: number; low: number; beyond: number }>
  readonly #steps: number[] = []
  readonly #groups: number[] = []
  #group = 0
  #before: RecordedFrame | null = null
  #wholeSeconds = true

  constructor({ cells, bits }: { cells: number; bits: number }) {
    this.cells = Array.from({ length: cells }, () => new CellSurvey())
    this.widths = new Map([...usualWidths, bits].map((width) => [width, { top: 0, low: 0, beyond: 0 }]))
  }

  /** Before it has its place in the order of time. */
  frame(frame: RecordedFrame): void {
    const before = this.#before
    this.#before = frame
    this.#group++
    if (frame.atMs % 1000 !== 0) this.#wholeSeconds = false
    if (before === null) return
    const stepMs = frame.atMs - before.atMs
    if (stepMs === 0) {
      this.stamps.same++
      return
    }
    if (this.#groups.length < mostSamples) this.#groups.push(this.#group - 1)
    this.#group = 1
    if (stepMs < 0) {
      this.stamps.earlier++
      this.firstEarlier ??= { line: frame.line, fromMs: before.atMs, toMs: frame.atMs }
    } else {
      this.stamps.later++
      if (this.#steps.length < mostSamples) this.#steps.push(stepMs)
      if (before.atMs < ourDays.fromMs && frame.atMs >= ourDays.fromMs) this.clockSet ??= frame.line
    }
  }

  add(entry: RecordingEntry): void {
    if (entry.kind === 'frame') this.#counts(entry)
    else if (entry.kind === 'hello') this.boardBits ??= entry.hello.bits
    else if (entry.kind === 'rejected') {
      const known = this.refused.get(entry.reason)
      if (known === undefined)
        this.refused.set(entry.reason, { count: 1, line: entry.line, row: entry.row ?? null })
      else known.count++
    }
  }

  /** The pace of stamps that several readings share; null when each has its own. */
  shared(form: 'csv' | 'json-lines'): SharedPace | null {
    const { same, later } = this.stamps
    const share = same / Math.max(1, same + later)
    const stepMs = middleOf(this.#steps)
    // Lines of a wire that come together in one piece share a millisecond: only whole seconds are a clock's own.
    if (share < 0.05 || stepMs === null || (form === 'json-lines' && !(this.#wholeSeconds && share > 0.2)))
      return null
    const readings = middleOf(this.#groups.slice(1)) ?? middleOf(this.#groups) ?? 1
    return readings > 1 ? { stepMs, readings } : null
  }

  rateHz(shared: SharedPace | null): number | null {
    if (shared !== null) return (shared.readings * 1000) / shared.stepMs
    const stepMs = middleOf(this.#steps)
    return stepMs === null ? null : 1000 / stepMs
  }

  /** The largest value in it; -Infinity of none. */
  get highest(): number {
    return Math.max(...this.cells.map(({ most }) => most))
  }

  refusedRows(reasons: readonly RecordingRejectReason[]): number {
    return reasons.reduce((sum, reason) => sum + (this.refused.get(reason)?.count ?? 0), 0)
  }

  #counts({ atMs, counts }: RecordedFrame): void {
    this.frames++
    this.firstMs ??= atMs
    this.lastMs = atMs
    let least = Infinity
    let most = -Infinity
    for (const [index, value] of counts.entries()) {
      this.cells[index]?.add(value)
      if (value < least) least = value
      if (value > most) most = value
      if (value === 0) continue
      this.nonzero++
      if (!Number.isInteger(value)) this.fractions++
    }
    this.#holdAgainstWidths({ least, most })
  }

  #holdAgainstWidths({ least, most }: { least: number; most: number }): void {
    for (const [bits, seen] of this.widths) {
      const full = fullScale(bits)
      if (most > full) seen.beyond++
      else if (least >= topShare * full) seen.top++
      else if (most <= lowShare * full) seen.low++
    }
  }
}
