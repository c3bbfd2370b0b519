/** A suggested change of limits with its reasons; a person accepts or declines. */
import { useState } from 'preact/hooks'
import type { ProgressAnswer } from '../../../../../contract/diary/diary.ts'
import { RedFlagNote } from '../../components/diary/red-flag-dialogs.tsx'
import { ProblemNote } from '../../components/state-card.tsx'
import { useApp } from '../../session/app-context.ts'
import { useProgress } from '../../session/diary-answers.ts'
import { useReader } from '../../session/use-reader.ts'
import { changeLine, changeWords, proposalTitle, stepWords } from '../../words/diary-words.ts'

export function ProposalCard() {
  const { answer, retry } = useProgress()
  if (answer.status === 'loading')
    return (
      <section class="card placeholder" aria-busy="true">
        <p class="quiet">Reading the last week.</p>
      </section>
    )
  if (answer.status === 'error')
    // A server without a diary suggests nothing.
    return answer.problem.status === 404 ? null : (
      <section class="card">
        <ProblemNote problem={answer.problem} onRetry={retry} />
      </section>
    )
  return answer.value.proposal.kind === 'paused' ? <RedFlagNote /> : <Suggestion progress={answer.value} />
}

function Suggestion({ progress }: { readonly progress: ProgressAnswer }) {
  const { account, session, diary, preferences, toasts } = useApp()
  const [busy, setBusy] = useState(false)
  const said = useReader()
  const { proposal, baseline } = progress
  const lines = changeWords(proposal.changes, preferences.unit.value)
  const decide = async (decision: 'accept' | 'decline'): Promise<void> => {
    setBusy(true)
    const outcome = await diary.decide(proposal.id, decision)
    setBusy(false)
    if (!outcome.ok) toasts.show({ text: outcome.message, tone: 'over' })
    else
      toasts.show({
        text:
          decision === 'accept' ? 'Accepted. The new limits are in force.' : 'The limits stay as they are.',
      })
  }
  const open = (kind: 'check-in' | 'baseline'): void => {
    diary.dialog.value = kind === 'check-in' ? { kind, edited: null } : { kind }
  }
  return (
    <section class={`card proposal proposal-${proposal.kind}`} aria-label="Suggestion">
      <div class="between head">
        <h2>{proposalTitle[proposal.kind]}</h2>
        {proposal.counted !== null && (proposal.kind === 'hold' || proposal.kind === 'step-up') && (
          <span class="small">
            {proposal.counted.days} of {proposal.counted.needed} green days in the last week
          </span>
        )}
      </div>
      {lines.length > 0 && (
        <dl class="changes">
          {lines.map(({ name, from, to, unit }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <span class="quiet">{from}</span>
                <span class="sr-only"> to </span>
                <span aria-hidden="true"> → </span>
                {to} <span class="small">{unit}</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
      <ul class="reasons">
        {proposal.reasons.map((reason) => (
          <li key={reason}>{said(reason)}</li>
        ))}
      </ul>
      {lines.length > 0 && (
        <div class="actions">
          <button type="button" class="button primary" disabled={busy} onClick={() => void decide('accept')}>
            Accept
          </button>
          <button type="button" class="button" disabled={busy} onClick={() => void decide('decline')}>
            Not now
          </button>
        </div>
      )}
      <p class="small usual">
        {baseline.morningPain === null
          ? said('Your usual morning is not known yet. ')
          : said(
              `Your usual morning: ${baseline.morningPain} of 10, ${baseline.setByPerson ? 'set by hand' : 'found in your first week'}. `,
            )}
        <button type="button" class="link" onClick={() => open('baseline')}>
          Change
        </button>
        {account.may(session.cushion.value, 'own') && (
          <button type="button" class="link" onClick={() => open('check-in')}>
            Check in
          </button>
        )}
        <a href="diary">Diary</a>
      </p>
    </section>
  )
}

export function StepHistory() {
  const { session, preferences, diary, toasts } = useApp()
  const undo = async (proposalId: string): Promise<void> => {
    const outcome = await diary.undoStep(proposalId)
    toasts.show(
      outcome.ok ? { text: 'The earlier limits are back.' } : { text: outcome.message, tone: 'over' },
    )
  }
  const { answer } = useProgress()
  if (answer.status !== 'ready') return null
  const { history } = answer.value
  return (
    <section class="card" aria-label="Steps so far">
      <h2>Steps so far</h2>
      {history.length === 0 ? (
        <p class="quiet">None yet. Suggestions that are accepted or declined are listed here.</p>
      ) : (
        <ul class="list steps">
          {history.map((step) => (
            <li key={step.proposalId}>
              <time dateTime={step.decidedAt}>{session.day.value.title(step.day)}</time>
              <strong>
                {stepWords[step.kind]},{' '}
                {step.undoneAt !== null ? 'undone' : step.decision === 'accepted' ? 'accepted' : 'not now'}
              </strong>
              <span class="small">
                {changeWords(step.changes, preferences.unit.value).map(changeLine).join('; ')}
              </span>
              {step.undoUntil !== null && (
                <button type="button" class="link" onClick={() => void undo(step.proposalId)}>
                  Undo
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
