/** Signing in: password, then a code where a second factor is set up; or a passkey. The address stays, so the page goes where it was going. */
import { useSignal } from '@preact/signals'
import { Refused } from '../../components/answered.tsx'
import { Field } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import type { SignedOut } from '../../session/account.ts'
import { useApp } from '../../session/app-context.ts'
import { readJson } from '../../session/history.ts'
import { askForPasskey, canUsePasskeys } from '../../session/passkeys.ts'
import { useChanges } from '../../session/use-changes.ts'
import { SecondStep } from './second-step.tsx'

const leads: Readonly<Record<SignedOut, string>> = {
  'not-yet': 'This Sitbone has accounts. Sign in to see what is yours, or shared with you.',
  here: 'You are signed out. Nothing of your data stays in this page; recording and alerts go on.',
  elsewhere:
    'Your session has ended: it expired, or was ended on another device or by whoever looks after this Sitbone. Recording and alerts go on.',
}

export function useSignedIn(): () => Promise<void> {
  const { account, session } = useApp()
  return async () => {
    await account.look()
    session.signedIn()
  }
}

export function SignInPage() {
  const { account } = useApp()
  const step = useSignal<'password' | 'code'>('password')
  const signedIn = useSignedIn()
  return (
    <section class="card sign-in" aria-labelledby="sign-in-title">
      <h1 id="sign-in-title">Sign in</h1>
      <p class="quiet">{leads[account.signedOut.value]}</p>
      {step.value === 'password' ? (
        <>
          <PasswordForm
            onDone={(more) => {
              if (more) step.value = 'code'
              else void signedIn()
            }}
          />
          <p class="small">
            Forgotten your password? Whoever looks after this Sitbone can give you a new one.
          </p>
          <PasskeyButton onDone={() => void signedIn()} />
        </>
      ) : (
        <SecondStep
          onDone={() => void signedIn()}
          onBack={() => {
            step.value = 'password'
          }}
        />
      )}
    </section>
  )
}

/** `onDone` learns whether a second factor is asked for. */
function PasswordForm({ onDone }: { readonly onDone: (more: boolean) => void }) {
  const who = useSignal('')
  const password = useSignal('')
  const changes = useChanges()
  const submit = async (): Promise<void> => {
    const body = { who: who.value, password: password.value }
    const answer = await changes.ask<{ secondFactor: boolean }>({ method: 'POST', path: 'sign-in', body })
    password.value = ''
    if (answer !== null) onDone(answer.secondFactor)
  }
  return (
    <Form changes={changes} action={changes.busy.value ? 'Signing in' : 'Sign in'} onSubmit={submit}>
      <Field label="User name or e-mail" bind={who} autocomplete="username" required />
      <Field label="Password" type="password" bind={password} autocomplete="current-password" required />
    </Form>
  )
}

function PasskeyButton({ onDone }: { readonly onDone: () => void }) {
  const { busy, refused, send } = useChanges()
  if (!canUsePasskeys(window)) return null
  const run = async (): Promise<void> => {
    const question = await readJson<PublicKeyCredentialRequestOptionsJSON>(
      'api/v1/sign-in/passkey',
      new AbortController().signal,
    )
    if (question.status === 'error') refused.value = question.problem.detail
    if (question.status !== 'ready') return
    const response = await askForPasskey(question.value)
    if (response === null)
      refused.value = 'No passkey was given, so nobody is signed in. Try again, or use your password.'
    else if (await send({ method: 'POST', path: 'sign-in/passkey', body: { response } })) onDone()
  }
  return (
    <div class="fields other-way">
      <button type="button" class="button" disabled={busy.value} onClick={() => void run()}>
        Use a passkey
      </button>
      <Refused message={refused.value} />
    </div>
  )
}
