/** What an invitation link opens: what is offered, and how to take it, with an account or with a new one. */
import { useSignal } from '@preact/signals'
import { useEffect, useState } from 'preact/hooks'
import type { Offer } from '../../../../../contract/people.ts'
import { Refused } from '../../components/answered.tsx'
import { Field } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { StateCard } from '../../components/state-card.tsx'
import { useApp } from '../../session/app-context.ts'
import { dateWords } from '../../session/day/use-moments.ts'
import { useChanges } from '../../session/use-changes.ts'
import { roleWords, scopeWords } from '../../words/people-words.ts'
import { PersonFields, personOf, usePersonDraft } from './new-person.tsx'
import { SignInPage, useSignedIn } from './sign-in.tsx'

interface Looked {
  /** Null: only the one it is addressed to may know. */
  readonly offer: Offer | null
  readonly by?: string | null
  readonly addressed: boolean
}

/** It is after the `#`, which browsers never send: it stays out of every log. */
const secretOf = ({ hash }: Location): string => hash.slice(1)

export function JoinPage() {
  const { account } = useApp()
  const { refused, ask } = useChanges()
  const [secret] = useState(() => secretOf(location))
  const [looked, setLooked] = useState<Looked | null>(null)
  const having = useSignal(false)
  const me = account.me.value
  const mode = me?.mode
  useEffect(() => {
    if (mode !== 'people') return
    void ask<Looked>({ method: 'POST', path: 'invitations/look', body: { secret } }).then(setLooked)
  }, [mode, me?.userName])
  if (mode === 'one-person')
    return (
      <Closed>
        This Sitbone has no accounts, so this link opens nothing. Check that the address is the right one.
      </Closed>
    )
  if (refused.value !== null && looked === null) return <Closed>{refused.value}</Closed>
  if (looked === null || me === null)
    return (
      <StateCard title="Loading" busy>
        <p>Looking at the invitation.</p>
      </StateCard>
    )
  if (me.userName === null && having.value) return <SignInPage />
  return (
    <section class="card sign-in" aria-labelledby="join-title">
      <h1 id="join-title">You are invited</h1>
      <OfferWords looked={looked} />
      {me.userName === null ? (
        <>
          <NewAccount secret={secret} addressed={looked.addressed} />
          <div class="fields other-way">
            <button
              type="button"
              class="button"
              onClick={() => {
                having.value = true
              }}
            >
              I have an account here
            </button>
          </div>
        </>
      ) : (
        <Accept secret={secret} as={me.userName} />
      )}
    </section>
  )
}

function Closed({ children }: { readonly children: string }) {
  return (
    <StateCard title="This link opens nothing">
      <p>{children}</p>
      <a class="button" href="./">
        Go on to Sitbone
      </a>
    </StateCard>
  )
}

function OfferWords({ looked: { offer, by } }: { readonly looked: Looked }) {
  if (offer === null) return <p>It is for one e-mail address. Give that address below.</p>
  if (offer.kind === 'account')
    return (
      <p>
        {by ?? 'Whoever looks after this Sitbone'} offers you an account as{' '}
        {offer.roles.map((role) => roleWords[role]).join(', ')}.
      </p>
    )
  const until = offer.untilMs === null ? 'until they end it' : `until ${dateWords(offer.untilMs)}`
  return (
    <>
      <p>
        <strong>{by ?? 'A sitter'}</strong> wants to share with you, {until}:
      </p>
      <ul class="plain">
        <li>{scopeWords.sitting}</li>
        {offer.scopes
          .filter((scope) => scope !== 'sitting')
          .map((scope) => (
            <li key={scope}>{scopeWords[scope]}</li>
          ))}
      </ul>
      <p class="small">They can see when you looked, and can end it at any time.</p>
    </>
  )
}

function NewAccount({ secret, addressed }: { readonly secret: string; readonly addressed: boolean }) {
  const { router } = useApp()
  const draft = usePersonDraft()
  const email = useSignal('')
  const changes = useChanges()
  const signedIn = useSignedIn()
  const submit = async (): Promise<void> => {
    const person = { ...personOf(draft), ...(email.value === '' ? {} : { email: email.value.trim() }) }
    if (!(await changes.send({ method: 'POST', path: 'invitations/accept', body: { secret, person } })))
      return
    const body = { who: person.userName, password: person.password }
    await changes.send({ method: 'POST', path: 'sign-in', body })
    router.go('/')
    await signedIn()
  }
  return (
    <Form changes={changes} action="Make an account and accept" onSubmit={submit}>
      <PersonFields draft={draft} />
      {addressed && (
        <Field label="E-mail" type="email" bind={email} autocomplete="email" required>
          The address that the invitation is for.
        </Field>
      )}
    </Form>
  )
}

function Accept({ secret, as }: { readonly secret: string; readonly as: string }) {
  const { router } = useApp()
  const { busy, refused, send } = useChanges()
  const signedIn = useSignedIn()
  const accept = async (): Promise<void> => {
    if (!(await send({ method: 'POST', path: 'invitations/accept', body: { secret } }))) return
    router.go('/')
    await signedIn()
  }
  return (
    <div class="fields">
      <Refused message={refused.value} />
      <button type="button" class="button primary" disabled={busy.value} onClick={() => void accept()}>
        Accept as {as}
      </button>
      <a class="button" href="./">
        Not now
      </a>
    </div>
  )
}
