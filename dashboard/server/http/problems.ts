/**
 * Every error the HTTP API and the sockets can give, as RFC 9457 problems: one closed list of kinds, mapped to a
 * status in one place. A detail says what happened, what it means for the data, and what to do.
 */
import type { z } from 'zod'
import type { Problem } from '../../../contract/problem.ts'

const kinds = {
  'bad-request': { status: 400, title: 'The request cannot be read' },
  'not-accepted': { status: 401, title: 'This does not let you in' },
  'wrong-origin': { status: 403, title: 'The request comes from another page' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'method-not-allowed': { status: 405, title: 'This address does not take that method' },
  'not-acceptable': { status: 406, title: 'Not available in that form' },
  refused: { status: 409, title: 'The cushion did not carry it out' },
  locked: { status: 409, title: 'These limits are locked' },
  'changed-meanwhile': { status: 409, title: 'Somebody else has changed this meanwhile' },
  'no-backup': { status: 409, title: 'No backup was made' },
  'too-large': { status: 413, title: 'The request is too large' },
  'not-json': { status: 415, title: 'The request is not JSON' },
  'wrong-host': { status: 421, title: 'This server does not answer to that name' },
  invalid: { status: 422, title: 'The values do not fit' },
  'too-many': { status: 429, title: 'Too many changes in a short time' },
  internal: { status: 500, title: 'A fault in Sitbone' },
  'accounts-unavailable': { status: 503, title: 'The accounts cannot be read' },
  busy: { status: 503, title: 'Too many long answers at once' },
  'diary-unavailable': { status: 503, title: 'The diary cannot be read or written' },
  'broker-unreachable': { status: 503, title: 'The message broker cannot be reached' },
  'store-unavailable': { status: 503, title: 'The store cannot be read' },
  timeout: { status: 504, title: 'No answer in time' },
} as const
export type ProblemKind = keyof typeof kinds

export function problem(
  kind: ProblemKind,
  detail: string,
  extra: { code?: string; errors?: Problem['errors'] } = {},
): Problem {
  return {
    type: `urn:sitbone:problem:${kind}`,
    ...kinds[kind],
    detail,
    ...(extra.code === undefined ? {} : { code: extra.code }),
    ...(extra.errors === undefined ? {} : { errors: extra.errors }),
  }
}

/** Thrown inside a request; the error handler of app.ts turns it into the answer. */
export class ProblemError extends Error {
  override name = 'ProblemError'
  readonly problem: Problem
  constructor(what: Problem, options?: ErrorOptions) {
    super(what.detail, options)
    this.problem = what
  }
}

/** The path of each zod issue, such as `left.pressureKpa`. */
export const issuesOf = (error: z.ZodError): { path: string; message: string }[] =>
  error.issues.map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message }))

/** The first few issues as one sentence part, for a detail. */
export const issuesInWords = (error: z.ZodError): string =>
  issuesOf(error)
    .slice(0, 3)
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
    .join('; ')
