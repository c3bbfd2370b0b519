/** Minutes, bouts, events and the list of cushions as plain tables. Writers expect the caller's transaction. */
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { Bout } from '../../core/model/schemas/bouts.ts'
import { type CushionEvent, eventSchema } from '../../core/model/schemas/events.ts'
import type { MinuteSummary } from '../../core/model/schemas/minutes.ts'
import { parseJson } from '../../platform/json.ts'
import { placeEvents } from '../event-slot.ts'
import { minuteColumns, minuteFrom } from '../minute-columns.ts'

export interface CushionRow {
  readonly id: number
  readonly name: string
  readonly simulated: boolean
}

/** A place in an ordered table from which reading continues: the raw values of the row. */
export interface EventPlace {
  readonly atMs: SQLOutputValue
  readonly slot: SQLOutputValue
  readonly key: SQLOutputValue
}

export class FactTables {
  readonly #sql: ReturnType<typeof statements>
  readonly #onBadRow: (sentence: string) => void

  /** `onBadRow` gets rows that Sitbone cannot have written; they are left out and stay in the file. */
  constructor(db: DatabaseSync, onBadRow: (sentence: string) => void) {
    this.#sql = statements(db)
    this.#onBadRow = onBadRow
  }

  cushions(): CushionRow[] {
    const rows = this.#sql.cushions.all()
    return rows.filter(({ name }) => typeof name === 'string').map(cushionRow)
  }

  cushion(name: string): CushionRow | null {
    const row = this.#sql.cushion.get(name)
    return row === undefined ? null : cushionRow(row)
  }

  addCushion(name: string, simulated: boolean): CushionRow {
    const { lastInsertRowid } = this.#sql.addCushion.run(name, simulated ? 1 : 0)
    return { id: Number(lastInsertRowid), name, simulated }
  }

  putMinute(cushion: number, minute: MinuteSummary): void {
    this.#sql.putMinute.run(cushion, minute.atMs, ...minuteColumns.map((column) => minute[column]))
  }

  /** A version that ends earlier than the stored one changes nothing. */
  putBout(cushion: number, bout: Bout): void {
    this.#sql.putBout.run(cushion, bout.startedAtMs, bout.endedAtMs, bout.boutS)
  }

  putEvents(cushion: number, events: readonly CushionEvent[]): void {
    for (const { atMs, slot, key, event } of placeEvents(events)) {
      this.#sql.putEvent.run(cushion, atMs, slot, key, JSON.stringify(event))
    }
  }

  minutes(cushion: number, fromMs: number, toMs: number): MinuteSummary[] {
    return this.#sql.minutes.all(cushion, fromMs, toMs).map((row) => {
      const isOdd = (column: string) => row[column] !== null && typeof row[column] !== 'number'
      if (minuteColumns.some(isOdd)) this.#badRow('minute', row.atMs)
      return minuteFrom(number(row.atMs), (column) => numberOrNull(row[column]))
    })
  }

  bouts(cushion: number, fromMs: number, toMs: number): Bout[] {
    return this.#sql.bouts.all(cushion, fromMs, toMs).flatMap((row) => {
      const bout = parsedBout(row)
      if (bout === null) this.#badRow('bout', row.startedAtMs)
      return bout ?? []
    })
  }

  /** Events after `after` and before `toMs`, and the place to continue from (null at the end). */
  events(
    cushion: number,
    after: EventPlace,
    toMs: number,
  ): { events: CushionEvent[]; next: EventPlace | null } {
    const rows = this.#sql.events.all(cushion, toMs, after.atMs, after.atMs, after.slot, after.key)
    const events = rows.flatMap((row) => {
      const parsed = eventSchema.safeParse(typeof row.body === 'string' ? parseJson(row.body) : undefined)
      if (!parsed.success) this.#badRow('event', row.atMs)
      return parsed.success ? parsed.data : []
    })
    const last = rows.at(-1)
    const next =
      last === undefined ? null : { atMs: last.atMs ?? null, slot: last.slot ?? null, key: last.key ?? null }
    return { events, next }
  }

  /** Inserts a moved minute, unless one is already there. */
  addMinute(cushion: number, minute: MinuteSummary): void {
    this.#sql.addMinute.run(cushion, minute.atMs, ...minuteColumns.map((column) => minute[column]))
  }

  /** Removes minutes, bouts and events of the stretch, except events of kind `but`. */
  takeOut(
    cushion: number,
    { fromMs, toMs }: { fromMs: number; toMs: number },
    but: string,
  ): { minutes: MinuteSummary[]; bouts: Bout[]; events: CushionEvent[] } {
    const minutes: MinuteSummary[] = []
    for (let page = this.minutes(cushion, fromMs, toMs); page.length > 0; ) {
      minutes.push(...page)
      page = this.minutes(cushion, (page.at(-1)?.atMs ?? toMs) + 1, toMs)
    }
    const events: CushionEvent[] = []
    for (let place: EventPlace | null = { atMs: fromMs, slot: -1, key: '' }; place !== null; ) {
      const page = this.events(cushion, place, toMs)
      events.push(...page.events.filter(({ kind }) => kind !== but))
      place = page.next
    }
    const bouts = this.bouts(cushion, fromMs, toMs)
    this.#sql.dropMinutes.run(cushion, fromMs, toMs)
    this.#sql.dropBouts.run(cushion, fromMs, toMs)
    this.#sql.dropEvents.run(cushion, fromMs, toMs, `${but}|%`)
    return { minutes, bouts, events }
  }

  /** Changes whenever a minute, bout or event of the stretch is added or changed. */
  mark(cushion: number, fromMs: number, toMs: number): string {
    return String(
      this.#sql.mark.get(cushion, fromMs, toMs, cushion, fromMs, toMs, cushion, fromMs, toMs)?.mark,
    )
  }

  span(cushion: number): { firstAtMs: number; lastAtMs: number } | null {
    const first = numberOrNull(this.#sql.first.get(cushion, cushion, cushion)?.atMs)
    const last = numberOrNull(this.#sql.last.get(cushion, cushion, cushion)?.atMs)
    return first === null || last === null ? null : { firstAtMs: first, lastAtMs: last }
  }

  #badRow(what: 'minute' | 'bout' | 'event', atMs: SQLOutputValue | undefined): void {
    const at = typeof atMs === 'number' && isDate(atMs) ? new Date(atMs).toISOString() : 'an unknown time'
    this.#onBadRow(
      `The ${what} of ${at} in the store is damaged. What cannot be read of it is left out, everything else is shown. Check the disk.`,
    )
  }
}

type Row = Record<string, SQLOutputValue>

function parsedBout({ startedAtMs, endedAtMs, boutS }: Row): Bout | null {
  const fits = typeof startedAtMs === 'number' && typeof endedAtMs === 'number' && typeof boutS === 'number'
  return fits ? { startedAtMs, endedAtMs, boutS } : null
}

const cushionRow = (row: Row): CushionRow => ({
  id: number(row.id),
  name: String(row.name),
  simulated: row.simulated === 1,
})
const numberOrNull = (value: SQLOutputValue | undefined) => (typeof value === 'number' ? value : null)
const number = (value: SQLOutputValue | undefined) => numberOrNull(value) ?? 0

/** What a Date can hold. */
const isDate = (ms: number): boolean => Math.abs(ms) <= 8.64e15

const pageRows = 1000

function statements(db: DatabaseSync) {
  const columns = minuteColumns.join(', ')
  // Only one of min and max per query: otherwise SQLite scans the index instead of looking at one end.
  const edge = (which: 'min' | 'max') => {
    const of = (table: string, at: string) => `SELECT ${which}(${at}) AS atMs FROM ${table} WHERE cushion = ?`
    const each = [of('minute', 'atMs'), of('bout', 'startedAtMs'), of('event', 'atMs')]
    return db.prepare(`SELECT ${which}(atMs) AS atMs FROM (${each.join(' UNION ALL ')})`)
  }
  return {
    cushions: db.prepare('SELECT id, name, simulated FROM cushion ORDER BY name'),
    cushion: db.prepare('SELECT id, name, simulated FROM cushion WHERE name = ?'),
    addCushion: db.prepare('INSERT INTO cushion (name, simulated) VALUES (?, ?)'),
    putMinute: db.prepare(
      `INSERT OR REPLACE INTO minute (cushion, atMs, ${columns}) VALUES (?, ?${', ?'.repeat(minuteColumns.length)})`,
    ),
    addMinute: db.prepare(
      `INSERT OR IGNORE INTO minute (cushion, atMs, ${columns}) VALUES (?, ?${', ?'.repeat(minuteColumns.length)})`,
    ),
    dropMinutes: db.prepare('DELETE FROM minute WHERE cushion = ? AND atMs >= ? AND atMs < ?'),
    dropBouts: db.prepare('DELETE FROM bout WHERE cushion = ? AND startedAtMs >= ? AND startedAtMs < ?'),
    dropEvents: db.prepare(
      'DELETE FROM event WHERE cushion = ? AND atMs >= ? AND atMs < ? AND key NOT LIKE ?',
    ),
    putBout: db.prepare(
      `INSERT INTO bout (cushion, startedAtMs, endedAtMs, boutS) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
       SET endedAtMs = excluded.endedAtMs, boutS = excluded.boutS WHERE excluded.endedAtMs >= endedAtMs`,
    ),
    putEvent: db.prepare(
      'INSERT OR REPLACE INTO event (cushion, atMs, slot, key, body) VALUES (?, ?, ?, ?, ?)',
    ),
    minutes: db.prepare(
      `SELECT atMs, ${columns} FROM minute WHERE cushion = ? AND atMs >= ? AND atMs < ? ORDER BY atMs LIMIT ${pageRows}`,
    ),
    bouts: db.prepare(
      'SELECT startedAtMs, endedAtMs, boutS FROM bout WHERE cushion = ? AND startedAtMs >= ? AND startedAtMs < ? ORDER BY startedAtMs',
    ),
    events: db.prepare(
      `SELECT atMs, slot, key, body FROM event WHERE cushion = ? AND atMs < ? AND atMs >= ? AND (atMs, slot, key) > (?, ?, ?)
       ORDER BY atMs, slot, key LIMIT ${pageRows / 2}`,
    ),
    // Each table by its own index, and of its columns only what lies in front.
    mark: db.prepare(
      `SELECT (SELECT count(*) || '/' || total(seatedS) FROM minute WHERE cushion = ? AND atMs >= ? AND atMs < ?)
       || ' ' || (SELECT count(*) || '/' || total(endedAtMs) FROM bout WHERE cushion = ? AND startedAtMs >= ? AND startedAtMs < ?)
       || ' ' || (SELECT count(*) || '/' || total(atMs) FROM event WHERE cushion = ? AND atMs >= ? AND atMs < ?) AS mark`,
    ),
    first: edge('min'),
    last: edge('max'),
  }
}
