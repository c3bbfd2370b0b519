/** Rows of answers as frames, minutes, bouts and events. */
import type { Bout } from '../../core/model/schemas/bouts.ts'
import { type CushionEvent, eventSchema } from '../../core/model/schemas/events.ts'
import type { MinuteSummary } from '../../core/model/schemas/minutes.ts'
import { minuteColumns, minuteFrom } from '../minute-columns.ts'
import type { StoredFrame } from '../store.ts'
import type { Series, Value } from './influx-answer.ts'

const number = (value: Value | undefined): number => (typeof value === 'number' ? value : 0)
const numberOrNull = (value: Value | undefined): number | null => (typeof value === 'number' ? value : null)

export function framesOf({ columns, rows }: Series): StoredFrame[] {
  const at = (name: string) => columns.indexOf(name)
  const [seq, boot, boardMs, kpaUnknown] = [at('seq'), at('boot'), at('boardMs'), at('kpaUnknown')]
  const cells: { count: number; kpa: number }[] = []
  for (let cell = 0; at(`c${cell}`) >= 0; cell++)
    cells.push({ count: at(`c${cell}`), kpa: at(`p${cell}Kpa`) })
  return rows.map((row) => {
    const counts: number[] = []
    const kpa: (number | null)[] = []
    let known = row[kpaUnknown] === true
    for (const cell of cells) {
      const count = row[cell.count]
      // A frame of a board with fewer cells than another one in this answer.
      if (typeof count !== 'number') break
      counts.push(count)
      const value = numberOrNull(row[cell.kpa])
      kpa.push(value)
      if (value !== null) known = true
    }
    return {
      atMs: number(row[0]),
      boot: number(row[boot]),
      seq: number(row[seq]),
      boardMs: number(row[boardMs]),
      counts,
      kpa: known ? kpa : null,
    }
  })
}

export function minutesOf({ columns, rows }: Series): MinuteSummary[] {
  const places = new Map(minuteColumns.map((column) => [column, columns.indexOf(column)]))
  return rows.map((row) =>
    minuteFrom(number(row[0]), (column) => numberOrNull(row[places.get(column) ?? -1])),
  )
}

export function boutsOf({ columns, rows }: Series): Bout[] {
  const [endedAtMs, boutS] = [columns.indexOf('endedAtMs'), columns.indexOf('boutS')]
  return rows.map((row) => ({
    startedAtMs: number(row[0]),
    endedAtMs: number(row[endedAtMs]),
    boutS: number(row[boutS]),
  }))
}

export function eventsOf({ columns, rows }: Series): CushionEvent[] {
  const body = columns.indexOf('body')
  return rows.map((row) => eventSchema.parse(JSON.parse(String(row[body]))))
}
