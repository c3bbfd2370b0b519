/** The cushions that Sitbone knows: hide one on this browser, or have the broker forget one that is gone or was mistyped. */
import { useSignal } from '@preact/signals'
import type { CushionSummary } from '../../../../../contract/cushions.ts'
import { Dialog } from '../../components/dialog.tsx'
import { useApp } from '../../session/app-context.ts'
import { forgetCushion } from '../../session/forget-cushion.ts'

export function Cushions() {
  const { session } = useApp()
  const cushions = session.cushions.value ?? []
  // The only one there is, and it is there: nothing to do about it.
  if (cushions.every(({ availability }) => availability === 'online') && cushions.length < 2) return null
  return (
    <section class="card rows" aria-label="Cushions">
      {cushions.map((entry) => (
        <CushionRow key={entry.id} entry={entry} />
      ))}
    </section>
  )
}

const whenWords = ({ availability, lastAt }: CushionSummary, time: (atMs: number) => string): string => {
  if (availability === 'online') return 'Online.'
  return lastAt === null ? 'Offline, no reading yet.' : `Offline, last reading ${time(Date.parse(lastAt))}.`
}

function CushionRow({ entry }: { readonly entry: CushionSummary }) {
  const { session, preferences } = useApp()
  const asking = useSignal(false)
  const { id } = entry
  const hidden = preferences.hiddenCushions.value.includes(id)
  const day = session.day.value
  const hide = (is: boolean): void => {
    const others = preferences.hiddenCushions.value.filter((each) => each !== id)
    preferences.hiddenCushions.value = is ? [...others, id] : others
    if (is) session.left(id)
  }
  return (
    <div class="row">
      <div>
        <h2>{id}</h2>
        <p class="small">
          {whenWords(entry, (atMs) => `${day.title(day.dayOf(atMs))}, ${day.time(atMs)}`)}
          {hidden && ' Hidden in this browser.'}
        </p>
      </div>
      <div class="row-controls">
        <button
          type="button"
          class="button"
          aria-label={`${hidden ? 'Show' : 'Hide'} ${id}`}
          onClick={() => hide(!hidden)}
        >
          {hidden ? 'Show' : 'Hide'}
        </button>
        {entry.availability === 'offline' && (
          <button
            type="button"
            class="button"
            aria-label={`Forget ${id}`}
            onClick={() => {
              asking.value = true
            }}
          >
            Forget
          </button>
        )}
      </div>
      {asking.value && (
        <ForgetDialog
          id={id}
          onForgotten={() => hide(true)}
          onClose={() => {
            asking.value = false
          }}
        />
      )}
    </div>
  )
}

interface ForgetDialogProps {
  readonly id: string
  readonly onForgotten: () => void
  readonly onClose: () => void
}

function ForgetDialog({ id, onForgotten, onClose }: ForgetDialogProps) {
  const { toasts, account } = useApp()
  const busy = useSignal(false)
  const forget = async (): Promise<void> => {
    busy.value = true
    const refused = await forgetCushion(account.send, id)
    onClose()
    if (refused === null) onForgotten()
    toasts.show(
      refused === null
        ? { text: `${id} is forgotten. Its recorded data is kept.` }
        : { text: refused.detail, tone: 'over' },
    )
  }
  return (
    <Dialog title={`Forget ${id}?`} onClose={onClose}>
      <p>
        Its last state and its limits are removed from the message broker, and this browser hides it. Recorded
        data stays in the store. If the cushion is used again, it comes back with the limits of its gateway.
      </p>
      <div class="actions">
        <button type="button" class="button" onClick={onClose}>
          Keep it
        </button>
        <button type="button" class="button primary" disabled={busy.value} onClick={() => void forget()}>
          Forget {id}
        </button>
      </div>
    </Dialog>
  )
}
