/** Which days the review is about: usual spans by one press, or any two days. */
import { chronicDays } from '../../../../../core/model/diary/progress-figures.ts'
import { addDays } from '../../../../../core/time/calendar.ts'

export interface AskedSpan {
  readonly from: string
  /** Inclusive. */
  readonly to: string
}

interface SpanFieldsProps {
  readonly asked: AskedSpan
  readonly today: string
  readonly onChange: (span: AskedSpan) => void
}

const usualSpans = [
  { words: '1 week', days: 7 },
  { words: '2 weeks', days: 14 },
  { words: '4 weeks', days: chronicDays },
  { words: '12 weeks', days: 3 * chronicDays },
] as const

export function SpanFields({ asked, today, onChange }: SpanFieldsProps) {
  return (
    <div class="review-span no-print">
      <div class="actions">
        {usualSpans.map(({ words, days }) => {
          const span = { from: addDays(today, 1 - days), to: today }
          return (
            <button
              key={words}
              type="button"
              class="button small-button"
              aria-pressed={asked.from === span.from && asked.to === span.to}
              onClick={() => onChange(span)}
            >
              {words}
            </button>
          )
        })}
      </div>
      <DayFields asked={asked} most={today} onChange={onChange} />
    </div>
  )
}

interface DayFieldsProps {
  readonly asked: AskedSpan
  /** The last day that can be chosen. */
  readonly most: string
  readonly onChange: (span: AskedSpan) => void
}

export const DayFields = ({ asked, most, onChange }: DayFieldsProps) => (
  <div class="day-nav">
    <label>
      <span class="small">From</span>
      <input
        type="date"
        value={asked.from}
        max={asked.to}
        onChange={(event) => onChange({ ...asked, from: event.currentTarget.value })}
      />
    </label>
    <label>
      <span class="small">to</span>
      <input
        type="date"
        value={asked.to}
        min={asked.from}
        max={most}
        onChange={(event) => onChange({ ...asked, to: event.currentTarget.value })}
      />
    </label>
  </div>
)
