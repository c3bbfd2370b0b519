/** Reads the points of a range piece by piece, in order of time. */

import { dayMs } from '../../core/time/calendar.ts'
import { latestMs } from '../../platform/seen-time.ts'
import type { Range } from '../store.ts'
import { stringLiteral } from './influx-package.ts'
import type { InfluxReader, Series } from './influx-reader.ts'
import { measurement } from './lines.ts'

/** Some milliseconds of parsing; a frame has the most fields. */
const pageRows = (name: string): number => (name === measurement.frame ? 2000 : 5000)
const weekMs = 7 * dayMs

export const within = ({ cushion, fromMs, toMs }: Range): string =>
  `"cushion" = ${stringLiteral(cushion)} AND time >= ${Math.max(0, Math.ceil(fromMs))}ms AND time < ${Math.min(latestMs, Math.ceil(toMs))}ms`

/**
 * A query costs by the shards it spans (a week each), even when it stops early: so each spans little where there is
 * much, and more and more where there is nothing.
 */
export async function* readPages(reader: InfluxReader, range: Range, name: string): AsyncGenerator<Series> {
  let fromMs = Math.max(0, range.fromMs)
  const toMs = Math.min(latestMs, range.toMs)
  let limit = pageRows(name)
  let spanMs = weekMs
  while (fromMs < toMs) {
    const endMs = Math.min(toMs, fromMs + spanMs)
    const [answer] = await reader.query([
      `SELECT * FROM "${name}" WHERE ${within({ ...range, fromMs, toMs: endMs })} ORDER BY time LIMIT ${limit}`,
    ])
    const series = answer?.[0]
    const found = series?.rows.length ?? 0
    if (series === undefined || found < limit) {
      if (series !== undefined) yield series
      spanMs *= wideningOf(found, limit)
      fromMs = endMs
      continue
    }
    const { rows, lastMs } = wholeMilliseconds(series)
    if (rows.length === 0) limit *= 2
    else yield { ...series, rows }
    fromMs = lastMs
    spanMs = Math.max(weekMs, spanMs / 8)
  }
}

/** How much longer the next span may be after one with so few points. */
function wideningOf(found: number, limit: number): number {
  if (found >= limit / 4) return 1
  return found === 0 ? 8 : 2
}

/** A full page may end in the middle of a millisecond (events): that millisecond opens the next page. */
function wholeMilliseconds({ rows }: Series): { rows: Series['rows']; lastMs: number } {
  const lastMs = Number(rows.at(-1)?.[0])
  return { rows: rows.filter((row) => Number(row[0]) < lastMs), lastMs }
}
