/** The second factor: an authenticator set up by QR code, and recovery codes that are shown once. */
import { useSignal } from '@preact/signals'
import { Field } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { ShownOnce } from '../../components/shown-once.tsx'
import { useApp } from '../../session/app-context.ts'
import { useChanges } from '../../session/use-changes.ts'
import { ConfirmPassword } from './confirm-password.tsx'
import { QrCode } from './qr-code.tsx'

interface Setup {
  readonly totpURI: string
  readonly backupCodes: readonly string[]
}

type Asking = 'add' | 'remove' | 'codes'

const questions = {
  add: {
    title: 'Set up a second factor',
    action: 'Continue',
    change: { method: 'POST', path: 'account/second-factor' },
  },
  remove: {
    title: 'Remove the second factor?',
    action: 'Remove it',
    change: { method: 'DELETE', path: 'account/second-factor' },
  },
  codes: {
    title: 'Make new recovery codes?',
    action: 'Make new codes',
    change: { method: 'POST', path: 'account/recovery-codes' },
  },
} as const

export function SecondFactor() {
  const { account, toasts } = useApp()
  const asking = useSignal<Asking | null>(null)
  const setup = useSignal<Setup | null>(null)
  const codes = useSignal<readonly string[] | null>(null)
  const on = account.me.value?.secondFactor === true
  const answered = async (asked: Asking, answer: Partial<Setup>): Promise<void> => {
    asking.value = null
    await account.look()
    if (asked === 'remove') {
      codes.value = null
      toasts.show({ text: 'The second factor is removed. Your password alone lets you in.' })
    } else if (answer.totpURI !== undefined)
      setup.value = { totpURI: answer.totpURI, backupCodes: answer.backupCodes ?? [] }
    else codes.value = answer.backupCodes ?? []
  }
  const question = asking.value
  const button = (asked: Asking, label: string) => (
    <button
      type="button"
      class="button"
      onClick={() => {
        asking.value = asked
      }}
    >
      {label}
    </button>
  )
  return (
    <section class="card">
      <h2>Second factor</h2>
      <p class="small">
        {on
          ? 'Signing in asks for a code from your authenticator app, or a recovery code.'
          : 'An authenticator app on your phone shows a code, which you then type when you sign in.'}
      </p>
      {setup.value === null ? (
        <div class="actions">
          {on ? (
            <>
              {button('codes', 'New recovery codes')}
              {button('remove', 'Remove')}
            </>
          ) : (
            button('add', 'Set up')
          )}
        </div>
      ) : (
        <ConfirmSetup
          setup={setup.value}
          onDone={() => {
            codes.value = setup.value?.backupCodes ?? null
            setup.value = null
          }}
        />
      )}
      {codes.value !== null && (
        <ShownOnce
          label="Your recovery codes"
          text={codes.value.join('\n')}
          hint="Shown only now. Each lets you in once when your authenticator is not at hand. Keep them where you keep papers that matter."
        />
      )}
      {question !== null && (
        <ConfirmPassword<Partial<Setup>>
          {...questions[question]}
          onDone={(answer) => void answered(question, answer)}
          onClose={() => {
            asking.value = null
          }}
        />
      )}
    </section>
  )
}

/** Nothing is switched on before a code shows that the authenticator works. */
function ConfirmSetup({ setup, onDone }: { readonly setup: Setup; readonly onDone: () => void }) {
  const { account } = useApp()
  const code = useSignal('')
  const changes = useChanges()
  const secret = new URL(setup.totpURI).searchParams.get('secret') ?? ''
  const submit = async (): Promise<void> => {
    const body = { code: code.value.replaceAll(' ', '') }
    if (!(await changes.send({ method: 'POST', path: 'account/second-factor/confirm', body }))) return
    await account.look()
    onDone()
  }
  return (
    <Form changes={changes} action="Switch it on" onSubmit={submit}>
      <p>Scan this with your authenticator app, then type the code that it shows.</p>
      <QrCode text={setup.totpURI} label="QR code for your authenticator app" />
      <p class="small">
        Or type this key into it: <code>{secret}</code>
      </p>
      <Field label="Code" inputMode="numeric" autocomplete="one-time-code" required bind={code} />
    </Form>
  )
}
