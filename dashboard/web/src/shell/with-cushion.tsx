/** A page of the cushion that is shown, or why there is none to show. */
import type { ComponentChildren } from 'preact'
import { ProblemNote, StateCard } from '../components/state-card.tsx'
import { useApp } from '../session/app-context.ts'

export function WithCushion({ children }: { readonly children: ComponentChildren }) {
  const { session, account } = useApp()
  const loading = session.loading.value
  if (loading === 'ready') return <>{children}</>
  if (loading === 'taken-back') return <TakenBack />
  if (loading === 'no-cushion' && account.person.value !== null) return <NothingShown />
  if (loading === 'no-cushion')
    return (
      <StateCard title="No cushion yet">
        <p>
          Sitbone is running and waiting for a cushion. Connect one and start with{' '}
          <code>npm start -- --port auto</code>, or try the simulated one with <code>npm start</code>. This
          page continues on its own.
        </p>
        <button type="button" class="button" onClick={session.retry}>
          Look again
        </button>
      </StateCard>
    )
  if (loading === 'loading') return <Waiting />
  return (
    <StateCard title="This cushion cannot be shown">
      <ProblemNote problem={loading.problem} onRetry={session.retry} />
    </StateCard>
  )
}

export function Waiting() {
  const fresh = useApp().session.freshness.value
  return (
    <StateCard title={fresh.kind === 'disconnected' ? 'No connection to Sitbone' : 'Loading'} busy>
      <p>{fresh.kind === 'disconnected' ? fresh.advice : 'Fetching the latest from the cushion.'}</p>
    </StateCard>
  )
}

function TakenBack() {
  const { session, account } = useApp()
  return (
    <StateCard title="This is not shared with you any more">
      <p>
        The sitter has ended the sharing, or somebody else uses this cushion now. Nothing of it is kept in
        this page.
      </p>
      <div class="actions">
        {account.held.value.length > 0 && (
          <a class="button primary" href="sitters">
            Choose a sitter
          </a>
        )}
        <button type="button" class="button" onClick={session.retry}>
          Look again
        </button>
      </div>
    </StateCard>
  )
}

/** Somebody is signed in, and no cushion is theirs to see. */
function NothingShown() {
  const { session, account } = useApp()
  const roles = account.person.value?.roles ?? []
  return (
    <StateCard title={roles.includes('sitter') ? 'No cushion is yours yet' : 'Nothing to see here yet'}>
      {roles.includes('sitter') ? (
        <p>Whoever looks after this Sitbone can assign a cushion to you, under People.</p>
      ) : roles.includes('physio') ? (
        <p>No sitter shares anything with you at the moment. Ask for an invitation link.</p>
      ) : (
        <p>Your account looks after this Sitbone. What people measure is for them to share.</p>
      )}
      <div class="actions">
        {roles.includes('admin') && (
          <a class="button primary" href="people">
            Open People
          </a>
        )}
        <button type="button" class="button" onClick={session.retry}>
          Look again
        </button>
      </div>
    </StateCard>
  )
}
