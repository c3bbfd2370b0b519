/** How a recording is interpreted: its form, how to read its rows, and the person's options. Found from the first lines. */

import type { SensorKind } from '../firmware-protocol/index.ts'
import { RecordingError } from './entry.ts'
import { type ColumnMap, parseColumnMap } from './table/column-map.ts'
import { csvPlan } from './table/csv-plan.ts'
import type { CsvPlan } from './table/plan.ts'
import { saidAbove } from './table/said-above.ts'
import type { SharedPace } from './time/shared-moments.ts'

export interface RecordingOptions {
  /** For messages. */
  readonly file: string
  /** Number of cells in the layout. */
  readonly cells: number
  /** Column map of a CSV file, as text. */
  readonly columns: string | null
  /** Resolution when no board states it; null: 10 is assumed. */
  readonly bits: number | null
  /** What the counts come from when no board says it; null: fsr is assumed. */
  readonly kind?: SensorKind | null
  /** IANA zone of CSV times without an offset. */
  readonly zone: string
  /** Counts fall with load; null: not specified. */
  readonly inverted?: boolean | null
  /** Format of the times of a CSV file, if it cannot be detected. */
  readonly timeFormat?: string | null
  /** `YYYY-MM-DD`, the date of the first time of day. */
  readonly date?: string | null
}

export type RecordingFormat = 'json-lines' | 'csv'

export interface Understanding {
  /** As given, and where nothing was given, as the lines above a table say. */
  readonly options: RecordingOptions
  readonly bits: number
  readonly inverted: boolean
  /** The first reading is in the second of a repeated hour. */
  readonly secondTurn: boolean
  /** Null: JSON lines. */
  readonly csv: CsvPlan | null
  /** Pace for spreading readings that share a stamp; null: each has its own. */
  readonly shared: SharedPace | null
}

const usualBits = 10
/** Lines examined for form, time unit and frame rate. */
export const headLines = 200

/** @throws RecordingError when they are unreadable or ambiguous */
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
  const said = saidAbove(head.slice(0, plan.value.table.firstLine - 1))
  const bits = options.bits ?? said.bits
  return {
    ...basic,
    options: { ...options, bits, kind: options.kind ?? said.kind },
    bits: bits ?? usualBits,
    csv: { ...plan.value, full: plan.value.full ?? said.full },
  }
}

/** @throws RecordingError */
export function columnsOf({ columns, cells }: RecordingOptions): ColumnMap | null {
  const map = columns === null ? null : parseColumnMap(columns, cells)
  if (map?.ok === false) throw new RecordingError(`--columns ${columns}: ${map.problem}.`)
  return map?.value ?? null
}
