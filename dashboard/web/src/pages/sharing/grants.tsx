/** Who may see what, from when until when: by invitation link, or by the name of a physio who has an account here. */
import { useSignal } from '@preact/signals'
import type { GrantScope, Offer } from '../../../../../contract/people.ts'
import { Answered, Refused } from '../../components/answered.tsx'
import { dateWords, useMoments } from '../../session/day/use-moments.ts'
import { useChanges } from '../../session/use-changes.ts'
import { scopeList } from '../../words/people-words.ts'
import { NewGrant } from './new-grant.tsx'

interface Grant {
  readonly id: string
  readonly physio: string | null
  readonly scopes: readonly GrantScope[]
  readonly from: string
  readonly until: string | null
  readonly revokedAt: string | null
}

interface Invitation {
  readonly id: string
  readonly offer: Offer
  readonly address: string | null
  readonly expiresAt: string
  readonly usedAt: string | null
  readonly withdrawnAt: string | null
}

const isOver = ({ revokedAt, until }: Grant): boolean =>
  revokedAt !== null || (until !== null && Date.parse(until) <= Date.now())

export function Grants() {
  const version = useSignal(0)
  const changed = (): void => {
    version.value += 1
  }
  return (
    <>
      <section class="card">
        <h2>Shared with</h2>
        <Answered<{ given: readonly Grant[] }> path="grants" version={version.value}>
          {({ given }) => <GrantList grants={given.toReversed()} onChanged={changed} />}
        </Answered>
        <Answered<{ invitations: readonly Invitation[] }> path="invitations" version={version.value}>
          {({ invitations }) => <OpenInvitations invitations={invitations} onChanged={changed} />}
        </Answered>
      </section>
      <NewGrant onMade={changed} />
    </>
  )
}

interface GrantListProps {
  readonly grants: readonly Grant[]
  readonly onChanged: () => void
}

function GrantList({ grants, onChanged }: GrantListProps) {
  const { busy, refused, send } = useChanges()
  const moment = useMoments()
  const revoke = async (id: string): Promise<void> => {
    if (await send({ method: 'DELETE', path: `grants/${id}` })) onChanged()
  }
  const spanOf = (grant: Grant): string => {
    if (grant.revokedAt !== null) return `ended ${moment(grant.revokedAt)}`
    const until = grant.until === null ? 'until you end it' : `until ${dateWords(Date.parse(grant.until))}`
    return `from ${dateWords(Date.parse(grant.from))}${isOver(grant) ? `, ended ${dateWords(Date.parse(grant.until ?? ''))}` : ` ${until}`}`
  }
  if (grants.length === 0) return <p class="quiet">Nobody sees your data.</p>
  return (
    <>
      <ul class="entries">
        {grants.map((grant) => (
          <li key={grant.id} class={isOver(grant) ? 'over' : undefined}>
            <span>
              <strong>{grant.physio ?? 'Somebody who has left'}</strong>
              <span class="small">
                {' '}
                {scopeList(grant.scopes)}; {spanOf(grant)}
              </span>
            </span>
            {!isOver(grant) && (
              <button
                type="button"
                class="button small-button"
                aria-label={`Stop sharing with ${grant.physio ?? 'somebody who has left'}`}
                disabled={busy.value}
                onClick={() => void revoke(grant.id)}
              >
                Stop sharing
              </button>
            )}
          </li>
        ))}
      </ul>
      <Refused message={refused.value} />
    </>
  )
}

interface OpenInvitationsProps {
  readonly invitations: readonly Invitation[]
  readonly onChanged: () => void
}

function OpenInvitations({ invitations, onChanged }: OpenInvitationsProps) {
  const { busy, refused, send } = useChanges()
  const open = invitations.filter(
    ({ usedAt, withdrawnAt, expiresAt }) =>
      usedAt === null && withdrawnAt === null && Date.parse(expiresAt) > Date.now(),
  )
  const withdraw = async (id: string): Promise<void> => {
    if (await send({ method: 'DELETE', path: `invitations/${id}` })) onChanged()
  }
  if (open.length === 0) return null
  return (
    <>
      <h3>Open links</h3>
      <ul class="entries">
        {open.map(({ id, offer, address, expiresAt }) => (
          <li key={id}>
            <span>
              {offer.kind === 'grant' ? scopeList(offer.scopes) : `Account: ${offer.roles.join(', ')}`}
              <span class="small">
                {address !== null && ` for ${address};`} can be used until {dateWords(Date.parse(expiresAt))}
              </span>
            </span>
            <button
              type="button"
              class="button small-button"
              disabled={busy.value}
              onClick={() => void withdraw(id)}
            >
              Withdraw
            </button>
          </li>
        ))}
      </ul>
      <Refused message={refused.value} />
    </>
  )
}
