/**
 * `POST /backups`: a backup on the server's own disk, at the wish of the admin, or of the one person of this computer. It is not
 * sent to the browser: it holds everybody's data, which an admin does not see, and passwords.
 */
import { type Request, type RequestHandler, type Response, Router } from 'express'
import type { BackupAnswer } from '../../../contract/backup.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import { ProblemError, problem } from '../http/problems.ts'
import { grantedOf } from '../people/gate/http-gate.ts'
import type { People } from '../people/people.ts'
import { checkRoutes, routesOf } from '../people/policy/check-routes.ts'

/** Asked for one backup at a time. */
export type MakeBackup = (nowMs: number) => Promise<BackupAnswer | { readonly refused: string }>

export interface BackupApiOptions {
  /** Null: this server has no data folder to back up. */
  readonly makeBackup: MakeBackup | null
  readonly people: People
  readonly clock: Clock
  readonly log: Log
}

const noFolder =
  'This Sitbone has no data folder, so there is nothing to back up here. Make the backup where the data is, with the command "backup".'
const already =
  'A backup is being made at this moment, so no second one was begun. Wait until it is ready, then try again if you need another.'

export function backupApi(options: BackupApiOptions, guards: RequestHandler[]): Router {
  const { makeBackup, people, clock, log } = options
  const router = Router()
  let busy = false

  router.post('/backups', ...guards, async (req: Request, res: Response) => {
    if (makeBackup === null) throw new ProblemError(problem('no-backup', noFolder))
    if (busy) throw new ProblemError(problem('no-backup', already))
    busy = true
    try {
      const made = await makeBackup(clock.nowMs())
      if ('refused' in made) throw new ProblemError(problem('no-backup', made.refused))
      const { folder, files, bytes } = made
      log.info({ folder, files, bytes }, 'A backup was made. It holds health data and passwords.')
      await note(people, req, clock.nowMs())
      res.status(201).json(made)
    } finally {
      busy = false
    }
  })
  checkRoutes(routesOf(router, '/api/v1'))
  return router
}

/** Without accounts there is no log of who did what. */
async function note({ open }: People, req: Request, atMs: number): Promise<void> {
  const actorId = grantedOf(req)?.identity.account?.id
  if (open === null || actorId === undefined) return
  await open.access.accounts.audit.add({ atMs, actorId, action: 'backed-up', personId: null })
}
