/** `/account/...`: one's own password, second factor, passkeys, sessions and API tokens; `/audit`: who did what with one's data. */
import type { Request, RequestHandler, Response, Router } from 'express'
import {
  type AuditAnswer,
  apiTokenBody,
  confirmBody,
  newPasskeyBody,
  passwordChangeBody,
  secondFactorBody,
} from '../../../../contract/people.ts'
import type { Access } from '../gate/access.ts'
import { callerOf } from '../gate/caller.ts'
import type { AuditAction, AuditEntry } from '../records/audit.ts'
import type { Outcome } from '../sign-in/sign-in.ts'
import { askerOf, bodyOf, gone, idOf, lastAdmin, settle } from './requests.ts'

const dayMs = 86_400_000
const wrongPassword = 'Your current password is not right, so nothing was changed.'
const iso = (atMs: number): string => new Date(atMs).toISOString()

export function accountApi(router: Router, access: Access, guards: RequestHandler[]): void {
  const { accounts, signIn, clock } = access

  const wrote = async (req: Request, action: AuditAction) => {
    const { account } = askerOf(req)
    access.changedHere()
    await accounts.audit.add({ atMs: clock.nowMs(), actorId: account.id, action, personId: account.id })
  }
  /** A change that needs the password, or the session's own freshness. */
  const change =
    (action: AuditAction | null, make: (req: Request) => Promise<Outcome>) =>
    async (req: Request, res: Response) => {
      const done = settle(req, res, await make(req), wrongPassword)
      if (action === null) access.changedHere()
      else await wrote(req, action)
      res.json(done.kind === 'done' ? shown(done.body) : {})
    }

  router.post(
    '/account/password',
    ...guards,
    change('password-changed', (req) =>
      signIn.changePassword(callerOf(req), bodyOf(passwordChangeBody, req)),
    ),
  )
  router.post(
    '/account/second-factor',
    ...guards,
    // Not in the log before it is confirmed.
    change(null, (req) => signIn.addSecondFactor(callerOf(req), bodyOf(confirmBody, req).password)),
  )
  router.post(
    '/account/second-factor/confirm',
    ...guards,
    change('second-factor-added', (req) =>
      signIn.withSecondFactor(callerOf(req), bodyOf(secondFactorBody, req)),
    ),
  )
  router.delete(
    '/account/second-factor',
    ...guards,
    change('second-factor-removed', (req) =>
      signIn.removeSecondFactor(callerOf(req), bodyOf(confirmBody, req).password),
    ),
  )
  router.post(
    '/account/recovery-codes',
    ...guards,
    change('recovery-codes-made', (req) =>
      signIn.newRecoveryCodes(callerOf(req), bodyOf(confirmBody, req).password),
    ),
  )

  router.get('/account/passkeys', async (req, res) => {
    res.json({ passkeys: await signIn.passkeys(askerOf(req).account.id) })
  })
  router.get('/account/passkeys/new', async (req, res) => {
    const done = settle(
      req,
      res,
      await signIn.newPasskeyQuestion(callerOf(req)),
      'You signed in a while ago. Sign in again, then add the passkey.',
    )
    res.json(done.kind === 'done' ? done.body : null)
  })
  router.post(
    '/account/passkeys',
    ...guards,
    change('passkey-added', (req) => signIn.addPasskey(callerOf(req), bodyOf(newPasskeyBody, req))),
  )
  router.delete('/account/passkeys/:id', ...guards, async (req: Request, res: Response) => {
    if (!(await signIn.removePasskey(askerOf(req).account.id, idOf(req)))) throw gone()
    await wrote(req, 'passkey-removed')
    res.status(204).end()
  })

  router.get('/account/sessions', async (req, res) => {
    const { account, identity } = askerOf(req)
    const sessions = await accounts.roster.sessions(account.id)
    res.json({
      sessions: sessions.map(({ createdAtMs, lastUsedAtMs, ...session }) => ({
        ...session,
        createdAt: iso(createdAtMs),
        lastUsedAt: iso(lastUsedAtMs),
        thisOne: session.id === identity.sessionId,
      })),
    })
  })
  router.delete('/account/sessions/:id', ...guards, async (req: Request, res: Response) => {
    if (!(await accounts.roster.endSession(askerOf(req).account.id, idOf(req)))) throw gone()
    await wrote(req, 'session-ended')
    res.status(204).end()
  })

  router.get('/account/tokens', async (req, res) => {
    res.json({
      tokens: (await accounts.tokens.of(askerOf(req).account.id)).map(
        ({ personId: _own, ...token }) => token,
      ),
    })
  })
  router.post('/account/tokens', ...guards, async (req: Request, res: Response) => {
    const { name, scopes, days } = bodyOf(apiTokenBody, req)
    const nowMs = clock.nowMs()
    const personId = askerOf(req).account.id
    const made = await accounts.tokens.add({
      personId,
      name,
      scopes,
      nowMs,
      expiresAtMs: nowMs + days * dayMs,
    })
    await wrote(req, 'token-made')
    res.status(201).json({ id: made.kept.id, token: made.token, expiresAt: iso(made.kept.expiresAtMs) })
  })
  router.delete('/account/tokens/:id', ...guards, async (req: Request, res: Response) => {
    const personId = askerOf(req).account.id
    if (!(await accounts.tokens.revoke({ id: idOf(req), personId, nowMs: clock.nowMs() }))) throw gone()
    await wrote(req, 'token-revoked')
    res.status(204).end()
  })

  router.delete('/account', ...guards, async (req: Request, res: Response) => {
    const { account } = askerOf(req)
    if (await accounts.roster.isLastAdmin(account.id)) throw lastAdmin()
    settle(
      req,
      res,
      await signIn.confirm(callerOf(req), { ...bodyOf(confirmBody, req), personId: account.id }),
      wrongPassword,
    )
    await access.erase(account.id)
    res.status(204).end()
  })

  router.get('/audit', async (req, res) => {
    res.json(await auditAnswer(access, await accounts.audit.of(askerOf(req).account.id)))
  })
}

/** Ids become names of people who are still here. */
export async function auditAnswer(
  { accounts }: Access,
  entries: readonly Required<AuditEntry>[],
): Promise<AuditAnswer> {
  const names = new Map((await accounts.roster.list()).map(({ id, userName }) => [id, userName]))
  const nameOf = (id: string | null): string | null => (id === null ? null : (names.get(id) ?? null))
  return {
    entries: entries.map((entry) => ({
      at: iso(entry.atMs),
      by: nameOf(entry.actorId),
      action: entry.action,
      person: nameOf(entry.personId),
      cushion: entry.cushion,
      from: entry.fromMs === null ? null : iso(entry.fromMs),
      to: entry.toMs === null ? null : iso(entry.toMs),
    })),
  }
}

/** Of the library's answer only what is shown once: the way into an authenticator, and recovery codes. */
function shown(body: unknown): object {
  if (typeof body !== 'object' || body === null) return {}
  return Object.fromEntries(
    Object.entries(body).filter(([key]) => key === 'totpURI' || key === 'backupCodes'),
  )
}
