/**
 * What happened on a day, one row a happening: an alert with its beginning, worst and end instead of three or four
 * lines, cell and data troubles once instead of as an event and as an alarm.
 */
import type { CushionEvent } from '../../../../../contract/pages.ts'
import { alertWords, eventWords } from '../../words/alert-words.ts'

export interface StoryRow {
  readonly atMs: number
  readonly mark: 'over' | 'near' | 'equipment' | 'plain'
  readonly words: string
  /** When it ended, null while it lasts or where it has no end. */
  readonly endMs: number | null
  readonly acknowledgedMs: number | null
}

interface OpenRow {
  readonly row: StoryRow
  readonly id: string | null
}

const toldByEvents = new Set(['data-stopped', 'cell-fault'])

function raised(event: CushionEvent, before: StoryRow | null): StoryRow | null {
  if (event.alertKind === undefined || toldByEvents.has(event.alertKind)) return before
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

/** In order of time; `events` in order of time too. */
export function dayStory(events: readonly CushionEvent[]): readonly StoryRow[] {
  const rows: OpenRow[] = []
  const find = (id: string | undefined): number =>
    id === undefined ? -1 : rows.findIndex((entry) => entry.id === id)
  const change = (at: number, patch: Partial<StoryRow>): void => {
    const entry = rows[at]
    if (entry) rows[at] = { ...entry, row: { ...entry.row, ...patch } }
  }
  const raise = (event: CushionEvent, known: number): void => {
    const row = raised(event, rows[known]?.row ?? null)
    if (row === null) return
    if (known >= 0) change(known, row)
    else rows.push({ row, id: event.alertId ?? null })
  }
  const end = (event: CushionEvent, atMs: number, id: string): void => {
    const open = rows.findLastIndex((entry) => entry.id === id && entry.row.endMs === null)
    if (open >= 0) change(open, { endMs: atMs })
    else rows.push({ row: plain(event, atMs), id: null })
  }
  for (const event of events) {
    const atMs = Date.parse(event.at)
    const known = find(event.alertId)
    switch (event.kind) {
      case 'alert-raised':
        raise(event, known)
        break
      case 'alert-cleared':
        change(known, { endMs: atMs })
        break
      case 'alert-acknowledged':
        change(known, { acknowledgedMs: atMs })
        break
      case 'data-resumed':
        end(event, atMs, 'data')
        break
      case 'cell-recovered':
        end(event, atMs, `cell ${event.cell ?? ''}`)
        break
      case 'data-stopped':
        rows.push({ row: { ...plain(event, atMs), mark: 'equipment' }, id: 'data' })
        break
      case 'cell-fault':
        rows.push({ row: { ...plain(event, atMs), mark: 'equipment' }, id: `cell ${event.cell ?? ''}` })
        break
      default:
        if (eventWords(event) !== null) rows.push({ row: plain(event, atMs), id: null })
    }
  }
  return rows.map((entry) => entry.row)
}

const plain = (event: CushionEvent, atMs: number): StoryRow => ({
  atMs,
  mark: 'plain',
  words: eventWords(event) ?? '',
  endMs: null,
  acknowledgedMs: null,
})
