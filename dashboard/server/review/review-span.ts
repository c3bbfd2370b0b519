/** Which days a review is about: from the query of a URL, in the sitter's days. */
import { reviewQuery } from '../../../contract/review.ts'
import { chronicDays } from '../../../core/model/diary/progress-figures.ts'
import { addDays, daysBetween } from '../../../core/time/calendar.ts'
import { ProblemError, problem } from '../http/problems.ts'
import { check } from '../http/queries.ts'

/** Longer spans answer no question that one page could show. */
const mostDays = 366

export interface ReviewSpan {
  readonly from: string
  /** Inclusive. */
  readonly to: string
  /** First day of the span before, which is as long. */
  readonly beforeFrom: string
}

const wrong = (path: 'from' | 'to', message: string): ProblemError =>
  new ProblemError(
    problem('bad-request', `These days cannot be reviewed: ${message}.`, { errors: [{ path, message }] }),
  )

export function readSpan(query: unknown, today: string): ReviewSpan {
  const asked = check(reviewQuery, query, 'The question')
  const to = asked.to === undefined || asked.to > today ? today : asked.to
  const from = asked.from ?? addDays(to, 1 - chronicDays)
  if (from > today) throw wrong('from', 'the first day is still to come')
  if (from > to) throw wrong('to', 'the last day is before the first')
  const days = daysBetween(from, to) + 1
  if (days > mostDays) throw wrong('to', `at most ${mostDays} days can be reviewed at once`)
  return { from, to, beforeFrom: addDays(from, -days) }
}
