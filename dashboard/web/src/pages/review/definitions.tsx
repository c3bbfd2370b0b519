/** What the figures mean and how far they go, for a reader who does not know Sitbone. */
import type { ReviewAnswer } from '../../../../../contract/review.ts'
import { useApp } from '../../session/app-context.ts'

export function Definitions({ review }: { readonly review: ReviewAnswer }) {
  const { session } = useApp()
  const zoned = session.day.value
  const madeMs = Date.parse(review.madeAt)
  return (
    <section class="card review-definitions" aria-label="What the figures mean">
      <h2 class="label">What the figures mean</h2>
      <dl class="small">
        <div>
          <dt>Valid day</dt>
          <dd>
            recorded for 4 h or more. Missing data is not rest, and a day that still runs does not count.
          </dd>
        </div>
        <div>
          <dt>Usual bout</dt>
          <dd>half of all sitting time is in bouts at least this long (W50). A bout ends with a break.</dd>
        </div>
        <div>
          <dt>Mornings</dt>
          <dd>
            pain now, 0 to 10, against the usual morning
            {review.usualPain === null ? '' : ` (${review.usualPain})`}: green up to it, amber 1 above, red 2
            or more above, or more than 5.
          </dd>
        </div>
        <div>
          <dt>Pressure</dt>
          <dd>
            mean under each sit bone. Low-cost sensors err by up to 25 %: sides and surfaces compare better
            than the figures themselves.
          </dd>
        </div>
        <div>
          <dt>Over a limit</dt>
          <dd>seated time beyond any limit that was in force: in one go, a day, load or pressure.</dd>
        </div>
      </dl>
      <p class="small">
        {review.safety} Made {zoned.title(zoned.dayOf(madeMs))}, {zoned.time(madeMs)}.
      </p>
    </section>
  )
}
