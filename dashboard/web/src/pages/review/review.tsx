/** The last weeks of one cushion for a physio, to read in two minutes and to print: quality of the data before any figure. */
import { useState } from 'preact/hooks'
import type { ReviewAnswer } from '../../../../../contract/review.ts'
import { chronicDays } from '../../../../../core/model/diary/progress-figures.ts'
import { addDays, isDay } from '../../../../../core/time/calendar.ts'
import { CommentsCard } from '../../components/comments/comments-card.tsx'
import { ProblemNote, StateCard } from '../../components/state-card.tsx'
import { VisaHCard } from '../../components/visa-h/visa-h-card.tsx'
import { useApp } from '../../session/app-context.ts'
import { useReview } from '../../session/diary-answers.ts'
import { qualityWords, seatWords, zoneWords } from '../../words/review-words.ts'
import './review.css'
import './print.css'
import { CompareSpans } from './compare-spans.tsx'
import { Definitions } from './definitions.tsx'
import { LimitHistory } from './limit-history.tsx'
import { LimitsInForce } from './limits-in-force.tsx'
import { LoadAndMorning } from './load-and-morning.tsx'
import { Pattern } from './pattern.tsx'
import { PeriodTable } from './period-table.tsx'
import { ReviewChart } from './review-chart.tsx'
import { SixFigures } from './six-figures.tsx'
import { type AskedSpan, SpanFields } from './span-fields.tsx'
import { Surfaces } from './surfaces.tsx'

export function ReviewPage() {
  const { account, session } = useApp()
  const today = session.day.value.dayOf(session.nowMs.value)
  const [asked, setAsked] = useState<AskedSpan>({ from: addDays(today, 1 - chronicDays), to: today })
  const sound = isDay(asked.from) && isDay(asked.to)
  const zoned = session.day.value
  const shown = session.cushion.value
  const prescribes = account.grantFor(shown) !== null && account.may(shown, 'prescribe')
  const { answer, retry } = useReview(sound ? asked : null)
  return (
    <div class="review">
      <div class="page-head day-head">
        <div>
          <h1>{account.may(session.cushion.value, 'own') ? 'Review for your physio' : 'Review'}</h1>
          <p class="lead no-print">
            How the sitting was, how the mornings were, and how far the figures can be relied on. Print it, or
            go through it together.
          </p>
        </div>
        <div class="actions no-print">
          {prescribes && (
            <a class="button primary" href="tolerance">
              Set limits
            </a>
          )}
          <button
            type="button"
            class="button"
            disabled={answer.status !== 'ready'}
            onClick={() => window.print()}
          >
            Print
          </button>
        </div>
      </div>
      <SpanFields asked={asked} today={today} onChange={setAsked} />
      {answer.status === 'error' && <ProblemNote problem={answer.problem} onRetry={retry} />}
      {answer.status === 'loading' && (
        <StateCard title="Reading these days" busy part>
          <p>{sound ? 'This takes a moment for a long span.' : 'Choose the first and the last day.'}</p>
        </StateCard>
      )}
      {answer.status === 'ready' && (
        <>
          <Answer review={answer.value} />
          <CommentsCard
            range={{ fromMs: zoned.range(answer.value.from).fromMs, toMs: zoned.range(answer.value.to).toMs }}
            first={answer.value.from}
            last={answer.value.to}
          />
          <Definitions review={answer.value} />
        </>
      )}
    </div>
  )
}

function Answer({ review }: { readonly review: ReviewAnswer }) {
  const { figures, mornings, pattern, loadAndMorning, periods, limitHistory } = review
  return (
    <>
      <Head review={review} />
      <section class={`card review-summary${review.paused ? ' red-flag-summary' : ''}`} aria-label="Summary">
        <h2>{review.paused ? 'New symptoms come first' : 'Summary'}</h2>
        <ul class="reasons">
          {review.summary.map(({ rule, text }) => (
            <li key={rule}>{text}</li>
          ))}
        </ul>
        {review.paused && (
          <p class="small no-print">
            <a href="diary">The diary</a> shows what was reported and when. Clear it there once a clinician
            has looked at it.
          </p>
        )}
      </section>
      {figures !== null && mornings !== null && (
        <SixFigures figures={figures} mornings={mornings} days={review.days.length} />
      )}
      <ReviewChart review={review} />
      {pattern !== null && loadAndMorning !== null && (
        <div class="review-columns">
          <Pattern pattern={pattern} startHour={review.startHour} />
          <LoadAndMorning data={loadAndMorning} />
        </div>
      )}
      <Surfaces review={review} />
      {periods !== null && <PeriodTable periods={periods} />}
      {!review.paused && <CompareSpans key={`${review.from} ${review.to}`} review={review} />}
      <div class="review-beside">
        <LimitHistory steps={limitHistory} />
        <VisaHCard />
      </div>
    </>
  )
}

function Head({ review }: { readonly review: ReviewAnswer }) {
  const { session, account } = useApp()
  const { cushion, simulated, side, from, to, tz, quality } = review
  const title = session.day.value.title
  const sitter = account.grantFor(cushion)?.sitter ?? null
  return (
    <section class="card review-head" aria-label="Whose data, and how good it is">
      <dl class="review-facts">
        {sitter !== null && (
          <div>
            <dt>Sitter</dt>
            <dd>{sitter}</dd>
          </div>
        )}
        <div>
          <dt>Cushion</dt>
          <dd>
            {cushion}
            {simulated === true && ', simulated: nobody sits on it'}
          </dd>
        </div>
        {side !== null && (
          <div>
            <dt>Affected side</dt>
            <dd>{side === 'both' ? 'both sides' : side}</dd>
          </div>
        )}
        <div>
          <dt>Days</dt>
          <dd>
            {title(from)} to {title(to)} {to.slice(0, 4)}, {tz}
          </dd>
        </div>
        <LimitsInForce limits={review.limits} />
      </dl>
      <div>
        <h2 class="label">Quality of the data</h2>
        <ul class="quality">
          {[...qualityWords(quality), ...seatWords(review.seats), ...zoneWords(tz)].map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      </div>
    </section>
  )
}
