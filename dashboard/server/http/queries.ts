/** Checked questions: from the text of a URL to a stretch of time, or a problem that says which part does not fit. */

import type { z } from 'zod'
import { daysQuery, rangeQuery } from '../../../contract/http.ts'
import { dayMs } from '../../../core/time/calendar.ts'
import { ZoneDays } from '../../../core/time/zone-days.ts'
import { issuesOf, ProblemError, problem } from './problems.ts'

const longestDays = 3660

export function check<T extends z.ZodType>(schema: T, value: unknown, what: string): z.infer<T> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new ProblemError(
    problem('bad-request', `${what} cannot be read.`, { errors: issuesOf(parsed.error) }),
  )
}

function checkRange(fromMs: number, toMs: number): { fromMs: number; toMs: number } {
  const wrong = (path: string, message: string) =>
    new ProblemError(
      problem('bad-request', `The time range is not valid: ${message}.`, {
        errors: [{ path, message }],
      }),
    )
  if (!(fromMs < toMs)) throw wrong('to', 'to must be later than from')
  if (toMs - fromMs > longestDays * dayMs)
    throw wrong('to', `at most ${longestDays} days can be asked for at once`)
  return { fromMs, toMs }
}

/** A `+` that was not escaped in a URL arrives as a space: `2026-03-01T00:00:00+01:00`. */
export const plusBack = (query: unknown): unknown =>
  typeof query === 'object' && query !== null
    ? Object.fromEntries(
        Object.entries(query).map(([name, value]) => [
          name,
          typeof value === 'string' && name !== 'tz' ? value.replace(/ (\d\d:\d\d)$/, '+$1') : value,
        ]),
      )
    : query

const isDate = (text: string) => text.length === 10

export function readRange(query: unknown) {
  const { from, to, format } = check(rangeQuery, plusBack(query), 'The question')
  return { ...checkRange(Date.parse(from), Date.parse(to)), format }
}

/** The whole days that overlap from..to, in the asked zone. */
export function readDays(query: unknown, day: { zone: string; startHour: number }) {
  const { from, to, tz, format } = check(daysQuery, plusBack(query), 'The question')
  const zone = tz ?? day.zone
  const zoneDays = new ZoneDays({ zone, startHour: day.startHour })
  const instant = (text: string) => (isDate(text) ? zoneDays.on(text).startMs : Date.parse(text))
  const asked = checkRange(instant(from), instant(to))
  const days = zoneDays.between(asked.fromMs, asked.toMs)
  const fromMs = days[0]?.startMs ?? asked.fromMs
  const toMs = days.at(-1)?.endMs ?? asked.toMs
  return { zone, zoneDays, days, fromMs, toMs, format }
}
