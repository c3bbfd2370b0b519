/** Another span beside the one that is shown: the same figures, each with what it rests on, and the difference. */
import { useState } from 'preact/hooks'
import type { ReviewAnswer } from '../../../../../contract/review.ts'
import { addDays, daysBetween, isDay } from '../../../../../core/time/calendar.ts'
import { ProblemNote } from '../../components/state-card.tsx'
import { useApp } from '../../session/app-context.ts'
import { useReview } from '../../session/diary-answers.ts'
import { comparedRows } from '../../words/compared-words.ts'
import { shortDate } from '../../words/period-words.ts'
import { RowTable } from './row-table.tsx'
import { type AskedSpan, DayFields } from './span-fields.tsx'

export function CompareSpans({ review }: { readonly review: ReviewAnswer }) {
  const { from, to } = review
  const length = daysBetween(from, to)
  const [other, setOther] = useState<AskedSpan | null>(null)
  return (
    <section class={`card compare-spans${other === null ? ' no-print' : ''}`} aria-label="Two spans compared">
      <h2>Compare with other days</h2>
      {other === null ? (
        <button
          type="button"
          class="button small-button"
          onClick={() => setOther({ from: addDays(from, -length - 1), to: addDays(from, -1) })}
        >
          Choose the days to compare with
        </button>
      ) : (
        <>
          <div class="actions no-print">
            <DayFields asked={other} most={review.days.at(-1)?.day ?? to} onChange={setOther} />
            <button type="button" class="button small-button" onClick={() => setOther(null)}>
              Close
            </button>
          </div>
          <Compared review={review} other={other} />
        </>
      )}
    </section>
  )
}

function Compared({ review, other }: { readonly review: ReviewAnswer; readonly other: AskedSpan }) {
  const { preferences } = useApp()
  const { answer, retry } = useReview(isDay(other.from) && isDay(other.to) ? other : null)
  if (answer.status === 'error') return <ProblemNote problem={answer.problem} onRetry={retry} />
  if (answer.status === 'loading') return <p class="quiet">Reading the other days.</p>
  const spanOf = ({ from, to }: AskedSpan): string => `${shortDate(from)} to ${shortDate(to)}`
  return (
    <>
      <RowTable
        name="Two spans side by side"
        columns={[
          { head: 'Figure', cell: ({ name }) => name },
          { head: spanOf(review), cell: ({ shown }) => shown },
          { head: spanOf(answer.value), cell: ({ beside }) => beside },
          { head: 'Difference', cell: ({ difference }) => difference },
        ]}
        rows={comparedRows(review, answer.value, preferences.unit.value)}
        keyOf={({ name }) => name}
      />
      <p class="small">
        Each figure with what it rests on. A difference has many possible reasons; this names none.
      </p>
    </>
  )
}
