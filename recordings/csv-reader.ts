/** A CSV file of counts, one scan a row, as other people's cushions log them: rows in, frames or reasons out. */
import { maxCount } from '../firmware-protocol/index.ts'
import { type ColumnMap, columnIndex, mapOfHeader, type Outcome } from './column-map.ts'
import { fieldsOf, numberOf, type Separator, separatorOf } from './csv-row.ts'
import { type TimeReader, timeReader, timeUnitOf } from './csv-time.ts'
import type { RecordingEntry } from './entry.ts'

export interface CsvOptions {
  /** Null: the header has to tell. */
  readonly columns: ColumnMap | null
  readonly cells: number
  readonly bits: number
  /** Of times without an offset. */
  readonly zone: string
}

export class CsvReader {
  readonly #separator: Separator
  readonly #time: number
  readonly #cells: readonly number[]
  readonly #read: TimeReader
  readonly #most: number
  #headerLine: boolean
  #rows = 0

  constructor(how: {
    separator: Separator
    time: number
    cells: readonly number[]
    read: TimeReader
    most: number
    header: boolean
  }) {
    this.#separator = how.separator
    this.#time = how.time
    this.#cells = how.cells
    this.#read = how.read
    this.#most = how.most
    this.#headerLine = how.header
  }

  /** Null for a line that is no row: empty, a comment, the header. */
  read(text: string, line: number): RecordingEntry | null {
    if (text === '' || text.startsWith('#')) return null
    if (this.#headerLine) {
      this.#headerLine = false
      return null
    }
    const fields = fieldsOf(text, this.#separator)
    const time = fields[this.#time]
    const atMs = time === undefined ? NaN : this.#read(time)
    const reject = (reason: 'time' | 'columns' | 'number' | 'range'): RecordingEntry => ({
      kind: 'rejected',
      line,
      reason,
      atMs: Number.isNaN(atMs) ? null : atMs,
      text: null,
    })
    if (time === undefined) return reject('columns')
    if (Number.isNaN(atMs)) return reject('time')
    const counts: number[] = []
    for (const column of this.#cells) {
      const field = fields[column]
      if (field === undefined) return reject('columns')
      const count = numberOf(field, this.#separator)
      if (Number.isNaN(count)) return reject('number')
      if (!(count >= 0 && count <= this.#most)) return reject('range')
      // Some loggers write means of several scans.
      counts.push(Math.round(count))
    }
    const seq = this.#rows++ % 0x1_0000_0000
    return { kind: 'frame', atMs, line, seq, boardMs: atMs % 0x1_0000_0000, counts }
  }
}

/** Finds out the form of a CSV file from its first lines. */
export function csvReaderFor(head: readonly string[], options: CsvOptions): Outcome<CsvReader> {
  const rows = head.filter((row) => row !== '' && !row.startsWith('#'))
  const first = rows[0] ?? ''
  const separator = separatorOf(first)
  const header = fieldsOf(first, separator).map((name) => name.trim())
  const columns = options.columns ?? mapOfHeader(header, options.cells)
  if (columns === null) {
    return {
      ok: false,
      problem: `its header does not name a time and the cells c0 to c${options.cells - 1}. Say which column is what: --columns time=0,c0=1,...`,
    }
  }
  const time = columnIndex(columns.time, header)
  const cells: number[] = []
  for (const name of columns.cells) {
    const index = columnIndex(name, header)
    if (index === null) return unnamed(name, header)
    cells.push(index)
  }
  if (time === null) return unnamed(columns.time, header)
  const isHeader = cells.some((index) => Number.isNaN(numberOf(header[index] ?? '', separator)))
  const samples = rows
    .slice(isHeader ? 1 : 0)
    .map((row) => fieldsOf(row, separator)[time] ?? '')
    .filter((field) => field.trim() !== '')
  const unit = columns.timeUnit ?? timeUnitOf(samples, separator)
  const most = Math.min(2 ** options.bits - 1, maxCount)
  const read = timeReader(unit, { separator, zone: options.zone })
  return { ok: true, value: new CsvReader({ separator, time, cells, read, most, header: isHeader }) }
}

const unnamed = (name: string, header: readonly string[]) =>
  ({
    ok: false,
    problem: `it has no column "${name}". Its first line has: ${header.slice(0, 20).join(', ')}. Columns may also be given by number, from 0.`,
  }) as const
