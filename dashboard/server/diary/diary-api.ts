/** `/api/v1/cushions/{id}/checkins`, `/progress`, `/load-spike`, `/red-flags`; the others are in entries-api.ts. */
import { randomUUID } from 'node:crypto'
import { type Request, type RequestHandler, Router } from 'express'
import type { CheckInAnswer, CheckInsAnswer } from '../../../contract/diary/diary.ts'
import {
  baselineBody,
  checkInParams,
  decisionBody,
  newCheckIn,
  redFlagBody,
  undoBody,
} from '../../../contract/diary/diary.ts'
import { morningEndsHour } from '../../../core/model/diary/check-ins.ts'
import type { CheckIn } from '../../../core/progress/check-ins.ts'
import { csvLine } from '../../../store/export.ts'
import { formOf, send } from '../http/answers.ts'
import { ProblemError, problem } from '../http/problems.ts'
import { check, readRange } from '../http/queries.ts'
import { fits, mostPerDay, openDesk, timeOf, wrongTime } from './diary-requests.ts'
import { entriesApi } from './entries-api.ts'
import { type Desk, type DeskOptions, ProgressDesk, redFlagsOf } from './progress-service.ts'

export interface DiaryApiOptions extends DeskOptions {
  /** In front of every change. */
  readonly guards: RequestHandler[]
  /** Who asks, for what is kept with a name; null: the one person on this computer. */
  readonly actorOf: (req: Request) => string | null
}

const answerOf = ({ atMs, ...rest }: CheckIn): CheckInAnswer => ({
  ...rest,
  at: new Date(atMs).toISOString(),
})

export function diaryApi(options: DiaryApiOptions): Router {
  const router = Router()
  const desks = new ProgressDesk(options)
  const { guards } = options
  const open = openDesk(desks)

  router.get('/cushions/:id/checkins', async (req, res) => {
    const { cushion, simulated, diary } = await open(req)
    const { fromMs, toMs, format } = readRange(req.query)
    const form = formOf(req, format)
    const checkIns = (await diary.checkIns(cushion, { fromMs, toMs })).map(answerOf)
    const answer: CheckInsAnswer = { cushion, simulated, checkIns }
    const chunks = form === 'csv' ? checkInsCsv(checkIns) : [JSON.stringify(answer)]
    const name = `sitbone-${cushion}-checkins`
    await send(req, res, { form, subject: { cushion, simulated }, name, chunks })
  })

  router.post('/cushions/:id/checkins', ...guards, async (req: Request, res) => {
    const desk = await open(req)
    const asked = fits(newCheckIn, req.body)
    const { cushion, diary } = desk
    const id = asked.id ?? randomUUID()
    const { checkIn, isNew } = await diary.transaction(async (pages) => {
      const known = await pages.checkIn(cushion, id)
      const checkIn = checkInOf(desk, { ...asked, id }, known)
      if (known?.day !== checkIn.day && (await pages.countOn(cushion, checkIn.day)) >= mostPerDay)
        throw new ProblemError(
          problem(
            'invalid',
            `There are ${mostPerDay} check-ins on this day already; this one was not saved.`,
          ),
        )
      await pages.putCheckIn(cushion, checkIn)
      return { checkIn, isNew: known === null }
    })
    res.status(isNew ? 201 : 200).json(answerOf(checkIn))
  })

  router.delete('/cushions/:id/checkins/:checkIn', ...guards, async (req: Request, res) => {
    const { cushion, diary } = await open(req)
    const { checkIn } = check(checkInParams, req.params, 'The name of the check-in')
    if (!(await diary.deleteCheckIn(cushion, checkIn)))
      throw new ProblemError(problem('not-found', 'There is no such check-in; nothing was changed.'))
    res.status(204).end()
  })

  router.get('/cushions/:id/progress', async (req, res) => {
    res.json(await desks.progress(await open(req)))
  })

  router.post('/cushions/:id/progress', ...guards, async (req: Request, res) => {
    const desk = await open(req)
    res.json(await desks.decide(desk, { ...fits(decisionBody, req.body), by: options.actorOf(req) }))
  })

  router.post('/cushions/:id/progress/undo', ...guards, async (req: Request, res) => {
    res.json(await desks.undo(await open(req), fits(undoBody, req.body)))
  })

  router.put('/cushions/:id/progress/baseline', ...guards, async (req: Request, res) => {
    const desk = await open(req)
    await desk.diary.putBaseline(desk.cushion, fits(baselineBody, req.body))
    res.json(await desks.progress(desk))
  })

  router.get('/cushions/:id/load-spike', async (req, res) => {
    res.json(await desks.loadSpike(await open(req)))
  })

  router.get('/cushions/:id/red-flags', async (req, res) => void res.json(await redFlagsOf(await open(req))))

  router.post('/cushions/:id/red-flags', ...guards, async (req: Request, res) => {
    const desk = await open(req)
    const { flags } = fits(redFlagBody, req.body)
    await desk.diary.addRedFlagAnswer(desk.cushion, { flags, atMs: desk.nowMs })
    res.status(201).json(await redFlagsOf(desk))
  })

  router.delete('/cushions/:id/red-flags', ...guards, async (req: Request, res) => {
    const desk = await open(req)
    await desk.diary.clearRedFlags(desk.cushion, { atMs: desk.nowMs, by: options.actorOf(req) })
    res.json(await redFlagsOf(desk))
  })

  router.use(entriesApi(desks, guards))

  function checkInOf(
    desk: Desk,
    asked: ReturnType<typeof newCheckIn.parse> & { id: string },
    known: CheckIn | null,
  ): CheckIn {
    const atMs = timeOf(desk, asked.at)
    // An earlier version let it be a morning; the rest of it can still be changed.
    const wasMorning = known?.when === 'morning' && known.atMs === atMs
    if (asked.when === 'morning' && !wasMorning && !desks.isMorning(atMs))
      throw wrongTime(
        `A morning check-in is about the time before ${morningEndsHour}:00. Nothing was saved. Choose another occasion, or give the time of the morning.`,
        'is not in the morning',
      )
    return {
      id: asked.id,
      atMs,
      day: desks.days.at(atMs).day,
      when: asked.when,
      pain: asked.pain,
      side: asked.side ?? null,
      place: asked.place ?? null,
      note: asked.note == null || asked.note === '' ? null : asked.note,
      source: known?.source ?? 'person',
      answers: asked.answers ?? [],
    }
  }

  return router
}

function* checkInsCsv(checkIns: readonly CheckInAnswer[]): Generator<string> {
  yield csvLine(['at', 'day', 'when', 'pain', 'note', 'source', 'side', 'place', 'answers'])
  for (const { at, day, when, pain, note, source, side, place, answers = [] } of checkIns) {
    const said = answers.map(({ question, value }) => `${question} ${value}`).join('; ')
    yield csvLine([at, day, when, pain, note, source, side, place, said])
  }
}
