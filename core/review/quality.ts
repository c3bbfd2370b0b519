/** How far the figures of a review can be relied on: read before any of them. Pure. */
import { dayMs } from '../time/calendar.ts'
import type { DaySitting, ReviewDay } from './review-days.ts'
import { daysWithData, hasData, isValid, sumOf } from './review-days.ts'

export interface Quality {
  readonly days: number
  /** Days that are over; the running one is not judged yet. */
  readonly finishedDays: number
  readonly validDays: number
  readonly daysWithoutData: number
  /** Unknown time / recorded time; null when nothing was recorded. */
  readonly unknownShare: number | null
  /** Cells left out, and on how many of the days with data. */
  readonly cellsLeftOut: readonly { readonly cell: number; readonly days: number }[]
  readonly daysCalibrationChanged: readonly string[]
  /** Days of 23 or 25 hours. */
  readonly daysClocksChanged: readonly string[]
  /** No day with sitting has a pressure in kPa. */
  readonly relativeOnly: boolean
}

/** `before`: the days before the span, for a cell that failed there and has not recovered since. */
export function qualityOf(days: readonly ReviewDay[], before: readonly ReviewDay[]): Quality {
  const finished = days.filter(({ over }) => over)
  const data = daysWithData(days)
  const recordedS = sumOf(data, (sat) => sat.recordedS)
  const seated = data.filter(({ seatedS }) => seatedS > 0)
  return {
    days: days.length,
    finishedDays: finished.length,
    validDays: days.filter(isValid).length,
    daysWithoutData: finished.filter((day) => !hasData(day)).length,
    unknownShare: recordedS === 0 ? null : sumOf(data, (sat) => sat.unknownS) / recordedS,
    cellsLeftOut: cellsLeftOut(data, daysWithData(before)),
    daysCalibrationChanged: days
      .filter(({ sat }) => (sat?.shape.calibrationChanges ?? 0) > 0)
      .map(({ day }) => day),
    daysClocksChanged: days
      .filter(({ startMs }, at) => {
        const next = days[at + 1]
        return next !== undefined && next.startMs - startMs !== dayMs
      })
      .map(({ day }) => day),
    relativeOnly:
      seated.length > 0 && seated.every((sat) => sat.leftMeanKpa === null && sat.rightMeanKpa === null),
  }
}

function cellsLeftOut(data: readonly DaySitting[], before: readonly DaySitting[]) {
  const out = new Set<number>()
  for (const { shape } of before) apply(shape.cellChanges, out)
  const counts = new Map<number, number>()
  for (const { shape } of data) {
    const today = new Set(out)
    for (const change of shape.cellChanges) {
      apply([change], out)
      if (change.leftOut) today.add(change.cell)
    }
    for (const cell of today) counts.set(cell, (counts.get(cell) ?? 0) + 1)
  }
  return [...counts].map(([cell, days]) => ({ cell, days })).toSorted((a, b) => a.cell - b.cell)
}

function apply(changes: DaySitting['shape']['cellChanges'], out: Set<number>): void {
  for (const { cell, leftOut } of changes) {
    if (leftOut) out.add(cell)
    else out.delete(cell)
  }
}
