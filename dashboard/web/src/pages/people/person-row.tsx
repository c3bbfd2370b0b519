/** One account: roles, a new password, ending sessions, removing it. */
import { useSignal } from '@preact/signals'
import type { Role } from '../../../../../contract/people.ts'
import { Refused } from '../../components/answered.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Check, Field } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { useApp } from '../../session/app-context.ts'
import { useChanges } from '../../session/use-changes.ts'
import { everyRole, roleWords } from '../../words/people-words.ts'
import type { Person } from './person.ts'

interface PersonRowProps {
  readonly person: Person
  readonly onChanged: () => void
}

export function PersonRow({ person, onChanged }: PersonRowProps) {
  const { account, toasts } = useApp()
  const { busy, refused, send } = useChanges()
  const asking = useSignal<'password' | 'remove' | null>(null)
  const path = `people/${person.id}`
  const setRoles = async (role: Role, on: boolean): Promise<void> => {
    const next = everyRole.filter((one) => (one === role ? on : person.roles.includes(one)))
    if (!(await send({ method: 'PUT', path: `${path}/roles`, body: { roles: next } }))) return
    await account.look()
    onChanged()
  }
  const endSessions = async (): Promise<void> => {
    if (await send({ method: 'DELETE', path: `${path}/sessions` }))
      toasts.show({ text: `${person.userName} is signed out everywhere.` })
  }
  return (
    <div class="person">
      <div>
        <h2>{person.userName}</h2>
        <p class="small">
          {person.email ?? 'no e-mail'}
          {person.secondFactor && ', second factor'}
        </p>
      </div>
      <fieldset class="checks inline">
        <legend class="sr-only">Roles of {person.userName}</legend>
        {everyRole.map((role) => (
          <Check
            key={role}
            checked={person.roles.includes(role)}
            disabled={busy.value}
            onChange={(on) => void setRoles(role, on)}
          >
            {roleWords[role]}
          </Check>
        ))}
      </fieldset>
      <div class="actions">
        <button
          type="button"
          class="button small-button"
          aria-label={`New password for ${person.userName}`}
          onClick={() => {
            asking.value = 'password'
          }}
        >
          New password
        </button>
        <button
          type="button"
          class="button small-button"
          aria-label={`End sessions of ${person.userName}`}
          disabled={busy.value}
          onClick={() => void endSessions()}
        >
          End sessions
        </button>
        <button
          type="button"
          class="button small-button"
          aria-label={`Remove ${person.userName}`}
          onClick={() => {
            asking.value = 'remove'
          }}
        >
          Remove
        </button>
      </div>
      <Refused message={refused.value} />
      {asking.value === 'password' && (
        <PasswordDialog
          person={person}
          onClose={() => {
            asking.value = null
          }}
        />
      )}
      {asking.value === 'remove' && (
        <RemoveDialog
          person={person}
          onRemoved={onChanged}
          onClose={() => {
            asking.value = null
          }}
        />
      )}
    </div>
  )
}

interface DialogProps {
  readonly person: Person
  readonly onClose: () => void
}

function PasswordDialog({ person, onClose }: DialogProps) {
  const { toasts } = useApp()
  const password = useSignal('')
  const changes = useChanges()
  const submit = async (): Promise<void> => {
    const body = { password: password.value }
    if (!(await changes.send({ method: 'POST', path: `people/${person.id}/password`, body }))) return
    onClose()
    toasts.show({ text: `${person.userName} has a new password, and is signed out everywhere.` })
  }
  return (
    <Dialog title={`New password for ${person.userName}`} onClose={onClose}>
      <Form changes={changes} action="Set it" onSubmit={submit} onCancel={onClose}>
        <Field
          label="New password"
          type="password"
          autocomplete="new-password"
          minLength={12}
          required
          autofocus
          bind={password}
        >
          At least 12 characters. All their sessions end.
        </Field>
      </Form>
    </Dialog>
  )
}

function RemoveDialog({ person, onClose, onRemoved }: DialogProps & { readonly onRemoved: () => void }) {
  const { busy, refused, send } = useChanges()
  const remove = async (): Promise<void> => {
    if (!(await send({ method: 'DELETE', path: `people/${person.id}` }))) return
    onClose()
    onRemoved()
  }
  return (
    <Dialog title={`Remove ${person.userName}?`} onClose={onClose}>
      <p>
        The account, its sharing and its tokens are removed. What their cushions recorded stays in the store
        and is nobody’s.
      </p>
      <Refused message={refused.value} />
      <div class="actions end">
        <button type="button" class="button primary" onClick={onClose}>
          Keep it
        </button>
        <button type="button" class="button" disabled={busy.value} onClick={() => void remove()}>
          Remove {person.userName}
        </button>
      </div>
    </Dialog>
  )
}
