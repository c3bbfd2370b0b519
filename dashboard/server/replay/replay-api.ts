/** `GET /api/v1/cushions/{id}/replay`: one window of a recorded day, as the seat map shows it at a speed. */
import { Router } from 'express'
import { cushionParams } from '../../../contract/http.ts'
import { type ReplayAnswer, replayQuery } from '../../../contract/replay.ts'
import { longestHeldMs, replayStepMs, replayWindow } from '../../../core/model/replay.ts'
import { geometryOf } from '../../../core/pressure/geometry.ts'
import { readSteps } from '../../../store/frame-steps.ts'
import type { Store } from '../../../store/store.ts'
import { longReads } from '../http/long-reads.ts'
import { check, plusBack } from '../http/queries.ts'
import type { Directory } from '../live/directory.ts'
import { minutesOnly } from './minutes-only.ts'
import { replayStep } from './replay-step.ts'

export interface ReplayApiOptions {
  readonly store: Store
  readonly directory: Directory
}

/** Pages ask for few and short ones, but more while somebody drags along the day. */
const atOnce = 16

export function replayApi({ store, directory }: ReplayApiOptions): Router {
  const router = Router()
  router.get('/cushions/:id/replay', longReads(atOnce), async (req, res) => {
    const { id: cushion } = check(cushionParams, req.params, 'The name of the cushion')
    await directory.mustKnow(cushion)
    const { at, speed } = check(replayQuery, plusBack(req.query), 'The question')
    const stepMs = replayStepMs(speed)
    const { fromMs, toMs } = replayWindow(Date.parse(at), speed)
    const leadMs = stepMs < longestHeldMs ? Math.ceil(longestHeldMs / stepMs) * stepMs : 0
    const window = { cushion, fromMs, toMs }
    const steps = await readSteps(store, { cushion, fromMs: fromMs - leadMs, toMs, stepMs })
    const layout = directory.layout(cushion)
    const geometry = layout === null ? null : geometryOf(layout)
    const answer: ReplayAnswer = {
      cushion,
      simulated: await directory.simulated(cushion),
      from: new Date(fromMs).toISOString(),
      to: new Date(toMs).toISOString(),
      stepMs,
      layout,
      steps: steps.map((step) => replayStep(step, geometry)),
      minutesOnly: await minutesOnly(store, window, steps),
    }
    res.json(answer)
  })
  return router
}
