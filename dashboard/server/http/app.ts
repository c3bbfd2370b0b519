/** The HTTP side: access checks, the order in which the parts answer, and every error as a problem document. */
import compression from 'compression'
import express, {
  type Express,
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from 'express'
import type { MeAnswer } from '../../../contract/people.ts'
import type { Problem } from '../../../contract/problem.ts'
import type { CohortProgress } from '../../../contract/sitters.ts'
import { verbs } from '../../../core/model/schemas/commands.ts'
import type { Log } from '../../../platform/log.ts'
import { StoreMisconfigured, StoreUnavailable } from '../../../store/store.ts'
import { type BackupApiOptions, backupApi } from '../backup/backup-api.ts'
import { storeTrouble } from '../days/store-watch.ts'
import { commentsApi } from '../diary/comments-api.ts'
import { DiaryUnavailable } from '../diary/database/diary-base.ts'
import type { Diaries } from '../diary/diaries.ts'
import { diaryApi } from '../diary/diary-api.ts'
import { visaHApi } from '../diary/visa-h-api.ts'
import { firstPersonApi } from '../people/first-person-api.ts'
import { actorOf, httpGate, readerOf, seesServerDetails } from '../people/gate/http-gate.ts'
import { viewedApi } from '../people/gate/viewed-api.ts'
import type { People } from '../people/people.ts'
import { checkRoutes, routesOf } from '../people/policy/check-routes.ts'
import { prescriptionsApi } from '../prescriptions/prescriptions-api.ts'
import { replayApi } from '../replay/replay-api.ts'
import { reviewApi } from '../review/review-api.ts'
import { recordingApi } from '../simulator-console/recording-api.ts'
import { sittersApi } from '../sitters/sitters-api.ts'
import type { Readiness } from './health.ts'
import type { Metrics } from './metrics.ts'
import { openApi } from './openapi.ts'
import { hostFault, type KnownHosts } from './origin.ts'
import { ProblemError, type ProblemKind, problem } from './problems.ts'
import { type ReadApiOptions, readApi } from './read-api.ts'
import { staticPages } from './static-pages.ts'
import { type WriteApiOptions, writeApi, writeGuards } from './write-api.ts'

export interface AppOptions extends ReadApiOptions, BackupApiOptions, Omit<WriteApiOptions, 'guards'> {
  readonly writesPerMinute: number
  readonly hosts: KnownHosts
  /** Who may do what; without accounts everything is permitted to whoever reaches this server. */
  readonly people: People
  /** Null: this server keeps no diary. */
  readonly diaries: Diaries | null
  /** How far a simulated cohort is; null: there is none. */
  readonly cohort: (() => CohortProgress) | null
  /** Is this the address of a declared proxy, so that its X-Forwarded-For names the client? */
  readonly trustsProxy: (address: string) => boolean
  readonly webRoot: string
  /** The folder under which a proxy publishes Sitbone, `/sitbone`; empty: none was declared. */
  readonly publicPath: string
  readonly log: Log
  readonly metrics: Metrics
  readonly readiness: () => Readiness
  readonly storeFailed: (error: unknown) => void
}

export function createApp(options: AppOptions): Express {
  const { metrics, hosts } = options
  const app = express()
  app.disable('x-powered-by')
  app.set('query parser', 'simple')
  app.set('trust proxy', options.trustsProxy)

  app.use((req, _res, next) => {
    // Reset before its request was read: there is no client to answer, and no address to count it under.
    if (req.socket.remoteAddress === undefined) req.socket.destroy()
    else next()
  })
  app.use((req, res, next) => {
    const end = metrics.requests.startTimer()
    res.on('close', () => {
      const path: unknown = req.route?.path
      // As the routes are written: an address may use capitals.
      const route =
        typeof path === 'string' ? req.baseUrl.toLowerCase() + path : path === undefined ? 'none' : 'page'
      end({ route, method: knownMethod(req.method), status: res.statusCode })
    })
    next()
  })
  app.use((req, _res, next) => {
    const fault = hostFault(req, hosts)
    if (fault !== null) throw new ProblemError(problem('wrong-host', fault))
    next()
  })
  app.use(compression())

  app.use(httpGate(options.people))

  app.get('/livez', (_req, res) => void res.json({ status: 'live' }))
  app.get('/readyz', (req, res) => {
    const ready = options.readiness()
    res.status(ready.status === 'not-ready' ? 503 : 200)
    if (seesServerDetails(options.people, req)) res.json(ready)
    else res.end()
  })
  app.get('/metrics', async (_req, res) => {
    res.type(metrics.registry.contentType).send(await metrics.registry.metrics())
  })

  checkRoutes(routesOf(app.router, ''))
  app.use('/api', api(options))
  app.use(staticPages(options))
  app.use((req) => {
    throw new ProblemError(problem('not-found', `There is nothing at ${req.path.slice(0, 200)}.`))
  })
  app.use((error: unknown, req: Request, res: Response, next: NextFunction) => {
    if (res.headersSent) {
      if (!res.destroyed || !res.req.aborted) cutShort(error, req, options)
      res.destroy()
      return
    }
    if (error === undefined) {
      next()
      return
    }
    sendProblem(res, toProblem(error, options))
  })
  return app
}

function api(options: AppOptions): Router {
  const router = Router()
  const description = openApi()
  const guards = writeGuards(options)
  router.use((_req, res, next) => {
    res.set('Cache-Control', 'no-store')
    next()
  })
  router.get('/v1/openapi.json', (_req, res) => void res.json(description))
  checkRoutes(routesOf(router, '/api'))
  router.use(
    '/v1',
    accountRoutes(options.people),
    firstPersonApi(options.people, guards),
    backupApi(options, guards),
    sittersApi(options),
  )
  router.use(
    '/v1',
    viewedApi(options, (view) => cushionApi({ ...options, ...view, guards })),
  )
  for (const [path, allow] of methods) {
    router.all(path, (req, res) => {
      res.set('Allow', allow)
      throw new ProblemError(
        problem('method-not-allowed', `${req.method} is not possible here; possible: ${allow}.`),
      )
    })
  }
  return router
}

/** Made with the store and the diary that one person may see. */
function cushionApi(options: AppOptions & WriteApiOptions): Router {
  const router = Router()
  const parts = [readApi(options), replayApi(options), writeApi(options), recordingApi(options)]
  const { diaries } = options
  if (diaries !== null)
    parts.push(
      diaryApi({ ...options, diaries, actorOf }),
      reviewApi({ ...options, diaries }),
      prescriptionsApi({ ...options, diaries, actorOf }),
      commentsApi({ ...options, diaries, readerOf }),
      visaHApi({ ...options, diaries, actorOf }),
    )
  for (const part of parts) {
    checkRoutes(routesOf(part, '/api/v1'))
    router.use(part)
  }
  return router
}

/** Sign-in and all that belongs to accounts: not there before the first account. */
function accountRoutes(people: People): RequestHandler {
  return (req, res, next) => {
    if (people.open !== null) people.open.router(req, res, next)
    else if (req.path === '/account' && req.method === 'GET') res.json(onePerson)
    else next()
  }
}
const onePerson: MeAnswer = {
  mode: 'one-person',
  userName: null,
  name: null,
  roles: [],
  secondFactor: false,
  csrf: null,
}

const reads = [
  'openapi.json',
  'cushions',
  'sitters',
  ...['state', 'minutes', 'bouts', 'events', 'frames', 'replay', 'days', 'report'].map(
    (what) => `cushions/:id/${what}`,
  ),
]
const methods: readonly (readonly [string, string])[] = [
  ...reads.map((path) => [`/v1/${path}`, 'GET, HEAD'] as const),
  ['/v1/cushions/:id', 'DELETE'],
  ['/v1/cushions/:id/tolerance', 'PUT'],
  ['/v1/cushions/:id/checkins', 'GET, HEAD, POST'],
  ['/v1/cushions/:id/checkins/:checkIn', 'DELETE'],
  ['/v1/cushions/:id/progress', 'GET, HEAD, POST'],
  ['/v1/cushions/:id/entries', 'GET, HEAD, POST'],
  ['/v1/cushions/:id/entries/:entry', 'DELETE'],
  ['/v1/cushions/:id/setup', 'GET, HEAD, PUT'],
  ['/v1/cushions/:id/progress/undo', 'POST'],
  ['/v1/cushions/:id/progress/baseline', 'PUT'],
  ['/v1/cushions/:id/review', 'GET, HEAD'],
  ['/v1/cushions/:id/comments', 'GET, HEAD, POST'],
  ['/v1/cushions/:id/comments/read', 'POST'],
  ['/v1/cushions/:id/comments/:comment', 'DELETE'],
  ['/v1/cushions/:id/visa-h', 'GET, HEAD'],
  ['/v1/cushions/:id/visa-h/:day', 'PUT, DELETE'],
  ['/v1/cushions/:id/prescriptions', 'GET, HEAD, POST'],
  ['/v1/cushions/:id/load-spike', 'GET, HEAD'],
  ['/v1/cushions/:id/red-flags', 'GET, HEAD, POST, DELETE'],
  ['/v1/backups', 'POST'],
  ['/v1/simulator/:id', 'POST'],
  ['/v1/simulator/:id/recording', 'GET, HEAD'],
  ...verbs.map((verb) => [`/v1/cushions/:id/commands/${verb}`, 'POST'] as const),
]

const knownMethod = (method: string): string =>
  ['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'PATCH'].includes(method) ? method : 'other'

function sendProblem(res: Response, what: Problem): void {
  if (what.status === 503) res.set('Retry-After', '5')
  // A download that failed is no file.
  res.removeHeader('Content-Disposition')
  res.status(what.status).type('application/problem+json').send(JSON.stringify(what))
}

/** What express and its parsers throw carries a status; the words are ours. */
const ofStatus: Readonly<Record<number, readonly [ProblemKind, string]>> = {
  400: [
    'bad-request',
    'The request cannot be read: its JSON or its address is malformed. Nothing was changed.',
  ],
  413: ['too-large', 'The request is too large. Nothing was changed.'],
  415: ['not-json', 'Send the body as application/json in UTF-8. Nothing was changed.'],
}
const statusOf = (error: unknown): number | null =>
  typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number'
    ? error.status
    : null

function toProblem(error: unknown, { log, storeFailed }: AppOptions): Problem {
  if (error instanceof ProblemError) return error.problem
  if (error instanceof DiaryUnavailable) return problem('diary-unavailable', error.message)
  if (error instanceof StoreUnavailable || error instanceof StoreMisconfigured) {
    storeFailed(error)
    return problem('store-unavailable', storeTrouble(error))
  }
  const known = ofStatus[statusOf(error) ?? 0]
  if (known !== undefined) return problem(...known)
  log.error({ err: error }, 'A request failed inside Sitbone.')
  return problem(
    'internal',
    'Something failed inside Sitbone. Recorded data is not affected; the log says more.',
  )
}

function cutShort(error: unknown, req: Request, { log, storeFailed }: AppOptions): void {
  const left = error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'
  if (left) return
  if (error instanceof StoreUnavailable || error instanceof StoreMisconfigured) storeFailed(error)
  else log.error({ err: error, path: req.path }, 'A long answer was cut short.')
}
