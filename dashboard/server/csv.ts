/**
 * CSV (RFC 4180) of what the API answers. The first columns of frames, minutes, bouts and events are those of
 * `sitbone export`, in that order; more follow.
 */
import type { Bout, CushionEvent, MinuteSummary } from '../../gateway/contract.ts'
import type { StoredFrame } from '../../gateway/store/store.ts'
import type { DaySummary } from './contract.ts'
import type { Report } from './schemas.ts'

export type Cell = string | number | boolean | null | undefined
export interface Table<Row> {
  readonly header: readonly string[]
  readonly row: (value: Row) => readonly Cell[]
}

/** Text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection). */
function cell(value: Cell): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(cell).join(',')}\r\n`

/** A table whose columns are fields of the value, some of them computed. */
function fields<Row>(columns: Readonly<Record<string, (row: Row) => Cell>>): Table<Row> {
  const readers = Object.values(columns)
  return { header: Object.keys(columns), row: (value) => readers.map((read) => read(value)) }
}
const iso = (atMs: number): string => new Date(atMs).toISOString()

export const minutesTable: Table<MinuteSummary> = fields({
  at: (m) => iso(m.atMs),
  seatedS: (m) => m.seatedS,
  unknownS: (m) => m.unknownS,
  leftMeanKpa: (m) => m.leftMeanKpa,
  leftMaxKpa: (m) => m.leftMaxKpa,
  rightMeanKpa: (m) => m.rightMeanKpa,
  rightMaxKpa: (m) => m.rightMaxKpa,
  leftPtiKpaMin: (m) => m.leftPtiKpaMin,
  rightPtiKpaMin: (m) => m.rightPtiKpaMin,
  emptyS: (m) => m.emptyS,
  leftLoadKpaMin: (m) => m.leftLoadKpaMin,
  rightLoadKpaMin: (m) => m.rightLoadKpaMin,
  leftMeanRelative: (m) => m.leftMeanRelative,
  rightMeanRelative: (m) => m.rightMeanRelative,
  weightShifts: (m) => m.weightShifts,
  pressureReliefs: (m) => m.pressureReliefs,
  movements: (m) => m.movements,
  frames: (m) => m.frames,
})

export const boutsTable: Table<Bout> = fields({
  startedAt: (b) => iso(b.startedAtMs),
  endedAt: (b) => iso(b.endedAtMs),
  boutS: (b) => b.boutS,
})

const eventColumns = [
  'at',
  'kind',
  'side',
  'level',
  'alertId',
  'alertKind',
  'cell',
  'verdict',
  's',
  'boutS',
  'startedAt',
  'detail',
] as const
const inColumns = new Set<string>(['v', ...eventColumns])
/** What an event adds beyond the common fields stands in the last column, as JSON. */
export const eventsTable: Table<CushionEvent> = {
  header: [...eventColumns, 'more'],
  row: (event) => {
    const more = Object.entries(event).filter(([name]) => !inColumns.has(name))
    const last = more.length === 0 ? null : JSON.stringify(Object.fromEntries(more))
    return [...eventColumns.map((name) => event[name]), last]
  },
}

/** Throws when a frame has more cells than the header: better a broken download than a table that hides values. */
export function framesTable(cells: number): Table<StoredFrame> {
  const each = <T>(make: (index: number) => T): T[] =>
    Array.from({ length: cells }, (_, index) => make(index))
  return {
    header: ['at', 'boot', 'seq', ...each((i) => `c${i}`), ...each((i) => `p${i}Kpa`), 'boardMs'],
    row: (frame) => {
      if (frame.counts.length > cells)
        throw new Error(`A frame of ${frame.counts.length} cells does not fit a table of ${cells}`)
      const { atMs, boot, seq, boardMs, counts, kpa } = frame
      return [iso(atMs), boot, seq, ...each((i) => counts[i]), ...each((i) => kpa?.[i]), boardMs]
    },
  }
}

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
export const daysTable: Table<DaySummary> = fields(dayColumns)

/**
 * A report as one table: a row for each day, one with the totals, then one for each figure that has no column of its
 * own (`row` says which, `value` holds it, `note` explains it or carries the safety text).
 */
export function* reportCsv(report: Report): Generator<string> {
  const columns = Object.keys(dayColumns)
  const blank = columns.map(() => null)
  yield csvLine(['row', ...columns, 'value', 'note'])
  for (const day of report.days) yield csvLine(['day', ...daysTable.row(day), null, null])
  const totals: Readonly<Record<string, Cell>> = report.totals
  yield csvLine(['total', ...columns.map((name) => totals[name]), null, `${report.cushion}, ${report.tz}`])
  const figure = (name: string, value: Cell, note: string | null) => csvLine([name, ...blank, value, note])
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
