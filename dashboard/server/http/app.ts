/** The HTTP side: who is let in, in which order the parts answer, and how every error leaves as a problem. */
import express, { type Express, type NextFunction, type Request, type Response, Router } from 'express'
import helmet from 'helmet'
import type { Problem } from '../../../contract/problem.ts'
import { verbs } from '../../../core/model/schemas/commands.ts'
import type { Log } from '../../../platform/log.ts'
import { StoreMisconfigured, StoreUnavailable } from '../../../store/store.ts'
import { storeTrouble } from '../days/store-watch.ts'
import type { Diaries } from '../diary/diaries.ts'
import { diaryApi } from '../diary/diary-api.ts'
import { DiaryUnavailable } from '../diary/diary-file.ts'
import { recordingApi } from '../simulator-console/recording-api.ts'
import type { Readiness } from './health.ts'
import type { Metrics } from './metrics.ts'
import { openApi } from './openapi.ts'
import { isKnownHost, type KnownHosts } from './origin.ts'
import { ProblemError, type ProblemKind, problem } from './problems.ts'
import { type ReadApiOptions, readApi } from './read-api.ts'
import { staticPages } from './static-pages.ts'
import { type WriteApiOptions, writeApi } from './write-api.ts'

export interface AppOptions extends ReadApiOptions, WriteApiOptions {
  /** Null: this server keeps no diary. */
  readonly diaries: Diaries | null
  readonly hosts: KnownHosts
  /** A declared proxy stands in front: its X-Forwarded-For names the client. */
  readonly behindProxy: boolean
  readonly webRoot: string
  readonly log: Log
  readonly metrics: Metrics
  readonly readiness: () => Readiness
  readonly storeFailed: (error: unknown) => void
}

/** Scripts, styles, images, fonts from this server only, nothing inline; sockets to this host only. */
function securityHeaders(hosts: KnownHosts) {
  const socketsOf = (scheme: string) => (req: { headers: { host?: string | undefined } }) =>
    isKnownHost(req.headers.host, hosts) ? `${scheme}://${req.headers.host}` : "'self'"
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        mediaSrc: ["'self'"],
        // 'self' alone does not cover ws: in older Safari.
        connectSrc: ["'self'", socketsOf('ws'), socketsOf('wss')],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    // On loopback there is no TLS to insist on; a proxy with TLS sets its own.
    strictTransportSecurity: false,
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  })
}

export function createApp(options: AppOptions): Express {
  const { metrics, hosts } = options
  const app = express()
  app.disable('x-powered-by')
  app.set('query parser', 'simple')
  if (options.behindProxy) app.set('trust proxy', 'loopback, linklocal, uniquelocal')

  app.use((req, _res, next) => {
    // Reset before its request was read: nobody is there to answer, and no address to count it under.
    if (req.socket.remoteAddress === undefined) req.socket.destroy()
    else next()
  })
  app.use((req, res, next) => {
    const end = metrics.requests.startTimer()
    res.on('close', () => {
      const path: unknown = req.route?.path
      const route = typeof path === 'string' ? req.baseUrl + path : path === undefined ? 'none' : 'page'
      end({ route, method: knownMethod(req.method), status: res.statusCode })
    })
    next()
  })
  app.use(securityHeaders(hosts))
  app.use((req, res, next) => {
    res.set('Permissions-Policy', 'camera=(), geolocation=(), microphone=()')
    if (isKnownHost(req.headers.host, hosts)) next()
    else
      throw new ProblemError(
        problem(
          'wrong-host',
          'Open Sitbone under the address that it printed at its start, or name this one in the setting for public hosts.',
        ),
      )
  })

  app.get('/livez', (_req, res) => void res.json({ status: 'live' }))
  app.get('/readyz', (_req, res) => {
    const ready = options.readiness()
    res.status(ready.status === 'not-ready' ? 503 : 200).json(ready)
  })
  app.get('/metrics', async (_req, res) => {
    res.type(metrics.registry.contentType).send(await metrics.registry.metrics())
  })

  app.use('/api', api(options))
  app.use(staticPages(options.webRoot))
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
  router.use((_req, res, next) => {
    res.set('Cache-Control', 'no-store')
    next()
  })
  router.get('/v1/openapi.json', (_req, res) => void res.json(description))
  router.use('/v1', readApi(options), writeApi(options), recordingApi(options))
  if (options.diaries !== null) router.use('/v1', diaryApi({ ...options, diaries: options.diaries }))
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

const reads = [
  'openapi.json',
  'cushions',
  ...['state', 'minutes', 'bouts', 'events', 'frames', 'days', 'report'].map(
    (what) => `cushions/:id/${what}`,
  ),
]
const methods: readonly (readonly [string, string])[] = [
  ...reads.map((path) => [`/v1/${path}`, 'GET, HEAD'] as const),
  ['/v1/cushions/:id/tolerance', 'PUT'],
  ['/v1/cushions/:id/checkins', 'GET, HEAD, POST'],
  ['/v1/cushions/:id/checkins/:checkIn', 'DELETE'],
  ['/v1/cushions/:id/progress', 'GET, HEAD, POST'],
  ['/v1/cushions/:id/progress/baseline', 'PUT'],
  ['/v1/cushions/:id/load-spike', 'GET, HEAD'],
  ['/v1/cushions/:id/red-flags', 'GET, HEAD, POST, DELETE'],
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
