/** Why these limits, until when, how far steps go, what check-ins ask, and a word when several things change at once or somebody else was faster. */
import { longestNote, mostQuestions } from '../../../../../core/model/check-ins.ts'
import { useApp } from '../../session/app-context.ts'
import { useMoments } from '../../session/day/use-moments.ts'
import { PrescribedWords } from './prescription-history.tsx'
import type { Prescribing } from './use-prescribing.ts'

interface PrescribingCardProps {
  readonly prescribing: Prescribing
  /** What changes against the limits in force, in words. */
  readonly things: readonly string[]
  readonly onTakeTheirs: () => void
}

export function PrescribingCard({ prescribing, things, onTakeTheirs }: PrescribingCardProps) {
  const { session } = useApp()
  const { draft, change, meanwhile, keepMine } = prescribing
  const today = session.day.value.dayOf(session.nowMs.value)
  return (
    <section class="card prescribing" aria-label="Prescription">
      <h2>Prescription</h2>
      {things.length > 1 && (
        <p class="prescribing-note" role="status">
          {things.length} things change at once: {things.join(', ')}. If one changes at a time, the next
          mornings show how that one was taken.
        </p>
      )}
      {meanwhile !== null && (
        <div class="prescribing-note" role="alert">
          <MeanwhileWords {...meanwhile} />
          <p>Your text is kept. Save it after all, or take theirs.</p>
          <div class="actions">
            <button type="button" class="button" onClick={keepMine}>
              Keep mine
            </button>
            <button type="button" class="button" onClick={onTakeTheirs}>
              Take theirs
            </button>
          </div>
        </div>
      )}
      <div class="prescribing-fields">
        <label class="field">
          <span>Reason, for the sitter to read</span>
          <textarea
            rows={2}
            maxLength={longestNote}
            value={draft.reason}
            onInput={(event) => change({ reason: event.currentTarget.value })}
          />
        </label>
        <label class="field">
          <span>Next review (optional)</span>
          <input
            type="date"
            min={today}
            value={draft.nextReview}
            onInput={(event) => change({ nextReview: event.currentTarget.value })}
          />
        </label>
        <label class="field">
          <span>Questions at each check-in (optional, one a line)</span>
          <textarea
            rows={2}
            placeholder="How stiff is the first step in the morning?"
            value={draft.questions}
            onInput={(event) => change({ questions: event.currentTarget.value })}
          />
          <span class="small">
            At most {mostQuestions}, each answered from 0, not at all, to 10, very much.
          </span>
        </label>
        <label class="field">
          <span>Suggested steps, at most % above these limits (optional)</span>
          <input
            type="number"
            min={0}
            max={100}
            step={1}
            value={draft.stepsUpTo}
            onInput={(event) => change({ stepsUpTo: event.currentTarget.value })}
          />
          <span class="small">0: no steps. Empty: a step a week, as long as the mornings stay green.</span>
        </label>
      </div>
    </section>
  )
}

function MeanwhileWords({ prescription }: NonNullable<Prescribing['meanwhile']>) {
  const moment = useMoments()
  if (prescription === null) return <p>The sitter has changed the limits since you opened them.</p>
  return (
    <>
      <p>
        {prescription.by ?? 'Somebody'} prescribed other limits {moment(prescription.at)}: “
        {prescription.reason}”
      </p>
      <PrescribedWords prescription={prescription} />
    </>
  )
}
