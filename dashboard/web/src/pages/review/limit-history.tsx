/** Each change of the limits in the span: who made it, and why. */
import type { ReviewAnswer } from '../../../../../contract/review.ts'
import { useApp } from '../../session/app-context.ts'
import { useReader } from '../../session/use-reader.ts'
import { limitStepWords } from '../../words/limit-history-words.ts'

export function LimitHistory({ steps }: { readonly steps: ReviewAnswer['limitHistory'] }) {
  const { session, preferences } = useApp()
  const said = useReader()
  return (
    <section class="card" aria-label="Limits and steps">
      <h2>Limits and steps</h2>
      {steps.length === 0 ? (
        <p class="quiet">The limits were not changed in these days.</p>
      ) : (
        <dl class="review-marks small">
          {steps.map((step) => {
            const { name, changes, reasons } = limitStepWords(step, { unit: preferences.unit.value, said })
            return (
              <div key={step.at}>
                <dt>{session.day.value.title(step.day)}</dt>
                <dd>
                  {name}: {changes}. {reasons}
                </dd>
              </div>
            )
          })}
        </dl>
      )}
    </section>
  )
}
