/** Reads the points of a range piece by piece, in order of time. */

import { dayMs } from '../../core/time/calendar.ts'
import { latestMs } from '../../platform/seen-time.ts'
import type { Range } from '../store.ts'
import type { Series } from './influx-answer.ts'
import type { InfluxReader } from './influx-reader.ts'
import { measurement } from './lines.ts'
import { within } from './within.ts'

/** Some milliseconds of parsing; a frame has the most fields. */
const pageRows = (name: string): number => (name === measurement.frame ? 2000 : 5000)
const weekMs = 7 * dayMs

/**
 * A query costs as much as the shards it spans (a week each), even if it stops early. So each spans little where there is much
 * data, and more and more where there is none.
 */
export async function* readPages(reader: InfluxReader, range: Range, name: string): AsyncGenerator<Series> {
  let fromMs = Math.max(0, range.fromMs)
  const toMs = Math.min(latestMs, range.toMs)
  let limit = pageRows(name)
  let spanMs = weekMs
  while (fromMs < toMs) {
    const endMs = Math.min(toMs, fromMs + spanMs)
    const { series, whole } = await reader.page(
      `SELECT * FROM "${name}" WHERE ${within({ ...range, fromMs, toMs: endMs })} ORDER BY time LIMIT ${limit}`,
    )
    const found = series?.rows.length ?? 0
    if (series === null || (whole && found < limit)) {
      if (series !== null) yield series
      spanMs *= wideningOf(found, limit)
      fromMs = endMs
      continue
    }
    // A full page, or one that the server has cut, may end in the middle of a millisecond (events): that millisecond opens
    // the next page.
    const lastMs = Number(series.rows.at(-1)?.[0])
    if (!isWithin(series, fromMs, endMs)) throw reader.cutShort('rows of another time than was asked for')
    const rows = series.rows.filter((row) => Number(row[0]) < lastMs)
    if (rows.length > 0) yield { ...series, rows }
    else limit = longerThan({ limit, whole }, reader)
    fromMs = lastMs
    spanMs = Math.max(weekMs, spanMs / 8)
  }
}

/** Rows of the next page where one millisecond filled the last one. */
function longerThan(
  { limit, whole }: { readonly limit: number; readonly whole: boolean },
  reader: InfluxReader,
): number {
  if (!whole) throw reader.cutShort('a limit of the server is smaller than one millisecond of readings')
  return limit * 2
}

function isWithin({ rows }: Series, fromMs: number, endMs: number): boolean {
  return Number(rows[0]?.[0]) >= fromMs && Number(rows.at(-1)?.[0]) < endMs
}

/** How much longer the next span may be after one with so few points. */
function wideningOf(found: number, limit: number): number {
  if (found >= limit / 4) return 1
  return found === 0 ? 8 : 2
}
