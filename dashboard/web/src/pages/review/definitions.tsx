/** What the figures mean and how far they go, for a reader who does not know Sitbone. */
import type { ReviewAnswer } from '../../../../../contract/review.ts'
import { useApp } from '../../session/app-context.ts'
import { clinicianWords, definitionsOf } from '../../words/review-definitions.ts'

export function Definitions({ review }: { readonly review: ReviewAnswer }) {
  const { session } = useApp()
  const zoned = session.day.value
  const madeMs = Date.parse(review.madeAt)
  const dayStart = `${String(review.startHour).padStart(2, '0')}:00`
  return (
    <section class="card review-definitions" aria-label="What the figures mean">
      <h2 class="label">What the figures mean</h2>
      <dl class="small">
        {definitionsOf(review).map(({ term, text }) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <p class="small">{clinicianWords}</p>
      <p class="small">
        {review.safety} Made {zoned.title(zoned.dayOf(madeMs))}, {zoned.time(madeMs)} ({review.tz}), with
        Sitbone {review.version}. Times are the sitter’s own; a day begins at {dayStart}.
      </p>
    </section>
  )
}
