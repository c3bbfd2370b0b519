/** `/invitations`: links by which somebody gets access, sent by e-mail where they have an address and a mail server is set. */
import type { Request, RequestHandler, Response, Router } from 'express'
import { acceptBody, type InvitationAnswer, invitationBody, type Offer } from '../../../../contract/people.ts'
import { dayMs } from '../../../../core/time/calendar.ts'
import { ProblemError, problem } from '../../http/problems.ts'
import type { Access } from '../gate/access.ts'
import { grantedOf } from '../gate/http-gate.ts'
import type { SendInvitation } from '../mail/mail.ts'
import type { AuditAction } from '../records/audit.ts'
import { addGrant } from '../records/grants.ts'
import type { Refused } from '../records/invitations.ts'
import { askerOf, bodyOf, gone, idOf } from './requests.ts'

const iso = (atMs: number | null): string | null => (atMs === null ? null : new Date(atMs).toISOString())

const refusals: Readonly<Record<Refused, string>> = {
  unknown: 'This invitation is not known here. Check that the whole link was copied, or ask for a new one.',
  used: 'This invitation has been used. Each one works once; ask for a new one.',
  expired: 'This invitation is too old. Nothing was changed; ask for a new one.',
  'other-address':
    'This invitation is for another e-mail address. Sign in with the account that has that address, or ask for a new one.',
}

export interface InvitationsOptions {
  readonly access: Access
  /** Null: no e-mail is sent. */
  readonly sendInvitation: SendInvitation | null
  /** The folder under which a proxy publishes the pages; empty: none. */
  readonly publicPath: string
}

export function invitationsApi(
  router: Router,
  { access, sendInvitation, publicPath }: InvitationsOptions,
  guards: RequestHandler[],
): void {
  const { accounts, clock, signIn } = access
  const note = async (entry: { actorId: string; action: AuditAction; personId: string }) => {
    access.changedHere()
    await accounts.audit.add({ atMs: clock.nowMs(), ...entry })
  }

  router.get('/invitations', async (req, res) => {
    const invitations = await accounts.invitations.of(askerOf(req).account.id)
    res.json({
      invitations: invitations.map(({ id, offer, address, expiresAtMs, usedAtMs, withdrawnAtMs }) => ({
        id,
        offer,
        address,
        expiresAt: iso(expiresAtMs),
        usedAt: iso(usedAtMs),
        withdrawnAt: iso(withdrawnAtMs),
      })),
    })
  })

  router.post('/invitations', ...guards, async (req: Request, res: Response) => {
    const { account } = askerOf(req)
    const { offer, address, days } = bodyOf(invitationBody, req)
    mayOffer(account.roles, offer)
    const nowMs = clock.nowMs()
    const expiresAtMs = nowMs + days * dayMs
    const made = await accounts.invitations.add({ invitedBy: account.id, offer, address, nowMs, expiresAtMs })
    await note({ actorId: account.id, action: 'invited', personId: account.id })
    const link = `${pageOf(req)}${publicPath}/join#${made.secret}`
    const answer: InvitationAnswer = {
      id: made.kept.id,
      secret: made.secret,
      expiresAt: new Date(expiresAtMs).toISOString(),
      mail:
        address === null || sendInvitation === null
          ? null
          : await sendInvitation({ to: address, link, by: account.userName, expiresAtMs }),
    }
    res.status(201).json(answer)
  })

  router.delete('/invitations/:id', ...guards, async (req: Request, res: Response) => {
    const { account } = askerOf(req)
    const asked = { id: idOf(req), invitedBy: account.id, nowMs: clock.nowMs() }
    if (!(await accounts.invitations.withdraw(asked))) throw gone()
    res.status(204).end()
  })

  router.post('/invitations/look', ...guards, async (req: Request, res: Response) => {
    const { secret } = bodyOf(acceptBody, req)
    const email = grantedOf(req)?.identity.account?.email ?? null
    const seen = await accounts.invitations.look(secret, email, clock.nowMs())
    // Whoever has no account yet may still be the one it is for.
    if (seen === 'other-address' && email === null) res.json({ offer: null, addressed: true })
    else if (typeof seen === 'string') throw new ProblemError(problem('not-found', refusals[seen]))
    else {
      const by = (await accounts.roster.byId(seen.invitedBy))?.userName ?? null
      res.json({ offer: seen.offer, by, addressed: seen.address !== null })
    }
  })

  router.post('/invitations/accept', ...guards, async (req: Request, res: Response) => {
    const { secret, person } = bodyOf(acceptBody, req)
    const here = grantedOf(req)?.identity.account ?? null
    const email = here?.email ?? person?.email ?? null
    const seen = await accounts.invitations.look(secret, email, clock.nowMs())
    if (typeof seen === 'string') throw new ProblemError(problem('not-found', refusals[seen]))
    const gets = seen.offer.kind === 'account' ? seen.offer.roles : (['physio'] as const)
    const account = here ?? (person === undefined ? null : await signIn.addPerson(person, []))
    if (account === null)
      throw new ProblemError(problem('invalid', 'Sign in first, or choose a user name and a password.'))
    if (account === 'taken')
      throw new ProblemError(
        problem(
          'invalid',
          'This user name or address belongs to somebody here. Choose another, or sign in with it.',
        ),
      )
    const nowMs = clock.nowMs()
    const used = await accounts.invitations.accept(
      { secret, personId: account.id, email, nowMs },
      async (db, { invitedBy, offer }) => {
        if (offer.kind === 'grant')
          await addGrant(db, {
            sitterId: invitedBy,
            physioId: account.id,
            scopes: offer.scopes,
            fromMs: nowMs,
            untilMs: offer.untilMs,
            nowMs,
          })
      },
    )
    if (typeof used === 'string') throw new ProblemError(problem('not-found', refusals[used]))
    await accounts.roster.setRoles(account.id, [...account.roles, ...gets])
    await note({ actorId: account.id, action: 'invitation-accepted', personId: used.invitedBy })
    res.status(201).json({ userName: account.userName })
  })
}

/** The address of the page that asks. `writeGuards` has checked that it is one of ours. */
const pageOf = (req: Request): string => req.get('origin') ?? `${req.protocol}://${req.get('host') ?? ''}`

/** A sitter shares what is theirs; only an admin gives accounts. */
function mayOffer(roles: readonly string[], offer: Offer): void {
  if (roles.includes(offer.kind === 'grant' ? 'sitter' : 'admin')) return
  throw new ProblemError(problem('invalid', 'You cannot offer this. Nothing was sent.'))
}
