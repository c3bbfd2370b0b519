/**
 * Days and the report as CSV. Frames, minutes, bouts and events are the same bytes as `sitbone export` gives and come
 * from there.
 */

import type { DaySummary } from '../../../contract/days.ts'
import type { Report } from '../../../contract/report.ts'
import { csvLine, type Value } from '../../../store/export.ts'

const dayColumns = {
  day: (d: DaySummary) => d.day,
  startsAt: (d: DaySummary) => d.startsAt,
  endsAt: (d: DaySummary) => d.endsAt,
  seatedS: (d: DaySummary) => d.seatedS,
  unknownS: (d: DaySummary) => d.unknownS,
  recordedS: (d: DaySummary) => d.recordedS,
  bouts: (d: DaySummary) => d.bouts,
  longestBoutS: (d: DaySummary) => d.longestBoutS,
  breaks: (d: DaySummary) => d.breaks,
  weightShifts: (d: DaySummary) => d.weightShifts,
  pressureReliefs: (d: DaySummary) => d.pressureReliefs,
  alerts: (d: DaySummary) => d.alerts,
  leftPtiKpaMin: (d: DaySummary) => d.leftPtiKpaMin,
  rightPtiKpaMin: (d: DaySummary) => d.rightPtiKpaMin,
  leftMeanKpa: (d: DaySummary) => d.leftMeanKpa,
  rightMeanKpa: (d: DaySummary) => d.rightMeanKpa,
  leftMaxKpa: (d: DaySummary) => d.leftMaxKpa,
  rightMaxKpa: (d: DaySummary) => d.rightMaxKpa,
}
const dayValues = (day: DaySummary): Value[] => Object.values(dayColumns).map((read) => read(day))

export function* daysCsv(days: readonly DaySummary[]): Generator<string> {
  yield csvLine(Object.keys(dayColumns))
  for (const day of days) yield csvLine(dayValues(day))
}

/**
 * A report as one table: a row for each day, one with the totals, then one for each figure that has no column of its
 * own (`row` says which, `value` holds it, `note` explains it or carries the safety text).
 */
export function* reportCsv(report: Report): Generator<string> {
  const columns = Object.keys(dayColumns)
  const blank = columns.map(() => null)
  yield csvLine(['row', ...columns, 'value', 'note'])
  for (const day of report.days) yield csvLine(['day', ...dayValues(day), null, null])
  const totals: Readonly<Record<string, Value>> = report.totals
  yield csvLine(['total', ...columns.map((name) => totals[name]), null, `${report.cushion}, ${report.tz}`])
  const figure = (name: string, value: Value, note: string | null) => csvLine([name, ...blank, value, note])
  yield figure('weightShiftsPerH', report.rates.weightShiftsPerH, 'per seated hour')
  yield figure('pressureReliefsPerH', report.rates.pressureReliefsPerH, 'per seated hour')
  yield figure(
    'usualBoutS',
    report.patterns.usualBoutS,
    'half of the sitting time is in bouts at least this long',
  )
  for (const [band, share] of Object.entries(report.patterns.bandShares ?? {}))
    yield figure(`band ${band} min`, share, 'share of the sitting time')
  yield figure('alpha', report.patterns.alpha, report.patterns.alphaNote)
  yield figure('simulated', report.simulated, null)
  yield figure('safety', null, report.safety)
}
