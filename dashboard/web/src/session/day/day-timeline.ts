/**
 * The events of a day, one row each: an alert with start, worst level and end instead of three or four lines; cell and data
 * faults once instead of as event and alarm.
 */
import { alertGroup } from '../../../../../core/model/alerts.ts'
import type { CushionEvent } from '../../../../../core/model/schemas/events.ts'
import { levelMs } from '../../../../../core/summary/day-rules.ts'
import { eventWords } from '../../words/alert-words.ts'

export interface TimelineRow {
  /** Of an alert, when its worst level was entered. */
  readonly atMs: number
  readonly mark: 'over' | 'near' | 'equipment' | 'plain'
  readonly words: string
  /** End time; null while it lasts or if it has none. */
  readonly endMs: number | null
  readonly acknowledgedMs: number | null
}

function raised(event: CushionEvent, before: TimelineRow | null): TimelineRow | null {
  // Equipment faults have their own events.
  if (event.alertKind === undefined || alertGroup(event.alertKind) === 'equipment') return before
  if (before?.mark === 'over') return before
  return {
    atMs: levelMs(event),
    mark: event.level === 'exceeded' ? 'over' : 'near',
    words: eventWords(event) ?? '',
    endMs: null,
    acknowledgedMs: before?.acknowledgedMs ?? null,
  }
}

/** Rows that may still end, by subject. */
class Rows {
  readonly #rows: { row: TimelineRow; readonly about: string | null }[] = []

  add(row: TimelineRow, about: string | null = null): void {
    this.#rows.push({ row, about })
  }

  /** Row of an alert; null when it is new. */
  of(alertId: string | undefined): TimelineRow | null {
    return this.#find(alertId)?.row ?? null
  }

  change(alertId: string | undefined, patch: Partial<TimelineRow>): void {
    const entry = this.#find(alertId)
    if (entry) entry.row = { ...entry.row, ...patch }
  }

  /** Ends the last open row about this; false when there is none. */
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

/** In order of time, like `events`. */
export function dayTimeline(events: readonly CushionEvent[]): readonly TimelineRow[] {
  const rows = new Rows()
  for (const event of events) take(rows, event)
  return rows.all().toSorted((a, b) => a.atMs - b.atMs)
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
      if (!rows.end(equipmentOf(event), atMs)) rows.add({ ...plain(event, atMs), words: brokenBefore(event) })
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

/** The subject of a fault and its recovery. */
const equipmentOf = ({ kind, cell }: CushionEvent): string =>
  kind === 'data-stopped' || kind === 'data-resumed' ? 'data' : `cell ${cell ?? ''}`

/** The fault itself is in the list of an earlier day. */
const brokenBefore = (event: CushionEvent): string =>
  event.kind === 'data-resumed'
    ? 'Data from the cushion came back. It had stopped before this day began.'
    : (eventWords(event) ?? '')

const plain = (event: CushionEvent, atMs: number): TimelineRow => ({
  atMs,
  mark: 'plain',
  words: eventWords(event) ?? '',
  endMs: null,
  acknowledgedMs: null,
})
