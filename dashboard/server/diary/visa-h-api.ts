/** `/api/v1/cushions/{id}/visa-h`: the totals of the questionnaire, entered by the sitter or a physio who may prescribe. */
import { type Request, type RequestHandler, Router } from 'express'
import { type VisaHAnswer, visaHBody, visaHParams } from '../../../contract/diary/visa-h.ts'
import { detectableChange } from '../../../core/model/diary/visa-h.ts'
import { csvLine } from '../../../store/export.ts'
import { formOf, send } from '../http/answers.ts'
import { ProblemError, problem } from '../http/problems.ts'
import { check } from '../http/queries.ts'
import { fits, openDesk } from './diary-requests.ts'
import { type Desk, type DeskOptions, ProgressDesk } from './progress-service.ts'

export interface VisaHApiOptions extends DeskOptions {
  /** In front of every change. */
  readonly guards: RequestHandler[]
  readonly actorOf: (req: Request) => string | null
}

export function visaHApi(options: VisaHApiOptions): Router {
  const { guards, actorOf } = options
  const router = Router()
  const open = openDesk(new ProgressDesk(options))

  router.get('/cushions/:id/visa-h', async (req, res) => {
    const answer = await answerOf(await open(req))
    const { cushion, simulated, totals } = answer
    const form = formOf(req, req.query.format === 'csv' ? 'csv' : undefined)
    const chunks = form === 'csv' ? visaHCsv(totals) : [JSON.stringify(answer)]
    const name = `sitbone-${cushion}-visa-h`
    await send(req, res, { form, subject: { cushion, simulated }, name, chunks })
  })

  router.put('/cushions/:id/visa-h/:day', ...guards, async (req: Request, res) => {
    const desk = await open(req)
    const { day } = check(visaHParams, req.params, 'The day')
    const { total } = fits(visaHBody, req.body)
    if (day > desk.today)
      throw new ProblemError(
        problem('invalid', 'This day is still to come. Nothing was saved.', {
          errors: [{ path: 'day', message: 'lies in the future' }],
        }),
      )
    await desk.diary.visaH.put(desk.cushion, { day, total, by: actorOf(req) })
    res.json(await answerOf(desk))
  })

  router.delete('/cushions/:id/visa-h/:day', ...guards, async (req: Request, res) => {
    const desk = await open(req)
    const { day } = check(visaHParams, req.params, 'The day')
    if (!(await desk.diary.visaH.delete(desk.cushion, day)))
      throw new ProblemError(problem('not-found', 'There is no total of this day; nothing was changed.'))
    res.status(204).end()
  })

  return router
}

const answerOf = async ({ cushion, simulated, diary }: Desk): Promise<VisaHAnswer> => ({
  ...{ cushion, simulated, detectableChange },
  totals: [...(await diary.visaH.list(cushion))],
})

function* visaHCsv(totals: VisaHAnswer['totals']): Generator<string> {
  yield csvLine(['day', 'total', 'by'])
  for (const { day, total, by } of totals) yield csvLine([day, total, by])
}
