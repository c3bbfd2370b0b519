/** The time of a row, as milliseconds: an instant, wall time, a count since a start or within a day, as its column has it. */

import { type NumberMarks, type NumberStyle, numberOf } from '../number-text.ts'
import type { DateOrder, DateOrders } from './date-order.ts'
import { bareTime, type TimeForm, type WrittenDate } from './time-text.ts'
import { daysEpochMs, msPer, type NumberTime } from './time-unit.ts'

export type TimeKind =
  | { readonly kind: 'number'; readonly time: NumberTime }
  /** `dateForm`: the date stands in the first of two columns. */
  | {
      readonly kind: 'text'
      readonly form: TimeForm
      readonly dateForm: TimeForm | null
      readonly dated: boolean
      readonly local: boolean
    }

export interface TimeColumn {
  readonly columns: readonly number[]
  readonly meaning: TimeKind
  readonly style: NumberStyle
  readonly order: DateOrder
}

/** What a pass over the file finds out about its times. */
export interface TimeEvidence {
  readonly marks: NumberMarks
  readonly dates: DateOrders
}

export type RowTime = (fields: readonly string[]) => number

const latestMs = 253_402_300_800_000

/** NaN for what is no time, undefined columns included. */
export function rowTime(
  { columns, meaning, style, order }: TimeColumn,
  evidence: TimeEvidence | null,
): RowTime {
  const [column = 0, second] = columns
  if (meaning.kind === 'number') {
    const { unit, from } = meaning.time
    const baseMs = from === 'days' ? daysEpochMs : 0
    return (fields) => {
      const field = fields[column] ?? ''
      evidence?.marks.add(field)
      const ms = baseMs + numberOf(bareTime(field), style) * msPer[unit]
      return ms >= 0 && ms < latestMs ? Math.floor(ms + (from === 'days' ? 0.5 : 1e-6)) : NaN
    }
  }
  const { form, dateForm } = meaning
  const dateMs = writtenDateMs(order, evidence)
  return (fields) => {
    const parts = form.parse(bareTime(fields[second ?? column] ?? ''))
    if (parts === null || parts.dayMs === null) return NaN
    if ((parts.offsetMin === null) !== meaning.local && meaning.dated) return NaN
    const date =
      dateForm === null ? parts.date : (dateForm.parse(bareTime(fields[column] ?? ''))?.date ?? null)
    if ((date === null) === meaning.dated) return NaN
    return (
      (date === null ? 0 : dateMs(date)) + parts.dayMs - (meaning.dated ? (parts.offsetMin ?? 0) * 60_000 : 0)
    )
  }
}

/** Most rows are of the same day as the one before. */
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
