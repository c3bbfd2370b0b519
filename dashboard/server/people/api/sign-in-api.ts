/** `/sign-in`, `/sign-out`, `/account`: who is here, and the ways in. */
import type { RequestHandler, Router } from 'express'
import { type MeAnswer, passkeyBody, secondFactorBody, signInBody } from '../../../../contract/people.ts'
import type { Access } from '../gate/access.ts'
import { callerOf } from '../gate/caller.ts'
import { grantedOf } from '../gate/http-gate.ts'
import { bodyOf, settle } from './requests.ts'

const wrong =
  'The name or the password is not right. Check both, and the Caps Lock key. Whoever looks after this Sitbone can give you a new password.'
const wrongCode =
  'The code is not right or too old. Use the newest code of your authenticator, or a recovery code.'
const wrongPasskey = 'This passkey does not open an account here. Use another one, or your password.'

export function signInApi(router: Router, access: Access, guards: RequestHandler[]): void {
  const { signIn, accounts, clock } = access

  const signedIn = async (body: unknown) => {
    const personId = personIdOf(body)
    access.changedHere()
    await accounts.audit.add({ atMs: clock.nowMs(), actorId: personId, action: 'sign-in', personId })
  }
  const failed = (personId: string | null) =>
    accounts.audit.add({ atMs: clock.nowMs(), actorId: null, action: 'sign-in-failed', personId })

  router.get('/account', (req, res) => {
    const identity = grantedOf(req)?.identity
    const account = identity?.account ?? null
    const sessionId = identity?.sessionId ?? null
    const answer: MeAnswer = {
      mode: 'people',
      userName: account?.userName ?? null,
      name: account?.name ?? null,
      roles: [...(account?.roles ?? [])],
      secondFactor: account?.secondFactor ?? false,
      csrf: sessionId === null ? null : signIn.csrfOf(sessionId),
    }
    res.json(answer)
  })

  router.post('/sign-in', ...guards, async (req, res) => {
    const asked = bodyOf(signInBody, req)
    const outcome = await signIn.withPassword(callerOf(req), asked)
    if (outcome.kind === 'refused') await failed((await accounts.roster.byUserName(asked.who))?.id ?? null)
    const done = settle(req, res, outcome, wrong)
    if (done.kind === 'done') await signedIn(done.body)
    res.json({ secondFactor: done.kind === 'second-factor' })
  })

  router.post('/sign-in/second-factor', ...guards, async (req, res) => {
    const outcome = await signIn.withSecondFactor(callerOf(req), bodyOf(secondFactorBody, req))
    if (outcome.kind === 'refused') await failed(null)
    const done = settle(req, res, outcome, wrongCode)
    if (done.kind === 'done') await signedIn(done.body)
    res.json({ secondFactor: false })
  })

  router.get('/sign-in/passkey', async (req, res) => {
    const done = settle(req, res, await signIn.passkeyQuestion(callerOf(req)), wrongPasskey)
    res.json(done.kind === 'done' ? done.body : null)
  })

  router.post('/sign-in/passkey', ...guards, async (req, res) => {
    const outcome = await signIn.withPasskey(callerOf(req), bodyOf(passkeyBody, req).response)
    if (outcome.kind === 'refused') await failed(null)
    const done = settle(req, res, outcome, wrongPasskey)
    if (done.kind === 'done') await signedIn(done.body)
    res.json({ secondFactor: false })
  })

  router.post('/sign-out', ...guards, async (req, res) => {
    const personId = grantedOf(req)?.identity.account?.id ?? null
    settle(req, res, await signIn.out(callerOf(req)), wrong)
    access.changedHere()
    await accounts.audit.add({ atMs: clock.nowMs(), actorId: personId, action: 'sign-out', personId })
    res.status(204).end()
  })
}

/** The library's answer to a sign-in holds the person, at one place or another. */
function personIdOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null) return null
  if ('user' in body && typeof body.user === 'object' && body.user !== null && 'id' in body.user)
    return String(body.user.id)
  if (
    'session' in body &&
    typeof body.session === 'object' &&
    body.session !== null &&
    'userId' in body.session
  )
    return String(body.session.userId)
  return null
}
