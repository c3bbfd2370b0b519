/** A link by which somebody makes their own account. */
import { useSignal } from '@preact/signals'
import type { InvitationAnswer, Role } from '../../../../../contract/people.ts'
import { CheckSet, Field } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { useChanges } from '../../session/use-changes.ts'
import { everyRole, rolesExplained, roleWords } from '../../words/people-words.ts'
import { InvitationLink } from '../sharing/invitation-link.tsx'

export function InvitePerson() {
  const roles = useSignal<readonly Role[]>(['sitter'])
  const address = useSignal('')
  const invitation = useSignal<InvitationAnswer | null>(null)
  const changes = useChanges()
  const make = async (): Promise<void> => {
    const offer = { kind: 'account', roles: roles.value }
    const body = { offer, address: address.value.trim() || null }
    invitation.value = await changes.ask<InvitationAnswer>({ method: 'POST', path: 'invitations', body })
  }
  return (
    <section class="card">
      <h2>Invite somebody</h2>
      <p class="small">
        They choose their own name and password. The link works once, for seven days. {rolesExplained}
      </p>
      <Form changes={changes} action="Make a link" quiet ready={roles.value.length > 0} onSubmit={make}>
        <CheckSet legend="Roles of the new account" choices={everyRole} words={roleWords} bind={roles} />
        <Field label="E-mail (optional)" type="email" autocomplete="off" bind={address}>
          Then only an account with this address can use the link. Where this Sitbone sends e-mail, it is sent
          there too.
        </Field>
      </Form>
      {invitation.value !== null && (
        <InvitationLink
          made={invitation.value}
          label="Invitation link"
          hint="Shown only now, and works once. Whoever has it can make the account."
        />
      )}
    </section>
  )
}
