/**
 * What happened on a day, one row a happening: an alert with its beginning, worst and end instead of three or four
 * lines, cell and data troubles once instead of as an event and as an alarm.
 */
import { alertGroup } from '../../../../../core/model/alerts.ts'
import type { CushionEvent } from '../../../../../core/model/schemas/events.ts'
import { alertWords, eventWords } from '../../words/alert-words.ts'

export interface TimelineRow {
  readonly atMs: number
  readonly mark: 'over' | 'near' | 'equipment' | 'plain'
  readonly words: string
  /** When it ended, null while it lasts or where it has no end. */
  readonly endMs: number | null
  readonly acknowledgedMs: number | null
}

function raised(event: CushionEvent, before: TimelineRow | null): TimelineRow | null {
  // What is wrong with the equipment has events of its own.
  if (event.alertKind === undefined || alertGroup(event.alertKind) === 'equipment') return before
  if (before?.mark === 'over') return before
  const level = event.level === 'exceeded' ? 'exceeded' : 'warning'
  return {
    atMs: before?.atMs ?? Date.parse(event.at),
    mark: level === 'exceeded' ? 'over' : 'near',
    words: alertWords({ kind: event.alertKind, side: event.side ?? null, level }).title,
    endMs: null,
    acknowledgedMs: before?.acknowledgedMs ?? null,
  }
}

/** Rows that may still end, found again by what they tell of. */
class Rows {
  readonly #rows: { row: TimelineRow; readonly about: string | null }[] = []

  add(row: TimelineRow, about: string | null = null): void {
    this.#rows.push({ row, about })
  }

  /** Of an alert; null when it was not heard of before. */
  of(alertId: string | undefined): TimelineRow | null {
    return this.#find(alertId)?.row ?? null
  }

  change(alertId: string | undefined, patch: Partial<TimelineRow>): void {
    const entry = this.#find(alertId)
    if (entry) entry.row = { ...entry.row, ...patch }
  }

  /** Ends the last one about this that lasts; false when there is none. */
  end(about: string, endMs: number): boolean {
    const entry = this.#rows.findLast((each) => each.about === about && each.row.endMs === null)
    if (entry) entry.row = { ...entry.row, endMs }
    return entry !== undefined
  }

  all(): readonly TimelineRow[] {
    return this.#rows.map(({ row }) => row)
  }

  #find(alertId: string | undefined) {
    return alertId === undefined ? undefined : this.#rows.find(({ about }) => about === alertId)
  }
}

/** In order of time; `events` in order of time too. */
export function dayTimeline(events: readonly CushionEvent[]): readonly TimelineRow[] {
  const rows = new Rows()
  for (const event of events) take(rows, event)
  return rows.all()
}

function take(rows: Rows, event: CushionEvent): void {
  const atMs = Date.parse(event.at)
  switch (event.kind) {
    case 'alert-raised':
      takeAlert(rows, event)
      break
    case 'alert-cleared':
      rows.change(event.alertId, { endMs: atMs })
      break
    case 'alert-acknowledged':
      rows.change(event.alertId, { acknowledgedMs: atMs })
      break
    case 'data-stopped':
    case 'cell-fault':
      rows.add({ ...plain(event, atMs), mark: 'equipment' }, equipmentOf(event))
      break
    case 'data-resumed':
    case 'cell-recovered':
      if (!rows.end(equipmentOf(event), atMs)) rows.add(plain(event, atMs))
      break
    default:
      if (eventWords(event) !== null) rows.add(plain(event, atMs))
  }
}

function takeAlert(rows: Rows, event: CushionEvent): void {
  const before = rows.of(event.alertId)
  const row = raised(event, before)
  if (row === null) return
  if (before === null) rows.add(row, event.alertId ?? null)
  else rows.change(event.alertId, row)
}

/** What stopped and comes back. */
const equipmentOf = ({ kind, cell }: CushionEvent): string =>
  kind === 'data-stopped' || kind === 'data-resumed' ? 'data' : `cell ${cell ?? ''}`

const plain = (event: CushionEvent, atMs: number): TimelineRow => ({
  atMs,
  mark: 'plain',
  words: eventWords(event) ?? '',
  endMs: null,
  acknowledgedMs: null,
})
