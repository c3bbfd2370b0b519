/** For whoever looks after this Sitbone: people, their roles, and which cushion is whose. Nothing of what anybody measured. */
import { useSignal } from '@preact/signals'
import { Answered } from '../../components/answered.tsx'
import { AuditLog } from '../sharing/audit-log.tsx'
import { Assignments } from './assignments.tsx'
import { InvitePerson } from './invite-person.tsx'
import type { Person } from './person.ts'
import { PersonRow } from './person-row.tsx'

export function PeoplePage() {
  const version = useSignal(0)
  const changed = (): void => {
    version.value += 1
  }
  return (
    <div class="people-page">
      <div class="page-head">
        <h1>People</h1>
        <p class="lead">
          Accounts of this Sitbone. Looking after them shows you nothing of what people measure or write.
        </p>
      </div>
      <Answered<{ people: readonly Person[] }> path="people" version={version.value}>
        {({ people }) => (
          <>
            <section class="card" aria-label="Accounts">
              {people.map((person) => (
                <PersonRow key={person.id} person={person} onChanged={changed} />
              ))}
            </section>
            <InvitePerson />
            <Assignments sitters={people.filter(({ roles }) => roles.includes('sitter'))} />
          </>
        )}
      </Answered>
      <AuditLog path="people/audit" title="Log" />
    </div>
  )
}
