/**
 * In front of every route: finds out who asks, looks the route up in the table, and lets through what the table permits.
 * What is not permitted is answered exactly as if it were not there.
 */
import type { Request, RequestHandler, Response } from 'express'
import { ProblemError, problem } from '../../http/problems.ts'
import { unknownCushion } from '../../live/unknown-cushion.ts'
import type { People } from '../people.ts'
import { nothing, type Sight, type Subject } from '../policy/authorize.ts'
import { type MatchedRoute, matchRoute } from '../policy/routes.ts'
import { cookieForBrowser } from '../sign-in/cookies.ts'
import type { Access, Identity } from './access.ts'
import { auditRequest } from './audit-request.ts'
import { callerOf } from './caller.ts'

export interface Granted {
  readonly identity: Identity
  readonly sight: Sight
  readonly cushion: string | null
  /** Also what the sitter wrote beside the figures. */
  readonly notes: boolean
}

const granted = new WeakMap<Request, Granted>()

/** What the gate found out about this request; null where there are no accounts, and for pages. */
export const grantedOf = (req: Request): Granted | null => granted.get(req) ?? null

/** Who acts, for what is kept with a name; null for the one person on this computer. */
export const actorOf = (req: Request): string | null => grantedOf(req)?.identity.account?.userName ?? null

/** The same for what only its author may do again; the one person on this computer is always the same. */
export const readerOf = (req: Request): { readonly key: string; readonly name: string | null } => ({
  key: grantedOf(req)?.identity.account?.id ?? '',
  name: actorOf(req),
})

/** Reasons why a part is not ready, for whoever looks after the server; everybody else gets the status code. */
export function seesServerDetails({ mode, open }: People, req: Request): boolean {
  if (mode === 'one-person') return true
  const identity = grantedOf(req)?.identity
  return (
    open !== null &&
    identity !== undefined &&
    open.access.decide(identity.who, 'server.details', nothing).permitted
  )
}

/** These answer programs; everything else is a page or a part of one, and says nothing about anybody. */
const isProgramPath = (path: string): boolean => /^\/(api|livez|readyz|metrics)(\/|$)/i.test(path)
const changes = (method: string): boolean => method !== 'GET' && method !== 'HEAD'

const notThere = (path: string) =>
  new ProblemError(problem('not-found', `There is nothing at ${path.slice(0, 200)}.`))

export function httpGate(people: People): RequestHandler {
  return async (req, res, next) => {
    if (people.mode === 'one-person' || !isProgramPath(req.path)) {
      next()
      return
    }
    const { open } = people
    if (open === null) {
      if (req.path !== '/livez') throw closed()
    } else await admit(open.access, req, res)
    next()
  }
}

const closed = () =>
  new ProblemError(
    problem(
      'accounts-unavailable',
      'The accounts cannot be read now, so nobody is let in. Nothing was changed; limits, alerts and recording go on. The log gives the reason.',
    ),
  )

async function admit(access: Access, req: Request, res: Response): Promise<void> {
  const matched = matchRoute(req.method, req.path)
  if (matched === null) throw notThere(req.path)
  const identity = await access.identify(callerOf(req))
  for (const cookie of identity.cookies) res.append('Set-Cookie', cookieForBrowser(cookie, req.secure))
  const cushion = matched.rule.subject === 'cushion' ? (matched.params.id ?? null) : null
  const subject = cushion === null ? subjectOf(matched, identity) : await access.cushion(cushion)
  const decision = access.decide(identity.who, matched.rule.action, subject)
  if (!decision.permitted) {
    const known = identity.who.kind === 'person' && cushion !== null
    throw known ? new ProblemError(unknownCushion(cushion)) : notThere(req.path)
  }
  if (changes(req.method) && matched.rule.action !== 'public.signIn') ownPageOnly(access, req, identity)
  const notes = access.decide(identity.who, 'diary.notes', subject).permitted
  granted.set(req, { identity, sight: decision.sight, cushion, notes })
  await auditRequest(access, req, { matched, identity, decision, cushion })
}

const subjectOf = ({ rule }: MatchedRoute, { who }: Identity): Subject =>
  rule.subject === 'own' && who.kind === 'person' ? { kind: 'owned', ownerId: who.id } : nothing

/** A browser sends cookies whoever made it ask; only our own page knows the session's token. */
function ownPageOnly(access: Access, req: Request, { sessionId }: Identity): void {
  if (sessionId === null || access.signIn.isCsrf(sessionId, req.get('x-csrf-token'))) return
  throw new ProblemError(
    problem(
      'wrong-origin',
      'This change did not come from a page of Sitbone that you have open, so nothing was changed. Load the page again and repeat it.',
    ),
  )
}
