/** `/api/v1/cushions/{id}/prescriptions`: what a physio prescribed, and prescribing anew. */
import { type Request, type RequestHandler, Router } from 'express'
import { type PrescriptionsAnswer, prescriptionBody } from '../../../contract/diary/prescriptions.ts'
import { changedThings } from '../../../core/model/limit-variables.ts'
import type { Tolerance } from '../../../core/model/schemas/tolerance.ts'
import { fits, openDesk } from '../diary/diary-requests.ts'
import type { KeptPrescription } from '../diary/prescription-book.ts'
import { type Desk, type DeskOptions, ProgressDesk } from '../diary/progress-service.ts'
import { ProblemError, problem } from '../http/problems.ts'

export interface PrescriptionsApiOptions extends DeskOptions {
  /** In front of every change. */
  readonly guards: RequestHandler[]
  /** Who prescribes; null: the one person on this computer. */
  readonly actorOf: (req: Request) => string | null
}

const iso = (atMs: number): string => new Date(atMs).toISOString()

export function prescriptionsApi(options: PrescriptionsApiOptions): Router {
  const { guards, actorOf, tolerances, directory } = options
  const router = Router()
  const open = openDesk(new ProgressDesk(options))

  const answerOf = async ({ cushion, simulated, diary }: Desk): Promise<PrescriptionsAnswer> => {
    const history = await diary.prescriptions.list(cushion)
    const lock = await tolerances.lockOf(cushion)
    return {
      ...{ cushion, simulated, revision: history[0]?.revision ?? 0 },
      lock: lock === null ? null : { ...lock, at: iso(lock.atMs) },
      nextReview: history[0]?.nextReview ?? null,
      history: history.map(({ author, atMs, ...rest }) => ({ ...rest, by: author, at: iso(atMs) })),
    }
  }

  router.get('/cushions/:id/prescriptions', async (req, res) => {
    res.json(await answerOf(await open(req)))
  })

  router.post('/cushions/:id/prescriptions', ...guards, async (req: Request, res) => {
    const desk = await open(req)
    const { cushion, diary, nowMs } = desk
    const { seen, revision, ...asked } = fits(prescriptionBody, req.body)
    const before = directory.tolerance(cushion)
    const [latest] = await diary.prescriptions.list(cushion)
    if ((latest?.revision ?? 0) !== revision || !same(seen, before)) throw changedMeanwhile()
    const author = actorOf(req)
    const made: KeptPrescription = { ...asked, revision: revision + 1, atMs: nowMs, author, before }
    // Written first: limits in force without a word of who set them and why would be worse than the reverse.
    if (!(await diary.prescriptions.add(cushion, made))) throw changedMeanwhile()
    const set = await tolerances.prescribe(cushion, made.tolerance)
    if ('problem' in set) {
      await diary.prescriptions.remove(cushion, made.revision)
      throw new ProblemError(set.problem)
    }
    res.status(201).json(await answerOf(desk))
  })

  return router
}

const changedMeanwhile = () =>
  new ProblemError(
    problem(
      'changed-meanwhile',
      'Somebody else has changed these limits since you opened them. Nothing was changed, and your text is kept here. Look at theirs, then save yours again or take theirs.',
    ),
  )

const same = (a: Tolerance | null, b: Tolerance | null): boolean =>
  a === null || b === null ? a === b : changedThings(a, b).length === 0
