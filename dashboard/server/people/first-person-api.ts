/** `POST /people/first`: switches accounts on, on a running server. Only while there are none; afterwards the gate knows no such address. */
import { type Request, type RequestHandler, type Response, Router } from 'express'
import { firstPersonBody } from '../../../contract/people.ts'
import { issuesInWords, issuesOf, ProblemError, problem } from '../http/problems.ts'
import type { People } from './people.ts'
import { checkRoutes, routesOf } from './policy/check-routes.ts'

const refusals = {
  unavailable:
    'This Sitbone keeps no accounts, so nothing was changed. Start it with a data folder of its own, then try again.',
  late: 'There are accounts already, so nothing was changed. Load the page again and sign in.',
} as const

export function firstPersonApi(people: People, guards: RequestHandler[]): Router {
  const router = Router()
  router.post('/people/first', ...guards, async (req: Request, res: Response) => {
    const parsed = firstPersonBody.safeParse(req.body ?? {})
    if (!parsed.success)
      throw new ProblemError(
        problem('invalid', `Nothing was changed. Please check: ${issuesInWords(parsed.error)}.`, {
          errors: issuesOf(parsed.error),
        }),
      )
    const outcome = await people.begin(parsed.data)
    if (outcome !== 'added') throw new ProblemError(problem('invalid', refusals[outcome]))
    res.status(201).json({ userName: parsed.data.person.userName })
  })
  checkRoutes(routesOf(router, '/api/v1'))
  return router
}
