/** The changes that a page or a script can make: limits, commands, a cushion to forget, the simulator. */
import express, { type Request, type RequestHandler, type Response, Router } from 'express'
import { rateLimit } from 'express-rate-limit'
import { commandBody, commandParams, cushionParams, simulatorBody } from '../../../contract/http.ts'
import type { CommandResult } from '../../../core/model/schemas/command-result.ts'
import { verbs } from '../../../core/model/schemas/commands.ts'
import type { Commands } from '../live/commands.ts'
import type { Directory } from '../live/directory.ts'
import type { Forgetting } from '../live/forgetting.ts'
import type { Tolerances } from '../live/tolerance.ts'
import type { SimulatorConsoles } from '../simulator-console/consoles.ts'
import type { Simulators } from '../simulator-console/simulators.ts'
import { type KnownHosts, originFault } from './origin.ts'
import { ProblemError, type ProblemKind, problem } from './problems.ts'
import { check } from './queries.ts'

interface WriteGuardOptions {
  readonly writesPerMinute: number
  readonly hosts: KnownHosts
}

export interface WriteApiOptions {
  readonly directory: Directory
  readonly commands: Commands
  readonly tolerances: Tolerances
  readonly forgetting: Forgetting
  readonly simulators: Simulators
  readonly consoles: SimulatorConsoles
  /** In front of every change: `writeGuards`, made once for the whole server. */
  readonly guards: RequestHandler[]
}

const refusalKinds: Partial<Record<NonNullable<CommandResult['error']>['code'], ProblemKind>> = {
  invalid: 'invalid',
  'unknown-alert': 'not-found',
  timeout: 'timeout',
}

const sameOriginOnly =
  (hosts: KnownHosts): RequestHandler =>
  (req, _res, next) => {
    const fault = originFault(req.headers, hosts)
    if (fault !== null)
      throw new ProblemError(
        problem(
          'wrong-origin',
          `Changes are taken only from pages of this server. ${fault} Nothing was changed.`,
        ),
      )
    next()
  }

function jsonOnly(req: Request, _res: Response, next: () => void): void {
  const hasBody =
    req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0
  if (hasBody && req.is('application/json') === false)
    throw new ProblemError(problem('not-json', 'Send the body as application/json. Nothing was changed.'))
  next()
}

/** In front of every change: same origin, not too many, JSON of a bounded size. */
export function writeGuards({ writesPerMinute, hosts }: WriteGuardOptions): RequestHandler[] {
  const limit = rateLimit({
    windowMs: 60_000,
    limit: writesPerMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    validate: { xForwardedForHeader: false },
    handler: () => {
      throw new ProblemError(
        problem('too-many', 'Nothing was changed this time. Wait a minute and try again.'),
      )
    },
  })
  return [sameOriginOnly(hosts), limit, jsonOnly, express.json({ limit: '64kb' })]
}

export function writeApi({
  directory,
  commands,
  tolerances,
  forgetting,
  simulators,
  consoles,
  guards,
}: WriteApiOptions): Router {
  const router = Router()

  router.delete('/cushions/:id', ...guards, async (req: Request, res: Response) => {
    const { id } = check(cushionParams, req.params, 'The name of the cushion')
    await directory.mustKnow(id)
    const refused = await forgetting.forget(id)
    if (refused !== null) throw new ProblemError(refused)
    res.status(204).end()
  })

  router.put('/cushions/:id/tolerance', ...guards, async (req: Request, res: Response) => {
    const { id } = check(cushionParams, req.params, 'The name of the cushion')
    await directory.mustKnow(id)
    const answer = await tolerances.set(id, req.body)
    if ('problem' in answer) throw new ProblemError(answer.problem)
    res.json(answer.tolerance)
  })

  router.post('/cushions/:id/commands/:verb', ...guards, async (req: Request, res: Response) => {
    const { verb: asked } = req.params
    if (!verbs.some((verb) => verb === asked))
      throw new ProblemError(problem('not-found', `There is no such command. Known are ${verbs.join(', ')}.`))
    const { id, verb } = check(commandParams, req.params, 'The name of the cushion')
    const args = check(commandBody, req.body ?? {}, 'The command')
    await directory.mustKnow(id)
    const answer = await commands.send({ cushion: id, verb, args })
    if ('problem' in answer) throw new ProblemError(answer.problem)
    if (answer.ok) {
      res.json(answer)
      return
    }
    const { code, message } = answer.error ?? {
      code: 'not-supported' as const,
      message: 'No reason was given.',
    }
    throw new ProblemError(problem(refusalKinds[code] ?? 'refused', message, { code }))
  })

  router.post('/simulator/:id', ...guards, async (req: Request, res: Response) => {
    const { id } = check(cushionParams, req.params, 'The name of the cushion')
    const { record, ...control } = check(simulatorBody, req.body ?? {}, 'What the simulated cushion is told')
    await directory.mustKnow(id)
    const refused = await simulators.tell(id, control)
    if (refused !== null) throw new ProblemError(refused)
    if (record !== undefined && !consoles.record(id, record))
      throw new ProblemError(
        problem('too-many', 'Too many simulator consoles are open at once; nothing is recorded.'),
      )
    res.status(202).json({ ok: true })
  })

  return router
}
