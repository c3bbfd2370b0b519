/**
 * What a store holds as lines of CSV (quoted as in RFC 4180, lines end with \n) or JSON, the same bytes from every driver.
 *
 * The first columns are fixed, in their order; more follow them. An unknown value is an empty field (CSV)
 * or null (JSON). The rows stream: memory does not grow with the range.
 */
import type { CushionEvent } from '../core/model/schemas/events.ts'
import type { MinuteSummary } from '../core/model/schemas/minutes.ts'
import { minuteColumns } from './minute-columns.ts'
import type { Range, Store, StoredFrame } from './store.ts'

export const exportKinds = ['frames', 'minutes', 'bouts', 'events'] as const
export type ExportKind = (typeof exportKinds)[number]

export interface ExportOptions extends Range {
  readonly what: ExportKind
  readonly format: 'csv' | 'jsonl'
  /** Frames have columns for at least so many cells, also when none in the range had as many. */
  readonly layoutCells?: number
}

export type Value = string | number | boolean | null | undefined
interface Table<Row> {
  readonly columns: readonly string[]
  readonly values: (row: Row) => readonly Value[]
  /** JSON lines are the columns by name, unless they can say it better. */
  readonly json?: (row: Row) => object
}

/** Pieces of text of whole lines each, some hundred lines a piece. Errors are the store's. */
export async function* exportRows(store: Store, options: ExportOptions): AsyncGenerator<string> {
  switch (options.what) {
    case 'frames': {
      const cells = Math.max(options.layoutCells ?? 0, await mostCells(store, options))
      return yield* rows(framesTable(cells), store.frames(options), options.format)
    }
    case 'minutes':
      return yield* rows(minutesTable, store.minutes(options), options.format)
    case 'bouts':
      return yield* rows(boutsTable, [await store.bouts(options)], options.format)
    case 'events':
      return yield* rows(eventsTable, store.events(options), options.format)
  }
}

async function* rows<Row>(
  table: Table<Row>,
  chunks: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
  format: 'csv' | 'jsonl',
): AsyncGenerator<string> {
  if (format === 'csv') yield csvLine(table.columns)
  for await (const chunk of chunks) {
    let text = ''
    for (const row of chunk) {
      text += format === 'csv' ? csvLine(table.values(row)) : `${JSON.stringify(jsonOf(table, row))}\n`
    }
    if (text !== '') yield text
  }
}

/** A table's header needs the widest frame before the first one is written. */
async function mostCells(store: Store, range: Range): Promise<number> {
  if (store.cells !== undefined) return store.cells(range)
  let most = 0
  for await (const frames of store.frames(range)) {
    for (const { counts } of frames) most = Math.max(most, counts.length)
  }
  return most
}

const iso = (atMs: number): string => new Date(atMs).toISOString()

function framesTable(cells: number): Table<StoredFrame> {
  const each = <T>(make: (cell: number) => T): T[] => Array.from({ length: cells }, (_, cell) => make(cell))
  return {
    columns: ['at', 'boot', 'seq', ...each((i) => `c${i}`), ...each((i) => `p${i}Kpa`), 'boardMs'],
    values: ({ atMs, boot, seq, counts, kpa, boardMs }) => [
      iso(atMs),
      boot,
      seq,
      ...each((cell) => counts[cell]),
      ...each((cell) => kpa?.[cell]),
      boardMs,
    ],
  }
}

const minutesTable: Table<MinuteSummary> = {
  columns: ['at', ...minuteColumns],
  values: (minute) => [iso(minute.atMs), ...minuteColumns.map((column) => minute[column])],
}

const boutsTable: Table<{ startedAtMs: number; endedAtMs: number; boutS: number }> = {
  columns: ['startedAt', 'endedAt', 'boutS'],
  values: ({ startedAtMs, endedAtMs, boutS }) => [iso(startedAtMs), iso(endedAtMs), boutS],
}

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
const commonToEvents = new Set<string>(['v', ...eventColumns])

/** What an event of some kind adds beyond the common fields stands together in the last column, as JSON. */
const eventsTable: Table<CushionEvent> = {
  columns: [...eventColumns, 'more'],
  values: (event) => {
    const more = Object.entries(event).filter(([name]) => !commonToEvents.has(name))
    const last = more.length === 0 ? null : JSON.stringify(Object.fromEntries(more))
    return [...eventColumns.map((column) => event[column]), last]
  },
  json: ({ v: _, at, kind, ...rest }) => ({ at, kind, ...rest }),
}

function jsonOf<Row>(table: Table<Row>, row: Row): object {
  if (table.json !== undefined) return table.json(row)
  const values = table.values(row)
  return Object.fromEntries(table.columns.map((column, i) => [column, values[i] ?? null]))
}

export const csvLine = (values: readonly Value[]): string => `${values.map(csvField).join(',')}\n`

/** Text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV injection). */
function csvField(value: Value): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
