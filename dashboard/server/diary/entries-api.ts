/** `/api/v1/cushions/{id}/entries` and `/setup`. */
import { randomUUID } from 'node:crypto'
import { type Request, type RequestHandler, Router } from 'express'
import {
  type EntriesAnswer,
  type EntryAnswer,
  entryParams,
  newEntry,
  type SetupAnswer,
  setupBody,
} from '../../../contract/diary/setup.ts'
import { ProblemError, problem } from '../http/problems.ts'
import { check, readRange } from '../http/queries.ts'
import { fits, mostPerDay, openDesk, timeOf } from './diary-requests.ts'
import type { DiaryEntry } from './entry-book.ts'
import type { Desk, ProgressDesk } from './progress-service.ts'

const answerOf = ({ atMs, ...rest }: DiaryEntry): EntryAnswer => ({
  ...rest,
  at: new Date(atMs).toISOString(),
})
const setupOf = async ({ cushion, simulated, diary }: Desk): Promise<SetupAnswer> => {
  const { answers, updatedAtMs } = await diary.entries.setup(cushion)
  return {
    cushion,
    simulated,
    answers,
    updatedAt: updatedAtMs === null ? null : new Date(updatedAtMs).toISOString(),
  }
}

export function entriesApi(desks: ProgressDesk, guards: RequestHandler[]): Router {
  const router = Router()
  const open = openDesk(desks)

  router.get('/cushions/:id/entries', async (req, res) => {
    const { cushion, simulated, diary } = await open(req)
    const entries = (await diary.entries.list(cushion, readRange(req.query))).map(answerOf)
    res.json({ cushion, simulated, entries } satisfies EntriesAnswer)
  })

  router.post('/cushions/:id/entries', ...guards, async (req: Request, res) => {
    const desk = await open(req)
    const { cushion, diary } = desk
    const asked = fits(newEntry, req.body)
    const atMs = timeOf(desk, asked.at)
    const { day } = desks.days.at(atMs)
    const id = asked.id ?? randomUUID()
    const { kind, minutes = null, note } = asked
    const entry = { id, atMs, day, kind, minutes, note: note == null || note === '' ? null : note }
    const isKnown = await diary.transaction(async ({ entries }) => {
      const known = await entries.has(cushion, id)
      if (!known && (await entries.countOn(cushion, day)) >= mostPerDay)
        throw new ProblemError(
          problem('invalid', `There are ${mostPerDay} entries on this day already; this one was not saved.`),
        )
      await entries.put(cushion, entry)
      return known
    })
    res.status(isKnown ? 200 : 201).json(answerOf(entry))
  })

  router.delete('/cushions/:id/entries/:entry', ...guards, async (req: Request, res) => {
    const { cushion, diary } = await open(req)
    const { entry } = check(entryParams, req.params, 'The name of the entry')
    if (!(await diary.entries.delete(cushion, entry)))
      throw new ProblemError(problem('not-found', 'There is no such entry; nothing was changed.'))
    res.status(204).end()
  })

  router.get('/cushions/:id/setup', async (req, res) => void res.json(await setupOf(await open(req))))

  router.put('/cushions/:id/setup', ...guards, async (req: Request, res) => {
    const desk = await open(req)
    const { cushion, diary, nowMs } = desk
    const added = fits(setupBody, req.body)
    await diary.transaction(async ({ entries }) => {
      const { answers } = await entries.setup(cushion)
      await entries.putSetup(cushion, { answers: { ...answers, ...added }, updatedAtMs: nowMs })
    })
    res.json(await setupOf(desk))
  })

  return router
}
