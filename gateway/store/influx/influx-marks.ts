/**
 * Marks of stretches of time (store.ts), counted by InfluxDB itself in steps of an hour, or of a quarter where a zone's
 * days begin between hours; one pass over the data however many stretches there are.
 */
import type { Stretch } from '../store.ts'
import type { Series } from './influx-reader.ts'
import { measurement } from './lines.ts'

const quarterMs = 15 * 60_000
const hourMs = 4 * quarterMs

/**
 * What tells one content from another, per measurement. A minute is made once, and should one ever be made anew, others
 * follow it on the same day: of the many of a year counting is enough, and half the work.
 */
const counted = [
  { name: measurement.minute, fields: 'count("seatedS")' },
  { name: measurement.bout, fields: 'count("endedAtMs"), sum("endedAtMs")' },
  { name: measurement.event, fields: 'count("kind")' },
]

/** `where`: cushion and time of all stretches together. */
export function markStatements(where: string, stretches: readonly Stretch[]): string[] {
  const step = stretches.every(({ fromMs, toMs }) => fromMs % hourMs === 0 && toMs % hourMs === 0)
    ? '1h'
    : '15m'
  return counted.map(
    ({ name, fields }) => `SELECT ${fields} FROM "${name}" WHERE ${where} GROUP BY time(${step}) fill(none)`,
  )
}

/** One mark a stretch, from the answers to these statements. */
export function marksOf(stretches: readonly Stretch[], answers: readonly Series[][]): string[] {
  const parts = answers.map((answer) => {
    const rows = answer[0]?.rows ?? []
    let next = 0
    return stretches.map(({ fromMs, toMs }) => {
      const sums = [0, 0]
      for (; next < rows.length && Number(rows[next]?.[0]) < toMs; next++) {
        if (Number(rows[next]?.[0]) < fromMs) continue
        sums[0] = (sums[0] ?? 0) + Number(rows[next]?.[1] ?? 0)
        sums[1] = (sums[1] ?? 0) + Number(rows[next]?.[2] ?? 0)
      }
      return sums.join('/')
    })
  })
  return stretches.map((_, i) => parts.map((marks) => marks[i]).join(' '))
}
