/** The second step of signing in: a code of the authenticator, or a recovery code. */
import { useSignal } from '@preact/signals'
import { Field } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { useChanges } from '../../session/use-changes.ts'

interface SecondStepProps {
  readonly onDone: () => void
  readonly onBack: () => void
}

export function SecondStep({ onDone, onBack }: SecondStepProps) {
  const kind = useSignal<'totp' | 'recovery'>('totp')
  const code = useSignal('')
  const changes = useChanges()
  const submit = async (): Promise<void> => {
    const body = { kind: kind.value, code: code.value.replaceAll(' ', '') }
    code.value = ''
    if (await changes.send({ method: 'POST', path: 'sign-in/second-factor', body })) onDone()
  }
  const recovery = kind.value === 'recovery'
  return (
    <Form
      changes={changes}
      action="Continue"
      onSubmit={submit}
      after={
        <div class="actions">
          <button
            type="button"
            class="link"
            onClick={() => {
              kind.value = recovery ? 'totp' : 'recovery'
            }}
          >
            {recovery ? 'Use the authenticator' : 'Use a recovery code'}
          </button>
          <button type="button" class="link" onClick={onBack}>
            Start again
          </button>
        </div>
      }
    >
      <Field
        key={kind.value}
        label={recovery ? 'Recovery code' : 'Code of your authenticator'}
        bind={code}
        autocomplete="one-time-code"
        inputMode={recovery ? 'text' : 'numeric'}
        required
        autofocus
      >
        {recovery
          ? 'One of those you kept when you set up the second factor. Each works once.'
          : 'Six digits; a new code comes every 30 seconds.'}
      </Field>
    </Form>
  )
}
