/** One's own account: password, second factor, passkeys, sessions; and the ways to the other pages of people. */
import { useSignal } from '@preact/signals'
import { useApp } from '../../session/app-context.ts'
import { roleWords } from '../../words/people-words.ts'
import { Passkeys } from './passkeys.tsx'
import { Password } from './password.tsx'
import { SecondFactor } from './second-factor.tsx'
import { Sessions } from './sessions.tsx'

export function AccountPage() {
  const { account, session, toasts } = useApp()
  const busy = useSignal(false)
  const me = account.person.value
  if (me === null) return null
  const signOut = async (): Promise<void> => {
    busy.value = true
    const refused = await account.signOut()
    busy.value = false
    if (refused === null) session.signedOut()
    else toasts.show({ text: refused, tone: 'over' })
  }
  return (
    <div class="people-page">
      <div class="page-head">
        <h1>{me.userName}</h1>
        <p class="lead">
          You are signed in
          {me.roles.length > 0 && ` as ${me.roles.map((role) => roleWords[role]).join(', ')}`}.
        </p>
        <div class="actions">
          {me.roles.includes('physio') && (
            <a class="button" href="sitters">
              Sitters
            </a>
          )}
          <a class="button" href="sharing">
            {me.roles.includes('sitter') ? 'Sharing and who looked' : 'Tokens and log'}
          </a>
          {me.roles.includes('admin') && (
            <a class="button" href="people">
              People
            </a>
          )}
          <button type="button" class="button" disabled={busy.value} onClick={() => void signOut()}>
            Sign out
          </button>
        </div>
      </div>
      <Password />
      <SecondFactor />
      <Passkeys />
      <Sessions />
    </div>
  )
}
