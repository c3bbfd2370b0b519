/** Why these limits, until when, how far steps go, what check-ins ask, and a word when several things change at once or somebody else was faster. */
import { longestNote, mostQuestions } from '../../../../../core/model/diary/check-ins.ts'
import { useApp } from '../../session/app-context.ts'
import type { Prescribing } from './use-prescribing.ts'

interface PrescribingCardProps {
  readonly prescribing: Prescribing
  /** What changes against the limits in force, in words. */
  readonly things: readonly string[]
}

export function PrescribingCard({ prescribing, things }: PrescribingCardProps) {
  const { session } = useApp()
  const { draft, change } = prescribing
  const today = session.day.value.dayOf(session.nowMs.value)
  return (
    <section class="card prescribing" aria-label="Prescription">
      <h2>Prescription</h2>
      {things.length > 1 && (
        <p class="prescribing-note" role="status">
          {things.length} things change at once: {things.join(', ')}. If you change one at a time, the next
          mornings are easier to read.
        </p>
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
