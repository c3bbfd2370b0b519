/** Asks for the password once more, before a change of how somebody signs in. */
import { useSignal } from '@preact/signals'
import { Dialog } from '../../components/dialog.tsx'
import { Field } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import type { Change } from '../../session/changes.ts'
import { useChanges } from '../../session/use-changes.ts'

interface ConfirmPasswordProps<T> {
  readonly title: string
  readonly action: string
  readonly change: Omit<Change, 'body'>
  readonly onDone: (answer: T) => void
  readonly onClose: () => void
}

export function ConfirmPassword<T>({ title, action, change, onDone, onClose }: ConfirmPasswordProps<T>) {
  const password = useSignal('')
  const changes = useChanges()
  const submit = async (): Promise<void> => {
    const answer = await changes.ask<T>({ ...change, body: { password: password.value } })
    if (answer !== null) onDone(answer)
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <Form changes={changes} action={action} onSubmit={submit} onCancel={onClose}>
        <Field
          label="Your password"
          type="password"
          autocomplete="current-password"
          required
          autofocus
          bind={password}
        />
      </Form>
    </Dialog>
  )
}
