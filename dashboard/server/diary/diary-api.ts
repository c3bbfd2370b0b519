/** `/api/v1/cushions/{id}/checkins`, `/progress`, `/load-spike`, `/red-flags`. */
import { randomUUID } from 'node:crypto'
import { type Request, Router } from 'express'
import type { CheckInAnswer, CheckInsAnswer } from '../../../contract/diary.ts'
import {
  baselineBody,
  checkInParams,
  decisionBody,
  newCheckIn,
  redFlagBody,
} from '../../../contract/diary.ts'
import { cushionParams } from '../../../contract/http.ts'
import type { CheckIn } from '../../../core/progress/check-ins.ts'
import { csvLine } from '../../../store/export.ts'
import { formOf, send } from '../http/answers.ts'
import { issuesOf, ProblemError, problem } from '../http/problems.ts'
import { check, readRange } from '../http/queries.ts'
import { writeGuards } from '../http/write-api.ts'
import { type Desk, type DeskOptions, ProgressDesk, redFlagsOf } from './progress-service.ts'

export interface DiaryApiOptions extends DeskOptions {
  readonly writesPerMinute: number
}

/** A browser's clock may be a little ahead. */
const aheadMs = 5 * 60_000
/** A slip of a program would otherwise fill the page. */
const mostPerDay = 48

const answerOf = ({ atMs, ...rest }: CheckIn): CheckInAnswer => ({
  ...rest,
  at: new Date(atMs).toISOString(),
})

/** What a body says, or 422 with where it does not fit. */
function fits<T>(schema: { safeParse: (value: unknown) => Parsed<T> }, value: unknown): T {
  const parsed = schema.safeParse(value ?? {})
  if (parsed.success) return parsed.data
  throw new ProblemError(
    problem('invalid', 'Some values do not fit. Nothing was changed.', { errors: issuesOf(parsed.error) }),
  )
}
type Parsed<T> = { success: true; data: T } | { success: false; error: Parameters<typeof issuesOf>[0] }

export function diaryApi(options: DiaryApiOptions): Router {
  const router = Router()
  const desks = new ProgressDesk(options)
  const guards = writeGuards(options.writesPerMinute)
  const open = (req: Request): Promise<Desk> =>
    desks.open(check(cushionParams, { id: req.params.id }, 'The name of the cushion').id)

  router.get('/cushions/:id/checkins', async (req, res) => {
    const { cushion, simulated, diary } = await open(req)
    const { fromMs, toMs, format } = readRange(req.query)
    const form = formOf(req, format)
    const checkIns = diary.checkIns(cushion, { fromMs, toMs }).map(answerOf)
    const answer: CheckInsAnswer = { cushion, simulated, checkIns }
    const chunks = form === 'csv' ? checkInsCsv(checkIns) : [JSON.stringify(answer)]
    const name = `sitbone-${cushion}-checkins`
    await send(req, res, { form, subject: { cushion, simulated }, name, chunks })
  })

  router.post('/cushions/:id/checkins', ...guards, async (req: Request, res) => {
    const desk = await open(req)
    const checkIn = checkInOf(desk, fits(newCheckIn, req.body))
    const { cushion, diary } = desk
    const known = diary.checkIn(cushion, checkIn.id)
    if (known?.day !== checkIn.day && diary.countOn(cushion, checkIn.day) >= mostPerDay)
      throw new ProblemError(
        problem('invalid', `There are ${mostPerDay} check-ins on this day already; this one was not saved.`),
      )
    diary.putCheckIn(cushion, checkIn)
    res.status(known === null ? 201 : 200).json(answerOf(checkIn))
  })

  router.delete('/cushions/:id/checkins/:checkIn', ...guards, async (req: Request, res) => {
    const { cushion, diary } = await open(req)
    const { checkIn } = check(checkInParams, req.params, 'The name of the check-in')
    if (!diary.deleteCheckIn(cushion, checkIn))
      throw new ProblemError(problem('not-found', 'There is no such check-in; nothing was changed.'))
    res.status(204).end()
  })

  router.get('/cushions/:id/progress', async (req, res) => {
    res.json(await desks.progress(await open(req)))
  })

  router.post('/cushions/:id/progress', ...guards, async (req: Request, res) => {
    const desk = await open(req)
    res.json(await desks.decide(desk, fits(decisionBody, req.body)))
  })

  router.put('/cushions/:id/progress/baseline', ...guards, async (req: Request, res) => {
    const desk = await open(req)
    desk.diary.putBaseline(desk.cushion, fits(baselineBody, req.body))
    res.json(await desks.progress(desk))
  })

  router.get('/cushions/:id/load-spike', async (req, res) => {
    res.json(await desks.loadSpike(await open(req)))
  })

  router.get('/cushions/:id/red-flags', async (req, res) => void res.json(redFlagsOf(await open(req))))

  router.post('/cushions/:id/red-flags', ...guards, async (req: Request, res) => {
    const desk = await open(req)
    const { flags } = fits(redFlagBody, req.body)
    desk.diary.addRedFlagAnswer(desk.cushion, { flags, atMs: desk.nowMs })
    res.status(201).json(redFlagsOf(desk))
  })

  router.delete('/cushions/:id/red-flags', ...guards, async (req: Request, res) => {
    const desk = await open(req)
    desk.diary.clearRedFlags(desk.cushion, { atMs: desk.nowMs, by: null })
    res.json(redFlagsOf(desk))
  })

  function checkInOf({ nowMs, diary, cushion }: Desk, asked: ReturnType<typeof newCheckIn.parse>): CheckIn {
    const atMs = asked.at === undefined ? nowMs : Date.parse(asked.at)
    if (atMs < 0 || atMs > nowMs + aheadMs)
      throw new ProblemError(
        problem('invalid', 'A check-in tells about now or about the past. Nothing was kept.', {
          errors: [{ path: 'at', message: 'lies in the future' }],
        }),
      )
    const id = asked.id ?? randomUUID()
    return {
      id,
      atMs,
      day: desks.days.at(atMs).day,
      when: asked.when,
      pain: asked.pain,
      note: asked.note == null || asked.note === '' ? null : asked.note,
      source: diary.checkIn(cushion, id)?.source ?? 'person',
    }
  }

  return router
}

function* checkInsCsv(checkIns: readonly CheckInAnswer[]): Generator<string> {
  yield csvLine(['at', 'day', 'when', 'pain', 'note', 'source'])
  for (const { at, day, when, pain, note, source } of checkIns)
    yield csvLine([at, day, when, pain, note, source])
}
