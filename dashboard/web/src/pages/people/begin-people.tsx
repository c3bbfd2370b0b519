/** Switching accounts on: the first account, and an explicit answer to whose the present data is. */
import { useSignal } from '@preact/signals'
import { useState } from 'preact/hooks'
import { Form } from '../../components/form.tsx'
import { useApp } from '../../session/app-context.ts'
import { useChanges } from '../../session/use-changes.ts'
import { PersonFields, personOf, usePersonDraft } from '../sign-in/new-person.tsx'
import { useSignedIn } from '../sign-in/sign-in.tsx'
import '../people.css'

type Whose = 'mine' | 'nobody'

export function BeginPeople() {
  const { session, toasts } = useApp()
  const draft = usePersonDraft()
  const whose = useSignal<Whose | null>(null)
  // As they are when the form opens: what comes later has no past that could be anybody's.
  const [cushions] = useState(() => (session.cushions.value ?? []).map(({ id }) => id))
  const changes = useChanges()
  const signedIn = useSignedIn()
  const submit = async (): Promise<void> => {
    const person = personOf(draft)
    const takes = whose.value === 'mine' ? cushions : []
    if (!(await changes.send({ method: 'POST', path: 'people/first', body: { person, takes } }))) return
    const body = { who: person.userName, password: person.password }
    await changes.send({ method: 'POST', path: 'sign-in', body })
    await signedIn()
    toasts.show({ text: 'Accounts are on. Everybody signs in from now on.' })
  }
  const choice = (value: Whose, title: string, text: string) => (
    <label class="check">
      <input
        type="radio"
        name="whose"
        required
        checked={whose.value === value}
        onChange={() => {
          whose.value = value
        }}
      />
      <span>
        {title}
        <span class="small"> {text}</span>
      </span>
    </label>
  )
  return (
    <div class="begin">
      <Form changes={changes} action="Switch accounts on" label="Switch accounts on" onSubmit={submit}>
        <p>
          From then on everybody signs in, and sees only what is theirs or shared with them. This cannot be
          undone here. You become the first sitter, and look after the accounts.
        </p>
        <PersonFields draft={draft} />
        <fieldset class="checks">
          <legend class="label">Whose is what has been recorded so far?</legend>
          {choice(
            'mine',
            'It is mine.',
            `Everything that ${cushions.join(', ') || 'the cushion'} recorded, and the diary beside it, becomes yours.`,
          )}
          {choice(
            'nobody',
            'It is not only mine, or I do not know.',
            'It is kept and shown to nobody, until you assign each cushion under People.',
          )}
        </fieldset>
      </Form>
    </div>
  )
}
