/** Decides how to read a table of counts, from its first lines and the person's options. */

import { NumberMarks, usualStyle } from '../number-text.ts'
import { type Outcome, problem } from '../outcome.ts'
import type { TimeColumn } from '../time/time-column.ts'
import { timeMeaning } from '../time/time-meaning.ts'
import { bareTime, timeFormOf } from '../time/time-text.ts'
import { type ColumnMap, columnIndex, mapOfHeader } from './column-map.ts'
import { isNumber, type Places, placesOf } from './column-places.ts'
import type { CsvPlan } from './plan.ts'
import { type Row, RowJoiner, shortened } from './row-fields.ts'
import { columnShown, suggestedColumns } from './suggest-columns.ts'
import { type Header, isComment, type Table, tableOf } from './table.ts'

export interface CsvOptions {
  /** Null: use the header. */
  readonly columns: ColumnMap | null
  readonly cells: number
  /** Custom format of the times. */
  readonly timeFormat: string | null
}

export function csvPlan(head: readonly string[], options: CsvOptions): Outcome<CsvPlan> {
  const rows = joined(head)
  const table = tableOf(rows, options.cells)
  if (table === null) return problem(noTable(rows, options.cells))
  const { columns, header } = namedColumns(table, options)
  if (columns === null) return problem(noNames(table, options.cells))
  const places = placesOf(columns, { table, header })
  if (!places.ok) return places
  const beside = datesBeside(table, places.value.time)
  const texts = (column: number) => table.rows.map(({ fields }) => fields[column] ?? '')
  const timeColumn = beside[beside.length - 1] ?? 0
  const meaning = timeMeaning(
    {
      name: header?.names[timeColumn] ?? `column ${columnShown(timeColumn, table)}`,
      texts: texts(timeColumn),
      dates: beside.length > 1 ? texts(beside[0] ?? 0) : null,
      separator: table.separator,
      line: table.firstLine,
    },
    { unit: columns.timeUnit, format: options.timeFormat },
  )
  if (!meaning.ok) return meaning
  const fraction = fractionTaken(table, places.value)
  if (fraction !== null) return problem(fraction)
  const marks = (list: readonly number[]) => {
    const found = new NumberMarks()
    for (const { fields } of table.rows) for (const column of list) found.add(fields[column] ?? '')
    return found.style(table.separator)?.style ?? usualStyle(table.separator)
  }
  const american = texts(timeColumn).some((text) => /[ap]\.?m/i.test(text))
  const time: TimeColumn = {
    columns: beside,
    meaning: meaning.value,
    style: marks([timeColumn]),
    order: american ? 'month first' : 'day first',
  }
  const { cells } = places.value
  return { ok: true, value: { table, header, time, cells, style: marks(cells), full: columns.full } }
}

const joined = (head: readonly string[]): Row[] => {
  const joiner = new RowJoiner()
  return [...head.flatMap((text, index) => joiner.push(text, index + 1)), ...joiner.end()]
}

function namedColumns(
  table: Table,
  { columns, cells }: CsvOptions,
): { columns: ColumnMap | null; header: Header | null } {
  for (const header of table.headers) {
    if (columns === null) {
      const found = mapOfHeader(header.names, cells)
      if (found !== null) return { columns: found, header }
    } else if ([columns.time, ...columns.cells].every((name) => columnIndex(name, header.names) !== null)) {
      // Numbers could follow any line: only one with the same number of fields is a header.
      if (
        ![columns.time, ...columns.cells].every(isNumber) ||
        Math.abs(header.names.length - table.width) < 2
      )
        return { columns, header }
    }
  }
  return { columns, header: null }
}

/** `09:00:00,123`: the decimal comma splits the time, and its milliseconds would pass for a cell. */
function fractionTaken(table: Table, { time, cells }: Places): string | null {
  const at = time[time.length - 1] ?? 0
  const cell = cells.indexOf(at + 1)
  if (cell < 0) return null
  const behind = table.rows.map(({ fields }) => (fields[at + 1] ?? '').trim())
  const whole = table.rows.every(({ fields }) => /:\d\d$/.test((fields[at] ?? '').trim()))
  const thousandths =
    behind.every((text) => /^(\d{3}|\d{6})$/.test(text)) && behind.some((text) => text.startsWith('0'))
  if (!whole || !thousandths) return null
  const row = table.rows[0]
  return `line ${row?.line ?? 1} is "${shortened(row?.text ?? '')}": column ${columnShown(at + 1, table)} holds the fractions of the seconds before it, not counts, so every cell would be the one beside it. The cells begin in column ${columnShown(at + 2, table)}: --columns ${suggestedColumns(table, cells.length, { after: at + 1 }) ?? 'time=0,c0=2,...'}`
}

/** A column of only dates, or only times of day, is combined with the other half next to it. */
function datesBeside(table: Table, time: readonly number[]): readonly number[] {
  const [column = 0, second] = time
  if (second !== undefined) return time
  const samples = (at: number) => table.rows.map(({ fields }) => bareTime(fields[at] ?? ''))
  const isDate = (at: number) => at >= 0 && timeFormOf(samples(at), { dates: true }) !== null
  const isClock = (at: number) => at >= 0 && timeFormOf(samples(at))?.name === 'time of day'
  if (isDate(column))
    return isClock(column + 1) ? [column, column + 1] : isClock(column - 1) ? [column, column - 1] : time
  if (!isClock(column)) return time
  return isDate(column - 1) ? [column - 1, column] : isDate(column + 1) ? [column + 1, column] : time
}

function noTable(rows: readonly Row[], cells: number): string {
  const digits = ({ text }: Row) => text.replace(/\D/g, '').length
  const row = rows
    .filter(({ text }) => !isComment(text))
    .reduce<Row | null>((most, each) => (most === null || digits(each) > digits(most) ? each : most), null)
  return `none of its first ${rows.length} lines holds ${cells} numbers beside each other, cut by comma, semicolon, tab, pipe or blanks, and the layout has ${cells} cells. Line ${row?.line ?? 1} for instance is "${shortened(row?.text ?? '')}". Expected is one reading a line, its time and ${cells} raw counts without units; for another number of cells give their layout with --layout.`
}

function noNames(table: Table, cells: number): string {
  const row = table.rows[0]
  const header = table.headers[0]
  const suggested = suggestedColumns(table, cells)
  const above =
    header === undefined
      ? 'no line above it names the columns'
      : `line ${header.line} above it is "${shortened(header.text)}"`
  return `its header does not name a time and the cells c0 to c${cells - 1}. The table begins in line ${row?.line ?? 1} with "${shortened(row?.text ?? '')}"; ${above}. Say which column is what: --columns ${suggested ?? `time=0,c0=1,...,c${cells - 1}=${cells}`}${suggested === null ? '' : ' if that is their order'}.`
}
