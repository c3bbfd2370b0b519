/** Sharing with one more person. */
import { useSignal } from '@preact/signals'
import type { GrantScope, InvitationAnswer } from '../../../../../contract/people.ts'
import { Check, CheckSet, Field } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { Segmented } from '../../components/segmented.tsx'
import { useApp } from '../../session/app-context.ts'
import { useChanges } from '../../session/use-changes.ts'
import { scopeWords } from '../../words/people-words.ts'
import { InvitationLink } from './invitation-link.tsx'

const offered = ['frames', 'diary', 'notes', 'prescribe'] as const satisfies readonly GrantScope[]

export function NewGrant({ onMade }: { readonly onMade: () => void }) {
  const { toasts, session } = useApp()
  const way = useSignal<'link' | 'name'>('link')
  const scopes = useSignal<readonly GrantScope[]>([])
  const from = useSignal('')
  const until = useSignal('')
  const physio = useSignal('')
  const address = useSignal('')
  const days = useSignal('7')
  const invitation = useSignal<InvitationAnswer | null>(null)
  const changes = useChanges()
  const zoned = session.day.value
  /** The first moment of the first day; of the last day the moment after it. */
  const fromMs = (): number | null => (from.value === '' ? null : zoned.range(from.value).fromMs)
  const untilMs = (): number | null => (until.value === '' ? null : zoned.range(until.value).toMs)
  const iso = (atMs: number | null): string | null => (atMs === null ? null : new Date(atMs).toISOString())

  const invite = async (): Promise<void> => {
    const offer = { kind: 'grant', scopes: scopes.value, untilMs: untilMs() }
    const made = await changes.ask<InvitationAnswer>({
      method: 'POST',
      path: 'invitations',
      body: { offer, address: address.value.trim() || null, days: Number(days.value) },
    })
    if (made === null) return
    invitation.value = made
    onMade()
  }
  const grant = async (): Promise<void> => {
    const start = iso(fromMs())
    const body = {
      physio: physio.value.trim(),
      scopes: scopes.value,
      until: iso(untilMs()),
      ...(start === null ? {} : { from: start }),
    }
    if (!(await changes.send({ method: 'POST', path: 'grants', body }))) return
    toasts.show({ text: `Shared with ${physio.value.trim()}.` })
    physio.value = ''
    onMade()
  }
  return (
    <section class="card">
      <h2>Share with a physio</h2>
      <Form
        changes={changes}
        action={way.value === 'link' ? 'Make a link' : 'Share'}
        onSubmit={way.value === 'link' ? invite : grant}
      >
        <Segmented
          label="How"
          value={way.value}
          choices={[
            { value: 'link', label: 'By link' },
            { value: 'name', label: 'By user name' },
          ]}
          onChange={(value) => {
            way.value = value
          }}
        />
        <CheckSet legend="What they see" choices={offered} words={scopeWords} bind={scopes}>
          <Check checked disabled onChange={() => undefined}>
            {scopeWords.sitting}
          </Check>
        </CheckSet>
        {way.value === 'link' ? (
          <>
            <Field label="E-mail of the physio (optional)" type="email" autocomplete="off" bind={address}>
              Then only an account with this address can use the link. Where this Sitbone sends e-mail, it is
              sent there too.
            </Field>
            <Field label="The link works for (days)" type="number" min={1} max={30} required bind={days} />
          </>
        ) : (
          <>
            <Field label="User name of the physio" autocomplete="off" required bind={physio} />
            <Field label="From (optional)" type="date" bind={from}>
              Empty: from now on.
            </Field>
          </>
        )}
        <Field label="Until the end of (optional)" type="date" bind={until}>
          Empty: until you end it.
        </Field>
      </Form>
      {invitation.value !== null && (
        <InvitationLink
          made={invitation.value}
          label="Link for your physio"
          hint="Shown only now, and works once. Send it in a way that only the two of you read."
        />
      )}
    </section>
  )
}
