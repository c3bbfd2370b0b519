/** How to read a table of counts. */
import type { NumberStyle } from '../number-text.ts'
import type { TimeColumn } from '../time/time-column.ts'
import type { Header, Table } from './table.ts'

export interface CsvPlan {
  readonly table: Table
  /** The line that names the columns; null when none was needed. */
  readonly header: Header | null
  readonly time: TimeColumn
  readonly cells: readonly number[]
  readonly style: NumberStyle
  /** The value at full scale; null: counts. */
  readonly full: number | null
}
