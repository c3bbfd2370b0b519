/** `GET /api/v1/sitters`: everybody who shares their data with whoever asks, those first who need a look. Only with accounts. */
import { Router } from 'express'
import type { CohortProgress, SittersAnswer } from '../../../contract/sitters.ts'
import { byNeed } from '../../../core/review/sitter-look.ts'
import type { Diaries } from '../diary/diaries.ts'
import { ProblemError, problem } from '../http/problems.ts'
import { grantedOf } from '../people/gate/http-gate.ts'
import type { People } from '../people/people.ts'
import { auditLooks } from './audit-looks.ts'
import { SitterDays } from './sitter-days.ts'
import { SitterDiaries } from './sitter-diary.ts'
import { type RowSources, rowsOf } from './sitter-rows.ts'

/** How long an answer waits for days that nobody has asked for yet; the page asks again for the rest. */
const patienceMs = 200

export interface SittersApiOptions extends Omit<RowSources, 'sitterDays' | 'diaries'> {
  /** Null: this server keeps no diary. */
  readonly diaries: Diaries | null
  readonly people: People
  readonly cohort: (() => CohortProgress) | null
}

export function sittersApi(options: SittersApiOptions): Router {
  const router = Router()
  const sitterDays = new SitterDays(options.store)
  const diaries = options.diaries === null ? null : new SitterDiaries(options.diaries)
  router.get('/sitters', async (req, res) => {
    const open = options.people.open
    const account = grantedOf(req)?.identity.account ?? null
    const who = grantedOf(req)?.identity.who
    if (open === null || account === null || who?.kind !== 'person')
      throw new ProblemError(problem('not-found', `There is nothing at ${req.path}.`))
    const asked = { access: open.access, who }
    const sources = { ...options, sitterDays, diaries }
    let found = await rowsOf(sources, asked)
    if (found.some(({ preparing }) => preparing)) {
      await sitterDays.settled(patienceMs)
      found = await rowsOf(sources, asked)
    }
    await auditLooks(open.access, who.id, found)
    const answer: SittersAnswer = {
      v: 1,
      cohort: options.cohort?.() ?? null,
      preparing: found.filter(({ preparing }) => preparing).length,
      rows: found
        .map(({ row }) => ({ name: row.sitter, flags: row.look?.flags ?? [], row }))
        .toSorted(byNeed)
        .map(({ row }) => row),
    }
    res.json(answer)
  })
  return router
}
