/** Another password; every other session ends with the old one. */
import { useSignal } from '@preact/signals'
import { Field } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { useApp } from '../../session/app-context.ts'
import { useChanges } from '../../session/use-changes.ts'

export function Password() {
  const { account, toasts } = useApp()
  const current = useSignal('')
  const next = useSignal('')
  const changes = useChanges()
  const submit = async (): Promise<void> => {
    const body = { current: current.value, next: next.value }
    if (!(await changes.send({ method: 'POST', path: 'account/password', body }))) return
    current.value = ''
    next.value = ''
    await account.look()
    toasts.show({ text: 'Your password is changed. Your other sessions have ended.' })
  }
  return (
    <section class="card">
      <h2>Password</h2>
      <Form changes={changes} action="Change password" quiet onSubmit={submit}>
        <Field
          label="Current password"
          type="password"
          autocomplete="current-password"
          required
          bind={current}
        />
        <Field
          label="New password"
          type="password"
          autocomplete="new-password"
          minLength={12}
          required
          bind={next}
        >
          At least 12 characters. Your other sessions end.
        </Field>
      </Form>
    </section>
  )
}
