/** What a recording is taken for: its form, how its rows are read, and what the person said. Found from the first lines. */

import { RecordingError } from './entry.ts'
import { type ColumnMap, parseColumnMap } from './table/column-map.ts'
import { csvPlan } from './table/csv-plan.ts'
import type { CsvPlan } from './table/plan.ts'
import type { SharedPace } from './time/shared-moments.ts'

export interface RecordingOptions {
  /** For messages. */
  readonly file: string
  /** Cells of the layout. */
  readonly cells: number
  /** Column map of a CSV file, as text. */
  readonly columns: string | null
  /** Of the counts where no board says it; null: 10 is assumed. */
  readonly bits: number | null
  /** IANA zone of CSV times without an offset. */
  readonly zone: string
  /** Counts fall with load; null: nobody said. */
  readonly inverted?: boolean | null
  /** How the times of a CSV file are written, when that is not seen. */
  readonly timeFormat?: string | null
  /** `YYYY-MM-DD`, the day on which times of day begin. */
  readonly date?: string | null
}

export type RecordingFormat = 'json-lines' | 'csv'

export interface Understanding {
  readonly options: RecordingOptions
  readonly bits: number
  readonly inverted: boolean
  /** The first reading lies in an hour that comes twice, and in its second turn. */
  readonly secondTurn: boolean
  /** Null: JSON lines. */
  readonly csv: CsvPlan | null
  /** Readings that share a stamp are spread; null: each has its own. */
  readonly shared: SharedPace | null
}

export const usualBits = 10
/** Lines looked at to find out form, time unit and frame rate. */
export const headLines = 200

/** @throws RecordingError when they cannot be read, or in more than one way */
export function understand(head: readonly string[], options: RecordingOptions): Understanding {
  const { file, cells, columns, timeFormat = null } = options
  const at = head.findIndex((line) => line.trim() !== '')
  const first = head[at]
  if (first === undefined) throw new RecordingError(`${file} is empty, so there is nothing to analyse.`)
  const basic = {
    options,
    bits: options.bits ?? usualBits,
    inverted: options.inverted === true,
    shared: null,
    secondTurn: false,
  }
  if (columns === null && first.trimStart().startsWith('{')) return { ...basic, csv: null }
  if (columns === null && /^[^,;\t]*\$[A-Z],/.test(first))
    throw new RecordingError(
      `${file} line ${at + 1}: these are board lines without times, so durations are not known. Record them as JSON lines, {"atMs":<epoch ms>,"line":"..."}.`,
    )
  const plan = csvPlan(head, { columns: columnsOf(options), cells, timeFormat })
  if (!plan.ok) throw new RecordingError(`${file}, read as a table: ${plan.problem}`)
  return { ...basic, csv: plan.value }
}

/** @throws RecordingError */
export function columnsOf({ columns, cells }: RecordingOptions): ColumnMap | null {
  const map = columns === null ? null : parseColumnMap(columns, cells)
  if (map?.ok === false) throw new RecordingError(`--columns ${columns}: ${map.problem}.`)
  return map?.value ?? null
}
