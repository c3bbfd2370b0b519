/** Everything below `/api/v1` that exists only with accounts. */
import { type RequestHandler, Router } from 'express'
import type { CushionsAnswer } from '../../../../contract/cushions.ts'
import type { KnownHosts } from '../../http/origin.ts'
import { writeGuards } from '../../http/write-api.ts'
import type { Access } from '../gate/access.ts'
import { checkRoutes, routesOf } from '../policy/check-routes.ts'
import { accountApi } from './account-api.ts'
import { type InvitationsOptions, invitationsApi } from './invitations-api.ts'
import { peopleApi } from './people-api.ts'
import { askerOf } from './requests.ts'
import { sharingApi } from './sharing-api.ts'
import { signInApi } from './sign-in-api.ts'

/** Sign-ins are counted by account and address besides; this only bounds the work that one address can cause. */
const writesPerMinute = 240

/** Those that this person may know of, instead of all; the store's own state is as for everybody. */
const cushionList =
  (access: Access): RequestHandler =>
  async (req, res) => {
    const { identity } = askerOf(req)
    const { cushions, store } = await access.everyCushion()
    const seen = await access.cushionsFor(identity.who, cushions)
    const answer: CushionsAnswer = { cushions: await access.withSitters(identity.who, seen), store }
    res.json(answer)
  }

export interface AccountRouterOptions extends InvitationsOptions {
  readonly hosts: KnownHosts
}

export function accountRouter(options: AccountRouterOptions): Router {
  const { access, hosts } = options
  const router = Router()
  const guards = writeGuards({ writesPerMinute, hosts })
  router.get('/cushions', cushionList(access))
  for (const add of [signInApi, accountApi, sharingApi, peopleApi]) add(router, access, guards)
  invitationsApi(router, options, guards)
  checkRoutes(routesOf(router, '/api/v1'))
  return router
}
