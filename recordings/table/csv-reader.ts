/** A file of counts, one scan per row, from other people's loggers: rows in, frames or reasons out. */
import { fullScale } from '../../core/model/counting.ts'
import type { RecordedFrame, RejectedLine } from '../entry.ts'
import { NumberMarks, numberOf } from '../number-text.ts'
import { DateOrders } from '../time/date-order.ts'
import { FractionWidths } from '../time/fraction-widths.ts'
import { type RowTime, rowTime, type TimeEvidence } from '../time/time-column.ts'
import type { CsvPlan } from './plan.ts'
import { isComment } from './table.ts'

export interface CountScale {
  readonly bits: number
  /** True if counts fall with load. */
  readonly inverted: boolean
}

/** Evidence from the first pass about how the file is written. */
export class CsvEvidence implements TimeEvidence {
  readonly marks = new NumberMarks()
  readonly dates = new DateOrders()
  readonly fractions = new FractionWidths()
  /** For the cell columns. */
  readonly counts = new NumberMarks()
}

export class CsvReader {
  readonly #plan: CsvPlan
  readonly #time: RowTime
  readonly #scale: CountScale
  readonly #evidence: CsvEvidence | null
  #rows = 0

  /** With `evidence` this is the first pass: values are neither rounded nor checked against full scale. */
  constructor(plan: CsvPlan, scale: CountScale, evidence: CsvEvidence | null) {
    this.#plan = plan
    this.#scale = scale
    this.#evidence = evidence
    this.#time = rowTime(plan.time, evidence)
  }

  /** Null for a line that is not a row: empty, a comment, above the table, a repeated header. */
  read(text: string, line: number): RecordedFrame | RejectedLine | null {
    const { table, header, time, cells } = this.#plan
    if (line < table.firstLine || isComment(text) || text === header?.text || noRow.test(text)) return null
    const fields = table.cut(text)
    const known = time.columns.every((column) => fields[column] !== undefined)
    const atMs = known ? this.#time(fields) : NaN
    const reject = (reason: 'time' | 'columns' | 'number' | 'range'): RejectedLine => ({
      kind: 'rejected',
      line,
      reason,
      atMs: Number.isNaN(atMs) ? null : atMs,
      text: null,
    })
    if (!known) return reject('columns')
    if (Number.isNaN(atMs)) return reject('time')
    const counts: number[] = []
    for (const column of cells) {
      const field = fields[column]
      if (field === undefined) return reject('columns')
      const count = this.#count(field)
      if (typeof count === 'string') return reject(count)
      counts.push(count)
    }
    const seq = this.#rows++ % 0x1_0000_0000
    return { kind: 'frame', atMs, line, seq, boardMs: atMs % 0x1_0000_0000, counts }
  }

  #count(field: string): number | 'number' | 'range' {
    const { style, full } = this.#plan
    this.#evidence?.counts.add(field)
    const value = numberOf(field, style)
    if (Number.isNaN(value)) return 'number'
    const most = fullScale(this.#scale)
    const count = full === null ? value : (value / full) * most
    if (count < 0) return 'range'
    if (this.#evidence !== null) return count
    if (count > most) return 'range'
    // Some loggers write means over several scans.
    const whole = Math.round(count)
    return this.#scale.inverted ? most - whole : whole
  }
}

/** Separator lines that database shells draw between rows. */
const noRow = /^[\s+|=:-]*$/
