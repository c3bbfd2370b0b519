/**
 * The contents of a store as lines of CSV (quoted as in RFC 4180, lines end with \n) or JSON, with the same bytes from every
 * driver.
 *
 * The first columns and their order are fixed; more may follow. An unknown value is an empty field (CSV)
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
  /** Minimum number of cell columns, even if no frame in the range has as many. */
  readonly layoutCells?: number
}

export type Value = string | number | boolean | null | undefined
interface Table<Row> {
  readonly columns: readonly string[]
  readonly values: (row: Row) => readonly Value[]
  /** JSON lines are the columns by name, unless this gives a better form. */
  readonly json?: (row: Row) => object
}

/** Pieces of text with some hundred whole lines each. Errors come from the store. */
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

/** The header needs the widest frame before the first one is written. */
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
/** Came later: beyond the column that holds everything else, so that the ones before stay where they were. */
const laterColumns = ['warnedAt', 'exceededAt'] as const
const commonToEvents = new Set<string>(['v', ...eventColumns, ...laterColumns])

/** What an event of some kind adds beyond the common fields is in the column `more`, as JSON. */
const eventsTable: Table<CushionEvent> = {
  columns: [...eventColumns, 'more', ...laterColumns],
  values: (event) => {
    const more = Object.entries(event).filter(([name]) => !commonToEvents.has(name))
    const last = more.length === 0 ? null : JSON.stringify(Object.fromEntries(more))
    const fields = (columns: readonly string[]) => columns.map((column) => fieldOf(event[column]))
    return [...fields(eventColumns), last, ...fields(laterColumns)]
  },
  json: ({ v: _, at, kind, ...rest }) => ({ at, kind, ...rest }),
}

/** An event of a newer version may have anything in a field. */
const fieldOf = (value: unknown): Value =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value == null
    ? value
    : JSON.stringify(value)

function jsonOf<Row>(table: Table<Row>, row: Row): object {
  if (table.json !== undefined) return table.json(row)
  const values = table.values(row)
  return Object.fromEntries(table.columns.map((column, i) => [column, values[i] ?? null]))
}

export const csvLine = (values: readonly Value[]): string => `${values.map(csvField).join(',')}\n`

/**
 * Text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV injection): also full-width signs, which
 * some take for the usual ones, and what begins a cell only where another separator is set.
 */
const formula = /(^|[;|\t\r\n])([ \u00A0"']*)(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/g

function csvField(value: Value): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  const text = value.replace(formula, "$1'$2").replace(/^(?=[\t\r])/, "'")
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
