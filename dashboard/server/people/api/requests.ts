/** What the account routes share: bodies that are checked, outcomes in words, and who asks. */
import type { Request, Response } from 'express'
import type { z } from 'zod'
import { idParams } from '../../../../contract/people.ts'
import { issuesInWords, issuesOf, ProblemError, problem } from '../../http/problems.ts'
import { type Granted, grantedOf } from '../gate/http-gate.ts'
import type { Account } from '../records/roster.ts'
import { cookieForBrowser } from '../sign-in/cookies.ts'
import type { Outcome } from '../sign-in/sign-in.ts'

export function bodyOf<T>(schema: z.ZodType<T>, req: Request): T {
  const parsed = schema.safeParse(req.body ?? {})
  if (parsed.success) return parsed.data
  throw new ProblemError(
    problem('invalid', `Nothing was changed. Please check: ${issuesInWords(parsed.error)}.`, {
      errors: issuesOf(parsed.error),
    }),
  )
}

/** The `:id` of the path; one that cannot be an id is not there. */
export function idOf(req: Request): string {
  const parsed = idParams.safeParse(req.params)
  if (parsed.success) return parsed.data.id
  throw gone()
}

export const gone = () =>
  new ProblemError(problem('not-found', 'There is no such entry. Nothing was changed.'))

export const lastAdmin = () =>
  new ProblemError(
    problem(
      'invalid',
      'This is the last admin. Nothing was changed; make somebody else an admin first, or nobody could look after the accounts.',
    ),
  )

export interface Asker extends Granted {
  readonly account: Account
}

/** The gate lets only people through to the routes that ask this. */
export function askerOf(req: Request): Asker {
  const granted = grantedOf(req)
  const account = granted?.identity.account ?? null
  if (granted === null || account === null) throw gone()
  return { ...granted, account }
}

/** Throws what went wrong; sends the cookies of what went well. */
export function settle(
  req: Request,
  res: Response,
  outcome: Outcome,
  refused: string,
): Extract<Outcome, { cookies: unknown }> {
  if (outcome.kind === 'wait') {
    res.set('Retry-After', String(outcome.waitS))
    throw new ProblemError(
      problem(
        'too-many',
        `There were several wrong tries, so this one was not looked at. Wait ${outcome.waitS} s, then try again. Your data is safe.`,
      ),
    )
  }
  if (outcome.kind === 'refused') throw new ProblemError(problem('not-accepted', refused))
  for (const cookie of outcome.cookies) res.append('Set-Cookie', cookieForBrowser(cookie, req.secure))
  return outcome
}
