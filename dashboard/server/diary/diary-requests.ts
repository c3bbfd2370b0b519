/** What the diary's routes share: whose desk is asked for, whether a body fits, and which time it is about. */
import type { Request } from 'express'
import { cushionParams } from '../../../contract/http.ts'
import { issuesOf, ProblemError, problem } from '../http/problems.ts'
import { check } from '../http/queries.ts'
import type { Desk, ProgressDesk } from './progress-service.ts'

/** A browser's clock may be a little ahead. */
const aheadMs = 5 * 60_000
/** A slip of a program would otherwise fill the page. */
export const mostPerDay = 48

export const openDesk =
  (desks: ProgressDesk) =>
  (req: Request): Promise<Desk> =>
    desks.open(check(cushionParams, { id: req.params.id }, 'The name of the cushion').id)

type Parsed<T> = { success: true; data: T } | { success: false; error: Parameters<typeof issuesOf>[0] }

/** What a body says, or 422 with where it does not fit. */
export function fits<T>(schema: { safeParse: (value: unknown) => Parsed<T> }, value: unknown): T {
  const parsed = schema.safeParse(value ?? {})
  if (parsed.success) return parsed.data
  throw new ProblemError(
    problem('invalid', 'Some values do not fit. Nothing was changed.', { errors: issuesOf(parsed.error) }),
  )
}

export const wrongTime = (detail: string, message: string): ProblemError =>
  new ProblemError(problem('invalid', detail, { errors: [{ path: 'at', message }] }))

/** The time that was given, or now. */
export function timeOf({ nowMs, clockKnown }: Desk, at: string | undefined): number {
  if (at === undefined && !clockKnown)
    throw new ProblemError(
      problem(
        'refused',
        'The simulated cushion is not running, so its time is not known. Nothing was saved. Start it again, or give a time.',
      ),
    )
  const atMs = at === undefined ? nowMs : Date.parse(at)
  if (atMs < 0 || atMs > nowMs + aheadMs)
    throw wrongTime('A diary entry is about now or about the past. Nothing was saved.', 'lies in the future')
  return atMs
}
