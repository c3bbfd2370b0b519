/** Passkeys: signing in with the device instead of a password. */
import { useSignal } from '@preact/signals'
import { Answered, Refused } from '../../components/answered.tsx'
import { Field } from '../../components/field.tsx'
import { readJson } from '../../session/history.ts'
import { canUsePasskeys, makePasskey } from '../../session/passkeys.ts'
import { useChanges } from '../../session/use-changes.ts'

interface PasskeysAnswer {
  readonly passkeys: readonly { readonly id: string; readonly name: string | null }[]
}

export function Passkeys() {
  const version = useSignal(0)
  const name = useSignal('')
  const { busy, refused, send } = useChanges()
  const add = async (): Promise<void> => {
    const question = await readJson<PublicKeyCredentialCreationOptionsJSON>(
      'api/v1/account/passkeys/new',
      new AbortController().signal,
    )
    if (question.status === 'error') refused.value = question.problem.detail
    if (question.status !== 'ready') return
    const response = await makePasskey(question.value)
    const body = { response, ...(name.value === '' ? {} : { name: name.value }) }
    if (response === null) refused.value = 'This device made no passkey, so nothing was changed.'
    else if (await send({ method: 'POST', path: 'account/passkeys', body })) {
      name.value = ''
      version.value += 1
    }
  }
  const remove = async (id: string): Promise<void> => {
    if (await send({ method: 'DELETE', path: `account/passkeys/${id}` })) version.value += 1
  }
  return (
    <section class="card">
      <h2>Passkeys</h2>
      <p class="small">
        Sign in with the fingerprint, face or PIN of a device.
        {!canUsePasskeys(window) &&
          ' Passkeys belong to a name, so open Sitbone by its name (on this computer: localhost) to add one.'}
      </p>
      <Answered<PasskeysAnswer> path="account/passkeys" version={version.value}>
        {({ passkeys }) => (
          <ul class="entries">
            {passkeys.map(({ id, name: called }) => (
              <li key={id}>
                <span>{called ?? 'Passkey'}</span>
                <button
                  type="button"
                  class="button small-button"
                  aria-label={`Remove ${called ?? 'passkey'}`}
                  disabled={busy.value}
                  onClick={() => void remove(id)}
                >
                  Remove
                </button>
              </li>
            ))}
          </ul>
        )}
      </Answered>
      {canUsePasskeys(window) && (
        <div class="fields">
          <Field label="Name of the passkey" bind={name}>
            For you to tell them apart, for instance the device.
          </Field>
          <button type="button" class="button" disabled={busy.value} onClick={() => void add()}>
            Add a passkey
          </button>
        </div>
      )}
      <Refused message={refused.value} />
    </section>
  )
}
