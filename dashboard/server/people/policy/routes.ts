/**
 * Which HTTP route is which action, and on what it acts. The server does not start with a route that stands in no line
 * here; a request that fits no line is answered as if nothing were there.
 */
import type { Verb } from '../../../../core/model/schemas/commands.ts'
import type { Action } from './permissions.ts'

/** `cushion`: the `:id` of the path; `own`: something of whoever asks; `none`: nothing in particular. */
type RouteSubject = 'cushion' | 'own' | 'none'

export interface RouteRule {
  readonly action: Action
  readonly subject: RouteSubject
  /** How the audit log calls it when it is somebody else's data; null: not worth an entry. */
  readonly audit: 'read' | 'changed' | null
}

const rule = (action: Action, subject: RouteSubject, audit: RouteRule['audit'] = null): RouteRule => ({
  action,
  subject,
  audit,
})

const read = (action: Action) => rule(action, 'cushion', 'read')
const change = (action: Action) => rule(action, 'cushion', 'changed')
const own = (action: Action) => rule(action, 'own')
const free = (action: Action) => rule(action, 'none')

/** The commands of a person at the cushion; the others change how it measures. */
export const verbActions: Readonly<Record<Verb, Action>> = {
  acknowledge: 'cushion.answerAlert',
  snooze: 'cushion.answerAlert',
  quiet: 'cushion.answerAlert',
  buzz: 'cushion.answerAlert',
  tare: 'cushion.adjust',
  calibrate: 'cushion.adjust',
  rate: 'cushion.adjust',
}

const commands = Object.fromEntries(
  Object.entries(verbActions).map(([verb, action]) => [
    `POST /api/v1/cushions/:id/commands/${verb}`,
    change(action),
  ]),
)

/** `METHOD /path`; HEAD goes with GET. Of two that fit, the first counts. */
export const routes: Readonly<Record<string, RouteRule>> = {
  'GET /livez': free('public.read'),
  // Everybody gets the status code; the handler gives details only to those who may see them.
  'GET /readyz': free('public.read'),
  'GET /metrics': free('server.details'),
  'GET /api/v1/openapi.json': free('api.description'),

  // The answer is filtered cushion by cushion, with cushions.list.
  'GET /api/v1/cushions': free('cushions.ask'),
  // Likewise; the handler notes each sitter whose days it shows.
  'GET /api/v1/sitters': free('sitters.list'),
  'DELETE /api/v1/cushions/:id': change('cushion.adjust'),
  'GET /api/v1/cushions/:id/state': read('cushion.now'),
  'GET /api/v1/cushions/:id/minutes': read('cushion.history'),
  'GET /api/v1/cushions/:id/bouts': read('cushion.history'),
  'GET /api/v1/cushions/:id/events': read('cushion.history'),
  'GET /api/v1/cushions/:id/days': read('cushion.history'),
  'GET /api/v1/cushions/:id/report': read('cushion.history'),
  'GET /api/v1/cushions/:id/frames': read('cushion.frames'),
  'GET /api/v1/cushions/:id/replay': read('cushion.frames'),
  'PUT /api/v1/cushions/:id/tolerance': change('cushion.tolerance'),
  ...commands,
  'GET /api/v1/cushions/:id/checkins': read('diary.read'),
  'POST /api/v1/cushions/:id/checkins': change('diary.write'),
  'DELETE /api/v1/cushions/:id/checkins/:checkIn': change('diary.write'),
  'GET /api/v1/cushions/:id/entries': read('diary.read'),
  'POST /api/v1/cushions/:id/entries': change('diary.write'),
  'DELETE /api/v1/cushions/:id/entries/:entry': change('diary.write'),
  'GET /api/v1/cushions/:id/setup': read('diary.read'),
  'PUT /api/v1/cushions/:id/setup': change('diary.write'),
  'GET /api/v1/cushions/:id/progress': read('progress.read'),
  'POST /api/v1/cushions/:id/progress': change('progress.decide'),
  'POST /api/v1/cushions/:id/progress/undo': change('progress.decide'),
  'PUT /api/v1/cushions/:id/progress/baseline': change('progress.decide'),
  'GET /api/v1/cushions/:id/review': read('review.read'),
  'GET /api/v1/cushions/:id/comments': read('comment.read'),
  // Says no more than that there is something to read.
  'GET /api/v1/cushions/:id/comments/unread': rule('comment.read', 'cushion'),
  'POST /api/v1/cushions/:id/comments': change('comment.write'),
  'POST /api/v1/cushions/:id/comments/read': rule('comment.write', 'cushion'),
  'DELETE /api/v1/cushions/:id/comments/:comment': change('comment.write'),
  'GET /api/v1/cushions/:id/visa-h': read('diary.read'),
  'PUT /api/v1/cushions/:id/visa-h/:day': change('visaH.write'),
  'DELETE /api/v1/cushions/:id/visa-h/:day': change('visaH.write'),
  'GET /api/v1/cushions/:id/prescriptions': read('prescription.read'),
  'POST /api/v1/cushions/:id/prescriptions': change('prescription.make'),
  'GET /api/v1/cushions/:id/load-spike': read('progress.read'),
  'GET /api/v1/cushions/:id/red-flags': read('progress.read'),
  'POST /api/v1/cushions/:id/red-flags': change('redFlags.answer'),
  'DELETE /api/v1/cushions/:id/red-flags': change('redFlags.clear'),
  'POST /api/v1/simulator/:id': rule('cushion.simulate', 'cushion'),
  'GET /api/v1/simulator/:id/recording': rule('cushion.simulate', 'cushion'),

  'GET /api/v1/account': free('public.read'),
  'DELETE /api/v1/account': own('account.own'),
  'POST /api/v1/sign-in': free('public.signIn'),
  'POST /api/v1/sign-in/second-factor': free('public.signIn'),
  'GET /api/v1/sign-in/passkey': free('public.signIn'),
  'POST /api/v1/sign-in/passkey': free('public.signIn'),
  'POST /api/v1/invitations/look': free('public.signIn'),
  'POST /api/v1/invitations/accept': free('public.signIn'),
  'POST /api/v1/sign-out': own('account.own'),

  'POST /api/v1/account/password': own('account.own'),
  'POST /api/v1/account/second-factor': own('account.own'),
  'POST /api/v1/account/second-factor/confirm': own('account.own'),
  'DELETE /api/v1/account/second-factor': own('account.own'),
  'POST /api/v1/account/recovery-codes': own('account.own'),
  'GET /api/v1/account/passkeys': own('account.own'),
  'GET /api/v1/account/passkeys/new': own('account.own'),
  'POST /api/v1/account/passkeys': own('account.own'),
  'DELETE /api/v1/account/passkeys/:id': own('account.own'),
  'GET /api/v1/account/sessions': own('account.own'),
  'DELETE /api/v1/account/sessions/:id': own('account.own'),
  'GET /api/v1/account/tokens': own('account.own'),
  'POST /api/v1/account/tokens': own('account.own'),
  'DELETE /api/v1/account/tokens/:id': own('account.own'),
  'GET /api/v1/audit': own('audit.read'),

  'GET /api/v1/grants': own('share.list'),
  'POST /api/v1/grants': own('share.grant'),
  'DELETE /api/v1/grants/:id': own('share.grant'),
  'GET /api/v1/invitations': own('account.invite'),
  'POST /api/v1/invitations': own('account.invite'),
  'DELETE /api/v1/invitations/:id': own('account.invite'),
  'GET /api/v1/assignments': own('assignment.list'),
  'PUT /api/v1/assignments/:id': rule('assignment.make', 'cushion'),
  'DELETE /api/v1/assignments/:id': rule('account.administer', 'cushion'),
  'GET /api/v1/people': free('account.administer'),
  'POST /api/v1/people/first': free('account.begin'),
  'POST /api/v1/people': free('account.administer'),
  'PUT /api/v1/people/:id/roles': free('account.administer'),
  'POST /api/v1/people/:id/password': free('account.administer'),
  'DELETE /api/v1/people/:id/sessions': free('account.administer'),
  'DELETE /api/v1/people/:id': free('account.administer'),
  'POST /api/v1/backups': free('backup.make'),
  'GET /api/v1/people/audit': free('audit.readAll'),
}

export interface MatchedRoute {
  /** As it stands in the table. */
  readonly route: string
  readonly rule: RouteRule
  readonly params: Readonly<Record<string, string>>
}

const parts = (path: string): string[] => path.split('/').slice(1)
const table = Object.entries(routes).map(([route, given]) => {
  const [method = '', path = ''] = route.split(' ')
  return { route, rule: given, method, pattern: parts(path) }
})

export function matchRoute(method: string, path: string): MatchedRoute | null {
  const asked = method === 'HEAD' ? 'GET' : method
  const given = parts(path.length > 1 ? path.replace(/\/$/, '') : path)
  for (const { route, rule: found, method: taken, pattern } of table) {
    if (taken !== asked || pattern.length !== given.length) continue
    const params = paramsOf(pattern, given)
    if (params !== null) return { route, rule: found, params }
  }
  return null
}

/** Null when it does not fit, or is no proper address. As express does it, letters count the same in either case. */
function paramsOf(pattern: readonly string[], given: readonly string[]): Record<string, string> | null {
  const params: Record<string, string> = {}
  for (const [at, part] of pattern.entries()) {
    const text = given[at] ?? ''
    if (!part.startsWith(':')) {
      if (part.toLowerCase() !== text.toLowerCase()) return null
      continue
    }
    try {
      params[part.slice(1)] = decodeURIComponent(text)
    } catch {
      return null
    }
    if (text === '') return null
  }
  return params
}
