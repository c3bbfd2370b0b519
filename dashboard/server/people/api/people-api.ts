/** `/people`: what an admin does with accounts. An admin sees names and roles, and nothing of what anybody measured. */
import type { Request, RequestHandler, Response, Router } from 'express'
import { z } from 'zod'
import { newPersonBody, roles } from '../../../../contract/people.ts'
import { ProblemError, problem } from '../../http/problems.ts'
import type { Access } from '../gate/access.ts'
import type { AuditAction } from '../records/audit.ts'
import { auditAnswer } from './account-api.ts'
import { askerOf, bodyOf, gone, idOf, lastAdmin } from './requests.ts'

const roleList = z.array(z.enum(roles)).max(roles.length)
const rolesBody = z.strictObject({ roles: roleList })
const personBody = newPersonBody.extend({ roles: roleList })
const passwordBody = newPersonBody.pick({ password: true })

export function peopleApi(router: Router, access: Access, guards: RequestHandler[]): void {
  const { accounts, signIn, clock } = access
  const note = async (req: Request, action: AuditAction, personId: string) => {
    access.changedHere()
    await accounts.audit.add({ atMs: clock.nowMs(), actorId: askerOf(req).account.id, action, personId })
  }
  const personOf = async (req: Request) => {
    const person = await accounts.roster.byId(idOf(req))
    if (person === null) throw gone()
    return person
  }

  router.get('/people', async (_req, res) => {
    res.json({ people: await accounts.roster.list() })
  })
  router.post('/people', ...guards, async (req: Request, res: Response) => {
    const { roles: given, ...person } = bodyOf(personBody, req)
    const added = await signIn.addPerson(person, given)
    if (added === 'taken')
      throw new ProblemError(
        problem('invalid', 'This user name or address belongs to somebody here. Choose another.'),
      )
    await note(req, 'person-added', added.id)
    res.status(201).json(added)
  })
  router.put('/people/:id/roles', ...guards, async (req: Request, res: Response) => {
    const { id } = await personOf(req)
    const { roles: next } = bodyOf(rolesBody, req)
    if (!next.includes('admin') && (await accounts.roster.isLastAdmin(id))) throw lastAdmin()
    await accounts.roster.setRoles(id, next)
    await note(req, 'roles-changed', id)
    res.status(204).end()
  })
  router.post('/people/:id/password', ...guards, async (req: Request, res: Response) => {
    const { id } = await personOf(req)
    await signIn.setPassword(id, bodyOf(passwordBody, req).password)
    await note(req, 'password-reset', id)
    res.status(204).end()
  })
  router.delete('/people/:id/sessions', ...guards, async (req: Request, res: Response) => {
    const { id } = await personOf(req)
    await accounts.roster.endSessions(id)
    await note(req, 'session-ended', id)
    res.status(204).end()
  })
  router.delete('/people/:id', ...guards, async (req: Request, res: Response) => {
    const { id } = await personOf(req)
    if (await accounts.roster.isLastAdmin(id)) throw lastAdmin()
    await accounts.roster.remove(id)
    await note(req, 'person-removed', id)
    res.status(204).end()
  })
  router.get('/people/audit', async (_req, res) => {
    res.json(await auditAnswer(access, await accounts.audit.all()))
  })
}
