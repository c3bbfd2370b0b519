/** The time of a row in milliseconds: an instant, wall time, or a count since a start or midnight, depending on the column. */

import { type NumberMarks, type NumberStyle, numberOf } from '../number-text.ts'
import type { DateOrder, DateOrders } from './date-order.ts'
import type { FractionWidths } from './fraction-widths.ts'
import { bareTime, type TimeForm, type WrittenDate } from './time-text.ts'
import { daysEpochMs, msPer, type NumberTime } from './time-unit.ts'

interface TextTime {
  readonly kind: 'text'
  readonly form: TimeForm
  /** Set when the date is in a separate first column. */
  readonly dateForm: TimeForm | null
  readonly dated: boolean
  readonly local: boolean
}

export type TimeKind = { readonly kind: 'number'; readonly time: NumberTime } | TextTime

export interface TimeColumn {
  readonly columns: readonly number[]
  readonly meaning: TimeKind
  readonly style: NumberStyle
  readonly order: DateOrder
}

/** Evidence about times from a pass over the file. */
export interface TimeEvidence {
  readonly marks: NumberMarks
  readonly dates: DateOrders
  readonly fractions: FractionWidths
}

export type RowTime = (fields: readonly string[]) => number

const latestMs = 253_402_300_800_000

/** NaN for anything but a time, including undefined columns. */
export const rowTime = (column: TimeColumn, evidence: TimeEvidence | null): RowTime =>
  column.meaning.kind === 'number'
    ? numberRowTime(column, column.meaning.time, evidence)
    : textRowTime(column, column.meaning, evidence)

function numberRowTime(
  { columns: [column = 0], style }: TimeColumn,
  { unit, from }: NumberTime,
  evidence: TimeEvidence | null,
): RowTime {
  const baseMs = from === 'days' ? daysEpochMs : 0
  return (fields) => {
    const field = fields[column] ?? ''
    evidence?.marks.add(field)
    evidence?.fractions.add(field)
    const ms = baseMs + numberOf(bareTime(field), style) * msPer[unit]
    return ms >= 0 && ms < latestMs ? Math.floor(ms + (from === 'days' ? 0.5 : 1e-6)) : NaN
  }
}

function textRowTime(
  { columns: [column = 0, second], order }: TimeColumn,
  { form, dateForm, dated, local }: TextTime,
  evidence: TimeEvidence | null,
): RowTime {
  const dateMs = writtenDateMs(order, evidence)
  const dateBeside = (fields: readonly string[]) =>
    dateForm?.parse(bareTime(fields[column] ?? ''))?.date ?? null
  const offsetFits = (offsetMin: number | null) => !dated || (offsetMin === null) === local
  return (fields) => {
    const text = bareTime(fields[second ?? column] ?? '')
    evidence?.fractions.add(text)
    const parts = form.parse(text)
    if (parts === null || parts.dayMs === null || !offsetFits(parts.offsetMin)) return NaN
    const date = dateForm === null ? parts.date : dateBeside(fields)
    if ((date === null) === dated) return NaN
    const offsetMin = dated ? (parts.offsetMin ?? 0) : 0
    return (date === null ? 0 : dateMs(date)) + parts.dayMs - offsetMin * 60_000
  }
}

/** Most rows are on the same day as the previous one. */
function writtenDateMs(order: DateOrder, evidence: TimeEvidence | null): (date: WrittenDate) => number {
  let known: WrittenDate = { year: 0, first: 0, second: 0, either: false }
  let knownMs = NaN
  return (date) => {
    const { year, first, second, either } = date
    if (either) evidence?.dates.add(first, second, year)
    if (year === known.year && first === known.first && second === known.second) return knownMs
    const [month, day] = either && order === 'day first' ? [second, first] : [first, second]
    const ms = Date.UTC(year, month - 1, day)
    known = date
    knownMs = month <= 12 && new Date(ms).getUTCDate() === day ? ms : NaN
    return knownMs
  }
}
