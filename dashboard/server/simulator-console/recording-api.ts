/** `GET /simulator/{id}/recording`: the recording of a simulated cushion's wire as a file that `replay:` plays back. */
import { type Request, type Response, Router } from 'express'
import { cushionParams } from '../../../contract/http.ts'
import { ProblemError, problem } from '../http/problems.ts'
import { check } from '../http/queries.ts'
import type { SimulatorConsoles } from './consoles.ts'

export function recordingApi({ consoles }: { readonly consoles: SimulatorConsoles }): Router {
  const router = Router()
  router.get('/simulator/:id/recording', (req: Request, res: Response) => {
    const { id } = check(cushionParams, req.params, 'The name of the cushion')
    const recording = consoles.recording(id)
    if (recording === null)
      throw new ProblemError(
        problem(
          'not-found',
          `Nothing was recorded of ${id} since this server started. Begin with POST /api/v1/simulator/${id} {"record": true}.`,
        ),
      )
    res.set('Content-Disposition', `attachment; filename="${id}-simulated.jsonl"`)
    res.type('application/jsonl')
    // A copy: later lines are in the next download.
    const texts = [...recording.texts()]
    let at = 0
    const write = () => {
      while (at < texts.length) {
        const piece = texts.slice(at, at + 500).join('')
        at += 500
        if (!res.write(piece)) {
          res.once('drain', write)
          return
        }
      }
      res.end()
    }
    write()
  })
  return router
}
