/** On the Now page: a suggested change of limits, as visible as an alert but calm. Details and reasons are on Tolerance. */
import { useState } from 'preact/hooks'
import { useApp } from '../../session/app-context.ts'
import { useKnownProgress } from '../../session/diary-answers.ts'
import { changeLine, changeWords, proposalTitle } from '../../words/diary-words.ts'

export function StepCard() {
  const { diary, preferences, toasts } = useApp()
  const progress = useKnownProgress()
  const [away, setAway] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const proposal = progress?.proposal
  if (proposal === undefined || proposal.tolerance === null || away === proposal.id) return null
  const { id, kind, changes, reasons } = proposal
  const accept = async (): Promise<void> => {
    setBusy(true)
    const outcome = await diary.decide(id, 'accept')
    setBusy(false)
    if (!outcome.ok) toasts.show({ text: outcome.message, tone: 'over' })
    else
      toasts.show({
        text: 'Accepted. The new limits are in force. You can undo this for a day under Tolerance.',
        action: { label: 'Undo', run: () => void diary.undoStep(id) },
      })
  }
  return (
    <section class={`card step-card proposal-${kind}`} aria-label="Suggested step">
      <svg class="card-icon" viewBox="0 0 24 24" aria-hidden="true">
        <path d={kind === 'step-back' ? 'M3 7h6v5h6v5h6' : 'M3 17h6v-5h6V7h6'} />
      </svg>
      <div>
        <h2>{proposalTitle[kind]}</h2>
        <p>{changeWords(changes, preferences.unit.value).map(changeLine).join('; ')}</p>
        <p class="small">
          {reasons[0]} <a href="tolerance">All reasons</a>
        </p>
      </div>
      <div class="actions">
        <button type="button" class="button primary" disabled={busy} onClick={() => void accept()}>
          Accept
        </button>
        <button type="button" class="button" onClick={() => setAway(id)}>
          Later
        </button>
      </div>
    </section>
  )
}
