/** Statistics of a whole recording, gathered in one pass before any figures. Memory does not grow with its length. */

import { type Counting, fullScale } from '../../core/model/counting.ts'
import { dayMs } from '../../core/time/calendar.ts'
import { protocolVersion } from '../../firmware-protocol/index.ts'
import type { RecordedFrame, RecordedHello, RecordingEntry, RecordingRejectReason } from '../entry.ts'
import { countingOf, isReadable, type NotReadable } from '../hello-counting.ts'
import { CsvEvidence } from '../table/csv-reader.ts'
import type { SharedPace } from '../time/shared-moments.ts'
import { middleOf } from '../time/time-unit.ts'

/** Usual converter resolutions, bits. */
export const usualWidths = [8, 10, 12, 14, 16, 18, 20, 24] as const

/** Number of steps and groups used for the pace. */
const mostSamples = 2000
/** Nobody sits with all cells above this share of full scale at once. */
const topShare = 0.75
const lowShare = 0.1
/** Half a year. */
const setClockMs = 183 * dayMs

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

/** Frames with all cells near full scale, all near zero, and one beyond it. */
interface AgainstFull {
  top: number
  low: number
  beyond: number
}
const againstFull = (): AgainstFull => ({ top: 0, low: 0, beyond: 0 })

export class Survey {
  readonly evidence = new CsvEvidence()
  readonly cells: readonly CellSurvey[]
  readonly refused = new Map<RecordingRejectReason, Refused>()
  frames = 0
  firstMs: number | null = null
  lastMs: number | null = null
  /** Frames with a stamp equal to, before, or after the previous one. */
  readonly stamps = { same: 0, earlier: 0, later: 0 }
  firstEarlier: { line: number; fromMs: number; toMs: number } | null = null
  /** Where a clock was set: a leap that no recording makes. */
  clockSet: number | null = null
  /** From the first hello that fits. */
  board: Counting | null = null
  /** A hello whose counts cannot be read. */
  notReadable: (NotReadable & { readonly line: number }) | null = null
  nonzero = 0
  fractions = 0
  /** For each resolution. */
  readonly widths: ReadonlyMap<number, AgainstFull>
  /** Against the full scale that a hello gives. */
  readonly #stated = againstFull()
  readonly #steps: number[] = []
  readonly #groups: number[] = []
  #group = 0
  #before: RecordedFrame | null = null
  #wholeSeconds = true

  constructor({ cells, bits }: { cells: number; bits: number }) {
    this.cells = Array.from({ length: cells }, () => new CellSurvey())
    this.widths = new Map([...usualWidths, bits].map((width) => [width, againstFull()]))
  }

  /** Takes a frame before it is put in order of time. */
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
    }
  }

  add(entry: RecordingEntry): void {
    if (entry.kind === 'frame') this.#counts(entry)
    else if (entry.kind === 'hello') this.#hello(entry)
    else if (entry.kind === 'rejected') {
      const known = this.refused.get(entry.reason)
      if (known === undefined)
        this.refused.set(entry.reason, { count: 1, line: entry.line, row: entry.row ?? null })
      else known.count++
    }
  }

  /** How the frames lie on the scale of the board, or of a converter with `bits` where no board says. */
  ends(bits: number): AgainstFull {
    const { board } = this
    return (board?.full === undefined ? this.widths.get(board?.bits ?? bits) : this.#stated) ?? againstFull()
  }

  /** The pace of shared stamps; null when each reading has its own. */
  shared(form: 'csv' | 'json-lines'): SharedPace | null {
    const { same, later } = this.stamps
    const share = same / Math.max(1, same + later)
    const stepMs = middleOf(this.#steps)
    // Wire lines that arrive in one chunk share a millisecond, so only whole seconds count.
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

  /** The largest value; -Infinity without any. */
  get highest(): number {
    return Math.max(...this.cells.map(({ most }) => most))
  }

  refusedRows(reasons: readonly RecordingRejectReason[]): number {
    return reasons.reduce((sum, reason) => sum + (this.refused.get(reason)?.count ?? 0), 0)
  }

  #hello({ hello, line }: RecordedHello): void {
    if (hello.proto !== protocolVersion || hello.channels !== this.cells.length) return
    const counting = countingOf(hello)
    if (isReadable(counting)) this.board ??= counting
    else this.notReadable ??= { ...counting, line }
  }

  #counts({ atMs, counts, line }: RecordedFrame): void {
    this.frames++
    this.firstMs ??= atMs
    if (this.lastMs !== null && atMs - this.lastMs > setClockMs) this.clockSet ??= line
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
    for (const [bits, seen] of this.widths) hold({ least, most }, fullScale({ bits }), seen)
    if (this.board?.full !== undefined) hold({ least, most }, fullScale(this.board), this.#stated)
  }
}

function hold({ least, most }: { least: number; most: number }, full: number, seen: AgainstFull): void {
  if (most > full) seen.beyond++
  else if (least >= topShare * full) seen.top++
  else if (most <= lowShare * full) seen.low++
}
