/** Name and password of somebody new, wherever an account is made. */
import { type Signal, useSignal } from '@preact/signals'
import { Field } from '../../components/field.tsx'

export interface PersonDraft {
  readonly userName: Signal<string>
  readonly password: Signal<string>
}

export function usePersonDraft(): PersonDraft {
  return { userName: useSignal(''), password: useSignal('') }
}

export const personOf = ({ userName, password }: PersonDraft) => ({
  userName: userName.value.trim(),
  password: password.value,
})

export function PersonFields({ draft }: { readonly draft: PersonDraft }) {
  return (
    <>
      <Field label="User name" bind={draft.userName} autocomplete="username" required>
        2 to 40 letters, digits, dots, _ or -.
      </Field>
      <Field
        label="Password"
        type="password"
        bind={draft.password}
        autocomplete="new-password"
        minLength={12}
        required
      >
        At least 12 characters. A few words that only you would put together are good.
      </Field>
    </>
  )
}
