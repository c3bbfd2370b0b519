/** `/grants`, `/assignments`: who may see what of whom, and which cushion is whose. */
import type { Request, RequestHandler, Response, Router } from 'express'
import { assignmentBody, grantBody } from '../../../../contract/people.ts'
import { cushionId } from '../../../../contract/topics.ts'
import { ProblemError, problem } from '../../http/problems.ts'
import type { Access } from '../gate/access.ts'
import { holderAt } from '../policy/authorize.ts'
import type { AuditAction } from '../records/audit.ts'
import { askerOf, bodyOf, gone, idOf } from './requests.ts'

const iso = (atMs: number | null): string | null => (atMs === null ? null : new Date(atMs).toISOString())

export function sharingApi(router: Router, access: Access, guards: RequestHandler[]): void {
  const { accounts, clock } = access
  const note = async (entry: {
    actorId: string
    action: AuditAction
    personId: string
    cushion?: string
  }) => {
    access.changedHere()
    await accounts.audit.add({ atMs: clock.nowMs(), ...entry })
  }

  router.get('/grants', async (req, res) => {
    const { account } = askerOf(req)
    const given = await accounts.grants.ofSitter(account.id)
    const held = await accounts.grants.heldBy(account.id, clock.nowMs())
    const names = new Map((await accounts.roster.list()).map(({ id, userName }) => [id, userName]))
    const shown = (grants: typeof given) =>
      grants.map(({ id, sitterId, physioId, scopes, fromMs, untilMs, revokedAtMs }) => ({
        id,
        sitter: names.get(sitterId) ?? null,
        physio: names.get(physioId) ?? null,
        scopes,
        from: iso(fromMs),
        until: iso(untilMs),
        revokedAt: iso(revokedAtMs),
      }))
    const withCushions = await Promise.all(
      held.map(async ({ sitterId }, at) => {
        const theirs = await accounts.assignments.ofSitter(sitterId)
        return {
          ...shown(held)[at],
          cushions: [...new Set(theirs.toReversed().map(({ cushion }) => cushion))],
        }
      }),
    )
    res.json({ given: shown(given), held: withCushions })
  })

  router.post('/grants', ...guards, async (req: Request, res: Response) => {
    const { account } = askerOf(req)
    const { physio: name, scopes, from, until } = bodyOf(grantBody, req)
    const physio = await accounts.roster.byUserName(name)
    if (physio === null || !physio.roles.includes('physio'))
      throw new ProblemError(
        problem(
          'invalid',
          'No physio has this name here. Nothing was shared; check the name, or send an invitation.',
        ),
      )
    const nowMs = clock.nowMs()
    const grant = await accounts.grants.add({
      sitterId: account.id,
      physioId: physio.id,
      scopes,
      fromMs: from === undefined ? nowMs : Date.parse(from),
      untilMs: until === null ? null : Date.parse(until),
      nowMs,
    })
    await note({ actorId: account.id, action: 'granted', personId: account.id })
    res.status(201).json({ id: grant.id })
  })

  router.delete('/grants/:id', ...guards, async (req: Request, res: Response) => {
    const { account } = askerOf(req)
    if (!(await accounts.grants.revoke({ id: idOf(req), sitterId: account.id, nowMs: clock.nowMs() })))
      throw gone()
    await note({ actorId: account.id, action: 'revoked', personId: account.id })
    res.status(204).end()
  })

  router.get('/assignments', async (req, res) => {
    const { account } = askerOf(req)
    const admin = account.roles.includes('admin')
    const found = admin ? await accounts.assignments.all() : await accounts.assignments.ofSitter(account.id)
    const names = new Map((await accounts.roster.list()).map(({ id, userName }) => [id, userName]))
    res.json({
      assignments: found.map(({ cushion, sitterId, fromMs, toMs }) => ({
        cushion,
        sitter: names.get(sitterId) ?? null,
        from: iso(fromMs),
        to: iso(toMs),
      })),
    })
  })

  router.put('/assignments/:id', ...guards, async (req: Request, res: Response) => {
    const { account } = askerOf(req)
    const cushion = cushionOf(req)
    const { sitter: name, from } = bodyOf(assignmentBody, req)
    const sitter = await accounts.roster.byUserName(name)
    const forOthers = account.roles.includes('admin') || account.roles.includes('tester')
    if (sitter === null || !sitter.roles.includes('sitter') || (sitter.id !== account.id && !forOthers))
      throw new ProblemError(problem('invalid', 'No sitter has this name here. Nothing was changed.'))
    const nowMs = clock.nowMs()
    const fromMs = from === undefined ? nowMs : Date.parse(from)
    // What was recorded before may be somebody else's; only an admin says whose it is.
    if (!forOthers && fromMs < nowMs)
      throw new ProblemError(problem('invalid', 'A cushion becomes yours from now on. Leave the start out.'))
    const done = await accounts.assignments.assign({ cushion, sitterId: sitter.id, fromMs })
    if (done === 'taken')
      throw new ProblemError(
        problem(
          'invalid',
          'That time belongs to somebody already. Nothing was changed; choose a later start.',
        ),
      )
    await note({ actorId: account.id, action: 'assigned', personId: sitter.id, cushion })
    res.status(204).end()
  })

  router.delete('/assignments/:id', ...guards, async (req: Request, res: Response) => {
    const { account } = askerOf(req)
    const cushion = cushionOf(req)
    const sitterId = holderAt(await access.cushion(cushion), clock.nowMs())
    if (sitterId === null || !(await accounts.assignments.release(cushion, clock.nowMs()))) throw gone()
    await note({ actorId: account.id, action: 'released', personId: sitterId, cushion })
    res.status(204).end()
  })
}

function cushionOf(req: Request): string {
  const parsed = cushionId.safeParse(req.params.id)
  if (!parsed.success) throw gone()
  return parsed.data
}
