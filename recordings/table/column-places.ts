/** Finds the fields of time and cells from the column map, the header, and a stamp before each line. */

import { numberOf, usualStyle } from '../number-text.ts'
import { type Outcome, problem } from '../outcome.ts'
import { goesForward } from '../time/time-meaning.ts'
import { timeFormOf } from '../time/time-text.ts'
import { type ColumnMap, columnIndex, stampColumn } from './column-map.ts'
import { separatorName, shortened } from './row-fields.ts'
import { suggestedColumns } from './suggest-columns.ts'
import type { Header, Table } from './table.ts'

export interface Places {
  readonly time: readonly number[]
  readonly cells: readonly number[]
}

export const isNumber = (column: string): boolean => /^\d{1,4}$/.test(column)

export function placesOf(
  columns: ColumnMap,
  { table, header }: { table: Table; header: Header | null },
): Outcome<Places> {
  const names = header === null ? (table.headers[0]?.names ?? []) : aligned(header.names, table)
  const time = columns.time === stampColumn && table.stamped ? [0] : columnIndex(columns.time, names)
  if (time === null) return unnamed(columns.time, table)
  const cells: number[] = []
  for (const name of columns.cells) {
    const [index, second] = columnIndex(name, names) ?? []
    if (index === undefined || second !== undefined) return unnamed(name, table)
    cells.push(index)
  }
  const misfit = headerMisfit(columns, table, { header, names })
  if (misfit !== null) return problem(misfit)
  if (!table.stamped) return { ok: true, value: { time, cells } }
  return { ok: true, value: besideStamp(columns, { time, cells }, table) }
}

/** Rows with more fields than header names: the assignment is unclear. */
function headerMisfit(
  columns: ColumnMap,
  table: Table,
  { header, names }: { header: Header | null; names: readonly string[] },
): string | null {
  const row = table.rows[0]
  const above = header ?? table.headers.find((each) => each.names.length > columns.cells.length) ?? null
  if (row === undefined || above === null) return null
  const count = above === header ? names.length : above.names.length
  const fields = filled(row.fields)
  const shown = `line ${above.line} names ${count} columns, but line ${row.line} has ${fields} ("${shortened(row.text)}")`
  if (fields > 1.5 * count)
    return `${shown}: the ${separatorName(table.separator)} also seems to be used inside numbers, so it is not clear where one ends. Export the file again with another separator or with decimal points.`
  const byName = [columns.time, ...columns.cells].some(
    (name) => !isNumber(name) && name !== stampColumn && !/^\d+\+\d+$/.test(name),
  )
  if (!byName || header === null || count >= fields) return null
  return `${shown}: it is not clear which name belongs to which column. Give the columns by number, from 0: --columns ${suggestedColumns(table, columns.cells.length) ?? 'time=0,c0=1,...'}`
}

const filled = (fields: readonly string[]): number => fields.findLastIndex((field) => field.trim() !== '') + 1

/** With blanks as separator, date and time are two fields under one name. */
function aligned(names: readonly string[], { separator, width, rows }: Table): readonly string[] {
  if (separator !== ' ' || names.length !== width - 1) return names
  const fields = rows[0]?.fields ?? []
  const at = fields.findIndex(
    (field, index) =>
      timeFormOf([field], { dates: true }) !== null && timeFormOf([fields[index + 1] ?? '']) !== null,
  )
  return at < 0 ? names : names.toSpliced(at + 1, 0, '')
}

/**
 * Column numbers may or may not include the stamp that a monitor wrote before each line. They exclude it, unless the last
 * column would not exist, or the time column would not increase.
 */
function besideStamp(columns: ColumnMap, places: Places, table: Table): Places {
  const shift = (by: number): Places => ({
    time: places.time.map(
      (place, index) => place + (isNumber(columns.time.split('+')[index] ?? '') ? by : 0),
    ),
    cells: places.cells.map((place, index) => place + (isNumber(columns.cells[index] ?? '') ? by : 0)),
  })
  if (columns.time === stampColumn) return { time: [0], cells: shift(1).cells }
  const without = shift(1)
  if (Math.max(...without.cells, ...without.time) >= table.width) return places
  const style = usualStyle(table.separator)
  const values = table.rows.map(({ fields }) => fields[without.time[0] ?? 0] ?? '')
  const numbers = values.map((text) => numberOf(text, style))
  const forward = numbers.some(Number.isNaN) ? timeFormOf(values) !== null : goesForward(numbers)
  return forward ? without : places
}

function unnamed(name: string, table: Table): { ok: false; problem: string } {
  const header = table.headers[0]
  const shown =
    header === undefined
      ? 'No line above the table names any'
      : `Line ${header.line} has: ${header.names.slice(0, 20).join(', ')}`
  return problem(`it has no column "${name}". ${shown}. Columns may also be given by number, from 0.`)
}
