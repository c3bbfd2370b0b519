/**
 * The one question of access: may this person do this with that? Pure: whoever asks brings who the person is, which grants
 * they hold, and who used the cushion when. The answer to a question about a cushion names the sitter whose data it is
 * and the stretches of time that were theirs; queries read those and nothing else.
 */
import type { GrantScope, Role, TokenScope } from '../../../../contract/people.ts'
import { type Action, type Permission, permissions } from './permissions.ts'

interface HeldGrant {
  readonly sitterId: string
  readonly scopes: readonly GrantScope[]
}

export interface Person {
  readonly kind: 'person'
  readonly id: string
  readonly roles: readonly Role[]
  /** Grants to this person that are in force now. */
  readonly grants: readonly HeldGrant[]
  /** What an API token is cut down to; null: signed in. */
  readonly token: readonly TokenScope[] | null
}

/** `local`: the one person on this computer, before there are accounts. */
export type Who = { readonly kind: 'local' } | { readonly kind: 'nobody' } | Person

export interface Stretch {
  readonly fromMs: number
  /** Exclusive; null: until now and on. */
  readonly toMs: number | null
}

export interface Holding extends Stretch {
  readonly sitterId: string
}

export interface CushionSubject {
  readonly kind: 'cushion'
  /** Null: nobody has said; counts as real. */
  readonly simulated: boolean | null
  /** Who used it when; none overlap. What lies between is nobody's. */
  readonly holdings: readonly Holding[]
}

export type Subject =
  | { readonly kind: 'none' }
  /** Something that belongs to one person: an account, a token, a grant. */
  | { readonly kind: 'owned'; readonly ownerId: string }
  | CushionSubject

export const nothing: Subject = { kind: 'none' }

/** What may be seen: everything, only names, or one sitter's stretches on the cushion. */
export type Sight =
  | { readonly kind: 'all' }
  | { readonly kind: 'names' }
  | { readonly kind: 'sitter'; readonly sitterId: string; readonly stretches: readonly Stretch[] }

export type Decision = { readonly permitted: false } | { readonly permitted: true; readonly sight: Sight }

const no: Decision = { permitted: false }
const everything: Decision = { permitted: true, sight: { kind: 'all' } }

/** Actions on what a cushion is doing now; the others may also look at what it did. */
const present: ReadonlySet<Action> = new Set<Action>([
  'cushion.now',
  'cushion.tolerance',
  'cushion.answerAlert',
  'cushion.adjust',
  // The limits in force belong to whoever has the cushion now.
  'progress.read',
  'review.read',
  'progress.decide',
  'prescription.read',
  'prescription.make',
])

export interface Question {
  readonly who: Who
  readonly action: Action
  readonly subject: Subject
  readonly nowMs: number
}

export function authorize({ who, action, subject, nowMs }: Question): Decision {
  if (who.kind === 'local') return everything
  const permission: Permission = permissions[action]
  if (who.kind === 'nobody') return permission.nobody === 'yes' ? everything : no
  if (!tokenAllows(who, permission)) return no
  const ask = { who, action, permission, subject, nowMs }
  for (const role of closestFirst) {
    if (!who.roles.includes(role)) continue
    const decision = ofRole[role](ask)
    if (decision.permitted) return decision
  }
  return no
}

/** Of several roles the one that sees most: an admin who also sits sees their own data, not only the cushion's name. */
const closestFirst: readonly Role[] = ['sitter', 'physio', 'tester', 'admin']

function tokenAllows({ token }: Person, permission: Permission): boolean {
  if (token === null || permission.token === 'yes') return true
  if (permission.token === 'no') return false
  return [permission.token].flat().every((scope) => token.includes(scope))
}

interface Ask extends Omit<Question, 'who'> {
  readonly who: Person
  readonly permission: Permission
}

const ofRole: Readonly<Record<Role, (ask: Ask) => Decision>> = {
  sitter({ who, action, permission, subject, nowMs }) {
    const { sitter } = permission
    switch (sitter) {
      case 'free':
        return subject.kind === 'cushion' && holderAt(subject, nowMs) === null ? everything : no
      case 'own':
        return sightOf({ subject, action, nowMs, sitters: [who.id] })
      default:
        return plainly(sitter, who, subject)
    }
  },
  physio({ who, action, permission, subject, nowMs }) {
    const { physio } = permission
    if (physio === 'no' || physio === 'yes' || physio === 'self') return plainly(physio, who, subject)
    const sitters = who.grants
      .filter(({ scopes }) => grantHolds(scopes, physio))
      .map(({ sitterId }) => sitterId)
    return sightOf({ subject, action, nowMs, sitters })
  },
  admin({ who, permission, subject }) {
    if (permission.admin === 'names') return { permitted: true, sight: { kind: 'names' } }
    return plainly(permission.admin, who, subject)
  },
  tester({ who, permission, subject }) {
    if (permission.tester === 'simulated')
      return subject.kind === 'cushion' && subject.simulated === true ? everything : no
    return plainly(permission.tester, who, subject)
  },
}

/** What does not depend on the role: nothing, everything, or what is one's own. */
function plainly(answer: 'no' | 'yes' | 'self', who: Person, subject: Subject): Decision {
  if (answer === 'self') return ownedBy(who, subject)
  return answer === 'yes' ? everything : no
}

const grantHolds = (scopes: readonly GrantScope[], scope: GrantScope): boolean =>
  scope === 'sitting' || scopes.includes(scope)

const ownedBy = ({ id }: Person, subject: Subject): Decision =>
  subject.kind === 'none' || (subject.kind === 'owned' && subject.ownerId === id) ? everything : no

const covers = ({ fromMs, toMs }: Stretch, atMs: number): boolean =>
  fromMs <= atMs && (toMs === null || atMs < toMs)

export const holderAt = ({ holdings }: CushionSubject, atMs: number): string | null =>
  holdings.find((holding) => covers(holding, atMs))?.sitterId ?? null

/** One sitter's data at a time, so that two people who use a cushion in turn never mix: the latest of those who may be seen. */
function sightOf(asked: {
  readonly subject: Subject
  readonly action: Action
  readonly nowMs: number
  readonly sitters: readonly string[]
}): Decision {
  const { subject, action, nowMs, sitters } = asked
  if (subject.kind !== 'cushion') return no
  const visible = subject.holdings.filter(
    ({ sitterId, fromMs }) => fromMs <= nowMs && sitters.includes(sitterId),
  )
  if (present.has(action)) {
    const holder = holderAt(subject, nowMs)
    if (holder === null || !sitters.includes(holder)) return no
    return { permitted: true, sight: sightFor(holder, visible) }
  }
  const latest = visible.toSorted((a, b) => b.fromMs - a.fromMs)[0]
  return latest === undefined ? no : { permitted: true, sight: sightFor(latest.sitterId, visible) }
}

const sightFor = (sitterId: string, visible: readonly Holding[]): Sight => ({
  kind: 'sitter',
  sitterId,
  stretches: visible
    .filter((holding) => holding.sitterId === sitterId)
    .map(({ fromMs, toMs }) => ({ fromMs, toMs }))
    .toSorted((a, b) => a.fromMs - b.fromMs),
})
