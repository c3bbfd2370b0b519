/** Column maps and commands for messages: the one in use, and a likely better one. */

import { numberOf, usualStyle } from '../number-text.ts'
import { timeFormOf } from '../time/time-text.ts'
import { numberTimes } from '../time/time-unit.ts'
import { stampColumn } from './column-map.ts'
import type { CsvPlan } from './plan.ts'
import type { Table } from './table.ts'

/** Column number as a person counts: without a serial monitor's stamp. */
export const columnShown = (column: number, { stamped }: Pick<Table, 'stamped'>): string =>
  stamped ? (column === 0 ? stampColumn : String(column - 1)) : String(column)

/** The map in use, by number. */
export function columnsText({ table, time, cells }: CsvPlan): string {
  const { meaning } = time
  const unit = meaning.kind === 'number' ? `:${meaning.time.unit}` : ''
  const places = time.columns.map((column) => columnShown(column, table)).join('+')
  return [
    `time=${places}${unit}`,
    ...cells.map((column, index) => `c${index}=${columnShown(column, table)}`),
  ].join(',')
}

export const commandFor = (file: string, rest: string): string =>
  `sitbone analyse ${/^[\w./:@+-]+$/.test(file) ? file : `'${file.replaceAll("'", `'\\''`)}'`} ${rest}`

/** The likely time column, then as many columns as the layout has cells. Null with too few columns or no time. */
export function suggestedColumns(table: Table, cells: number, { after = -1 } = {}): string | null {
  const indices = Array.from({ length: table.width }, (_, index) => index)
  const texts = (column: number) => table.rows.map(({ fields }) => fields[column] ?? '')
  const style = usualStyle(table.separator)
  const numbers = (column: number) => texts(column).map((text) => numberOf(text, style))
  const numeric = (column: number) => numbers(column).filter(Number.isNaN).length * 2 < table.rows.length
  const rises = (column: number) => {
    const values = numbers(column)
    return (
      values.length > 2 && values.every((value, index) => index === 0 || value > (values[index - 1] ?? 0))
    )
  }
  const rising = indices.filter((column) => numeric(column) && rises(column))
  const time =
    rising.find((column) => numberTimes(numbers(column), null).length > 0) ??
    indices.find((column) => !numeric(column) && timeFormOf(texts(column)) !== null)
  const counts = indices.filter(
    (column) => column > after && numeric(column) && column !== time && !rising.includes(column),
  )
  if (time === undefined || counts.length < cells) return null
  const shown = (column: number) => columnShown(column, table)
  const map = counts.slice(0, cells).map((column, index) => `c${index}=${shown(column)}`)
  return [`time=${shown(time)}`, ...map].join(',')
}
