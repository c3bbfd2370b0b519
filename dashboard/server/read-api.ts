/** `GET /api/v1/...`: what the store holds and the latest state, as JSON or CSV. Changes nothing. */
import { type Request, type Response, Router } from 'express'
import type { Clock } from '../../gateway/clock.ts'
import type { Bout } from '../../gateway/contract.ts'
import type { Range, Store } from '../../gateway/store/store.ts'
import { csvRows, formOf, jsonList, send } from './answers.ts'
import type { CushionsAnswer, DaySummary } from './contract.ts'
import { boutsTable, daysTable, eventsTable, framesTable, minutesTable, reportCsv } from './csv.ts'
import { DaysBuilder } from './days.ts'
import type { Directory } from './directory.ts'
import { ProblemError, problem } from './problems.ts'
import { check, readDays, readRange } from './queries.ts'
import { makeReport } from './report.ts'
import { cushionParams } from './schemas.ts'

export interface ReadApiOptions {
  readonly store: Store
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

export function readApi({ store, directory, day, clock }: ReadApiOptions): Router {
  const router = Router()

  const known = async (req: Request): Promise<string> => {
    const { id } = check(cushionParams, req.params, 'The name of the cushion')
    await directory.mustKnow(id)
    return id
  }
  const rangeOf = async (req: Request) => {
    const cushion = await known(req)
    const { fromMs, toMs, format } = readRange(req.query)
    return { range: { cushion, fromMs, toMs }, form: formOf(req, format) }
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

  router.get('/cushions/:id/minutes', async (req, res) => {
    const { range, form } = await rangeOf(req)
    const rows = store.minutes(range)
    const chunks =
      form === 'csv'
        ? csvRows(rows, () => minutesTable)
        : jsonList({ cushion: range.cushion, name: 'minutes' }, rows, (m) => ({ at: iso(m.atMs), ...m }))
    await send(req, res, { form, name: nameOf('minutes', range), chunks })
  })

  router.get('/cushions/:id/bouts', async (req, res) => {
    const { range, form } = await rangeOf(req)
    const rows = once(store.bouts(range))
    const withTimes = (b: Bout) => ({ startedAt: iso(b.startedAtMs), endedAt: iso(b.endedAtMs), ...b })
    const chunks =
      form === 'csv'
        ? csvRows(rows, () => boutsTable)
        : jsonList({ cushion: range.cushion, name: 'bouts' }, rows, withTimes)
    await send(req, res, { form, name: nameOf('bouts', range), chunks })
  })

  router.get('/cushions/:id/events', async (req, res) => {
    const { range, form } = await rangeOf(req)
    const rows = store.events(range)
    const chunks =
      form === 'csv'
        ? csvRows(rows, () => eventsTable)
        : jsonList({ cushion: range.cushion, name: 'events' }, rows, (event) => event)
    await send(req, res, { form, name: nameOf('events', range), chunks })
  })

  router.get('/cushions/:id/frames', async (req, res) => {
    const { range, form } = await rangeOf(req)
    const rows = store.frames(range)
    const cells = directory.cells(range.cushion)
    const chunks =
      form === 'csv'
        ? csvRows(rows, (first) => framesTable(first?.counts.length ?? cells))
        : jsonList({ cushion: range.cushion, name: 'frames' }, rows, (f) => ({ at: iso(f.atMs), ...f }))
    await send(req, res, { form, name: nameOf('frames', range), chunks })
  })

  router.get('/cushions/:id/days', async (req, res) => {
    const cushion = await known(req)
    const asked = readDays(req.query, day)
    const form = formOf(req, asked.format)
    const range = { cushion, fromMs: asked.fromMs, toMs: asked.toMs }
    const { days } = await readDaySummaries(store, range, new DaysBuilder(asked.days))
    const answer = { cushion, tz: asked.zone, startHour: day.startHour, days }
    const chunks =
      form === 'csv' ? csvRows(once(Promise.resolve(days)), () => daysTable) : [JSON.stringify(answer)]
    await send(req, res, { form, name: nameOf('days', range), chunks })
  })

  router.get('/cushions/:id/report', async (req: Request, res: Response) => {
    const cushion = await known(req)
    const asked = readDays(req.query, day)
    const form = formOf(req, asked.format)
    const range = { cushion, fromMs: asked.fromMs, toMs: asked.toMs }
    const { days, bouts } = await readDaySummaries(store, range, new DaysBuilder(asked.days))
    const report = makeReport({
      ...range,
      simulated: await directory.simulated(cushion),
      tz: asked.zone,
      startHour: day.startHour,
      madeAtMs: clock.nowMs(),
      daysAsked: asked.days.length,
      days,
      bouts,
    })
    const chunks = form === 'csv' ? reportCsv(report) : [JSON.stringify(report)]
    await send(req, res, { form, name: nameOf('report', range), chunks })
  })

  return router
}

async function readDaySummaries(
  store: Store,
  range: Range,
  builder: DaysBuilder,
): Promise<{ days: readonly DaySummary[]; bouts: readonly Bout[] }> {
  for await (const chunk of store.minutes(range)) builder.minutes(chunk)
  const began = ({ startedAtMs }: Bout) => startedAtMs >= range.fromMs && startedAtMs < range.toMs
  const bouts = (await store.bouts(range)).filter(began)
  builder.bouts(bouts)
  for await (const chunk of store.events(range)) builder.events(chunk)
  return { days: builder.summaries(), bouts }
}
