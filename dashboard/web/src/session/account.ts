/**
 * Who is signed in at this page, and whose data it shows. In one-person mode nobody has to sign in, and all of this stays
 * as it begins.
 */
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { GrantScope, MeAnswer } from '../../../../contract/people.ts'
import type { Problem } from '../../../../contract/problem.ts'
import { changeSender, nothingMore, outcomeOf, type SendChange } from './changes.ts'
import { readJson } from './history.ts'

/** What a sitter shares with the person signed in. */
export interface HeldGrant {
  readonly id: string
  readonly sitter: string | null
  readonly scopes: readonly GrantScope[]
  readonly from: string
  readonly until: string | null
  /** Newest first. */
  readonly cushions: readonly string[]
}

/** How the sign-in page came up: on opening, after signing out here, or because the session ended elsewhere. */
export type SignedOut = 'not-yet' | 'here' | 'elsewhere'

export interface Account {
  readonly me: Signal<MeAnswer | null>
  /** Why nobody can be asked who they are. */
  readonly problem: Signal<Problem | null>
  readonly signInNeeded: ReadonlySignal<boolean>
  readonly signedOut: Signal<SignedOut>
  /** Accounts are on, and somebody is signed in. */
  readonly person: ReadonlySignal<MeAnswer | null>
  readonly held: Signal<readonly HeldGrant[]>
  /** The grant under which this cushion is shown; null: it is the person's own, or there are no accounts. */
  grantFor(cushion: string | null): HeldGrant | null
  /** Whether the person may do this with the cushion; `own`: what only its sitter does. */
  may(cushion: string | null, what: GrantScope | 'own'): boolean
  readonly send: SendChange
  /** Asks the server who is signed in. */
  look(): Promise<void>
  signOut(): Promise<string | null>
}

interface GrantsAnswer {
  readonly held: readonly HeldGrant[]
}
interface AssignmentsAnswer {
  readonly assignments: readonly { readonly cushion: string; readonly sitter: string | null }[]
}

export function openAccount(): Account {
  const me = signal<MeAnswer | null>(null)
  const problem = signal<Problem | null>(null)
  const held = signal<readonly HeldGrant[]>([])
  const own = signal<readonly string[]>([])
  const signedOut = signal<SignedOut>('not-yet')
  const person = computed(() => (me.value?.mode === 'people' && me.value.userName !== null ? me.value : null))
  const send = changeSender(() => me.value?.csrf ?? null)
  const never = new AbortController().signal

  /** What is shared with the person, and which cushions are their own besides. */
  const lookAtShares = async ({ roles, userName }: MeAnswer): Promise<void> => {
    const physio = userName !== null && roles.includes('physio')
    const grants = physio ? await readJson<GrantsAnswer>('api/v1/grants', never) : null
    const next = grants?.status === 'ready' ? grants.value.held : []
    const both = next.length > 0 && roles.includes('sitter')
    const assigned = both ? await readJson<AssignmentsAnswer>('api/v1/assignments', never) : null
    own.value =
      assigned?.status === 'ready'
        ? assigned.value.assignments.filter(({ sitter }) => sitter === userName).map(({ cushion }) => cushion)
        : []
    held.value = next
  }

  const look = async (): Promise<void> => {
    const before = person.value
    const answer = await readJson<MeAnswer>('api/v1/account', never)
    if (answer.status === 'loading') return
    if (answer.status === 'error') {
      // No answer at all says nothing about who is signed in.
      if (answer.problem.status !== 0) problem.value = answer.problem
      return
    }
    await lookAtShares(answer.value)
    problem.value = null
    me.value = answer.value
    if (person.value !== null) signedOut.value = 'not-yet'
    else if (before !== null && signedOut.value !== 'here') signedOut.value = 'elsewhere'
  }

  const grantFor = (cushion: string | null): HeldGrant | null =>
    cushion === null || own.value.includes(cushion)
      ? null
      : (held.value.find(({ cushions }) => cushions.includes(cushion)) ?? null)

  return {
    me,
    problem,
    signInNeeded: computed(() => me.value?.mode === 'people' && me.value.userName === null),
    signedOut,
    person,
    held,
    grantFor,
    may(cushion, what) {
      const grant = grantFor(cushion)
      return grant === null || (what !== 'own' && grant.scopes.includes(what))
    },
    send,
    look,
    async signOut() {
      const done = await outcomeOf(send({ method: 'POST', path: 'sign-out' }), nothingMore)
      if (!done.ok) return done.message
      signedOut.value = 'here'
      await look()
      return null
    },
  }
}
