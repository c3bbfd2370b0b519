/** Which mode this Sitbone is in, told plainly, and the way to accounts. */
import { useSignal } from '@preact/signals'
import { lazy } from '../../components/lazy.tsx'
import { useApp } from '../../session/app-context.ts'

const BeginPeople = lazy(async () => (await import('../people/begin-people.tsx')).BeginPeople)

export function Mode() {
  const { account } = useApp()
  const beginning = useSignal(false)
  const me = account.me.value
  if (me === null) return null
  if (me.mode === 'people')
    return (
      <section class="card rows" aria-label="Accounts">
        <div class="row">
          <div>
            <h2>Accounts are on</h2>
            <p class="small">Everybody signs in, and sees only what is theirs or shared with them.</p>
          </div>
          <a class="button" href="account">
            Open your account
          </a>
        </div>
      </section>
    )
  return (
    <section class="card rows" aria-label="Accounts">
      <div class="row">
        <div>
          <h2>One person on this computer</h2>
          <p class="small">
            No sign-in: whoever sits at this computer sees everything, and no other computer can. With
            accounts you can share with a physio, and several sitters stay apart.
          </p>
        </div>
        {!beginning.value && (
          <button
            type="button"
            class="button"
            onClick={() => {
              beginning.value = true
            }}
          >
            Use accounts
          </button>
        )}
      </div>
      {beginning.value && <BeginPeople />}
    </section>
  )
}
