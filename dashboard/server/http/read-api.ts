/** `GET /api/v1/...`: what the store holds and the latest state, as JSON or CSV. Changes nothing. */
import { type Request, type RequestHandler, type Response, Router } from 'express'
import type { CushionsAnswer } from '../../../contract/cushions.ts'
import type { DaysAnswer } from '../../../contract/days.ts'
import { cushionParams } from '../../../contract/http.ts'
import type { Bout } from '../../../core/model/schemas/bouts.ts'
import type { Clock } from '../../../platform/clock.ts'
import { type ExportKind, exportRows } from '../../../store/export.ts'
import type { Range, Store } from '../../../store/store.ts'
import type { DayCache } from '../days/day-cache.ts'
import { withLimits } from '../days/limits-of-days.ts'
import { makeReport } from '../days/report.ts'
import type { Directory } from '../live/directory.ts'
import { formOf, jsonList, send, withFirstRows } from './answers.ts'
import { daysCsv, reportCsv } from './csv.ts'
import { longReads } from './long-reads.ts'
import { ProblemError, problem } from './problems.ts'
import { check, readDays, readRange } from './queries.ts'

export interface ReadApiOptions {
  readonly store: Store
  readonly days: DayCache
  readonly directory: Directory
  readonly day: { readonly zone: string; readonly startHour: number }
  readonly clock: Clock
}

const iso = (atMs: number): string => new Date(atMs).toISOString()

async function* once<T>(values: Promise<readonly T[]>): AsyncGenerator<readonly T[]> {
  yield await values
}
/** The parts of a file name that differ between two downloads. */
const nameOf = (what: string, { cushion, fromMs, toMs }: Range): string =>
  `sitbone-${cushion}-${what}-${iso(fromMs).slice(0, 10)}-${iso(toMs).slice(0, 10)}`

export function readApi({ store, days: dayCache, directory, day, clock }: ReadApiOptions): Router {
  const router = Router()

  const known = async (req: Request): Promise<string> => {
    const { id } = check(cushionParams, req.params, 'The name of the cushion')
    await directory.mustKnow(id)
    return id
  }

  const daysOf = async (cushion: string, asked: ReturnType<typeof readDays>) => {
    const days = await dayCache.summaries(cushion, asked.days)
    const untilNow = asked.zoneDays.between(asked.toMs, Math.max(clock.nowMs(), asked.toMs))
    const later = await dayCache.summaries(cushion, untilNow)
    return withLimits(days, { later, now: directory.tolerance(cushion) })
  }

  router.get('/cushions', async (_req, res) => {
    const answer: CushionsAnswer = { cushions: await directory.cushions(), store: directory.storeHealth() }
    res.json(answer)
  })

  router.get('/cushions/:id/state', async (req, res) => {
    const id = await known(req)
    const state = directory.state(id)
    if (state === null) {
      const detail = `No state of ${id} has arrived since this server started. What was recorded can still be read; check that its gateway runs.`
      throw new ProblemError(problem('not-found', detail))
    }
    res.json(state)
  })

  // A page asks for a handful of short ones; raw frames and files are long.
  const [ofPages, ofFiles] = [longReads(32), longReads(4)]
  const bounded: RequestHandler = (req, res, next) =>
    req.path.endsWith('/frames') || req.query.format === 'csv' || req.accepts(['json', 'csv']) === 'csv'
      ? ofFiles(req, res, next)
      : ofPages(req, res, next)
  for (const what of ['minutes', 'bouts', 'events', 'frames', 'days', 'report'])
    router.get(`/cushions/:id/${what}`, bounded)

  /** What the store holds, row by row; CSV is what `sitbone export` gives. */
  const rows = <T>(
    what: ExportKind,
    read: (range: Range) => AsyncIterable<readonly T[]>,
    of: (row: T) => unknown,
  ) =>
    router.get(`/cushions/:id/${what}`, async (req: Request, res: Response) => {
      const cushion = await known(req)
      const { fromMs, toMs, format } = readRange(req.query)
      const range = { cushion, fromMs, toMs }
      const subject = { cushion, simulated: await directory.simulated(cushion) }
      const form = formOf(req, format)
      const chunks =
        form === 'csv'
          ? withFirstRows(
              exportRows(store, { ...range, what, format: 'csv', layoutCells: directory.cells(cushion) }),
            )
          : jsonList({ ...subject, name: what }, read(range), of)
      await send(req, res, { form, subject, name: nameOf(what, range), chunks })
    })
  rows(
    'minutes',
    (range) => store.minutes(range),
    (m) => ({ at: iso(m.atMs), ...m }),
  )
  rows(
    'bouts',
    (range) => once(store.bouts(range)),
    (b) => ({ startedAt: iso(b.startedAtMs), endedAt: iso(b.endedAtMs), ...b }),
  )
  rows(
    'events',
    (range) => store.events(range),
    (event) => event,
  )
  rows(
    'frames',
    (range) => store.frames(range),
    (f) => ({ at: iso(f.atMs), ...f }),
  )

  router.get('/cushions/:id/days', async (req, res) => {
    const cushion = await known(req)
    const asked = readDays(req.query, day)
    const form = formOf(req, asked.format)
    const range = { cushion, fromMs: asked.fromMs, toMs: asked.toMs }
    const subject = { cushion, simulated: await directory.simulated(cushion) }
    const days = await daysOf(cushion, asked)
    const answer: DaysAnswer = { ...subject, tz: asked.zone, startHour: day.startHour, days }
    const chunks = form === 'csv' ? daysCsv(days) : [JSON.stringify(answer)]
    await send(req, res, { form, subject, name: nameOf('days', range), chunks })
  })

  router.get('/cushions/:id/report', async (req: Request, res: Response) => {
    const cushion = await known(req)
    const asked = readDays(req.query, day)
    const form = formOf(req, asked.format)
    const range = { cushion, fromMs: asked.fromMs, toMs: asked.toMs }
    const subject = { cushion, simulated: await directory.simulated(cushion) }
    const days = await daysOf(cushion, asked)
    const began = ({ startedAtMs }: Bout) => startedAtMs >= range.fromMs && startedAtMs < range.toMs
    const bouts = (await store.bouts(range)).filter(began)
    const report = makeReport({
      ...range,
      ...subject,
      tz: asked.zone,
      startHour: day.startHour,
      madeAtMs: clock.nowMs(),
      daysAsked: asked.days.length,
      days,
      bouts,
    })
    const chunks = form === 'csv' ? reportCsv(report) : [JSON.stringify(report)]
    await send(req, res, { form, subject, name: nameOf('report', range), chunks })
  })

  return router
}
