/** When in the week the sitting is, how long the bouts are, and how often a break follows an alert. */
import type { ReviewAnswer } from '../../../../../contract/review.ts'
import { percentWords } from '../../words/review-words.ts'

type PatternData = NonNullable<ReviewAnswer['pattern']>
type Hour = PatternData['hours'][number]

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const
/** Of the darkest cell, in percent: figures on it stay readable. */
const mostShade = 55
const hourName = (hour: number): string => `${String(hour).padStart(2, '0')}:00`

export function Pattern({
  pattern,
  startHour,
}: {
  readonly pattern: PatternData
  readonly startHour: number
}) {
  const { bands, bouts, alerts, alertsAnswered } = pattern
  return (
    <section class="card" aria-label="Pattern">
      <h2>When in the week</h2>
      <WeekTable hours={pattern.hours} startHour={startHour} />
      {bands !== null && (
        <>
          <h3>Sitting by length of bout ({bouts})</h3>
          <dl class="bands">
            {Object.entries(bands).map(([band, share]) => (
              <div key={band}>
                <dt>{band.replace('-', '–')} min</dt>
                <dd>
                  <span class="band-bar" aria-hidden="true">
                    <b style={{ width: percentWords(share).replace(' ', '') }} />
                  </span>
                  {percentWords(share)}
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <p class="small">
        {alerts === 0
          ? 'No alerts in these days.'
          : `A break began within 5 min of ${alertsAnswered} of ${alerts} alerts.`}
      </p>
    </section>
  )
}

/** From the first hour of the sitter's day with sitting to the last. */
function WeekTable({ hours, startHour }: { readonly hours: readonly Hour[]; readonly startHour: number }) {
  const order = (hour: number): number => (hour - startHour + 24) % 24
  const seated = hours.filter(({ meanMin }) => meanMin >= 0.5).map(({ hour }) => order(hour))
  if (seated.length === 0) return <p class="quiet">No sitting was recorded in these days.</p>
  const first = Math.min(...seated)
  const shown = Array.from(
    { length: Math.max(...seated) - first + 1 },
    (_, at) => (first + at + startHour) % 24,
  )
  const of = (weekday: number, hour: number) =>
    hours.find((each) => each.weekday === weekday && each.hour === hour)
  return (
    <table class="week-map">
      <caption class="small">Mean minutes seated in each hour. Blank: that hour was not watched.</caption>
      <thead>
        <tr>
          <td />
          {weekdays.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {shown.map((hour) => (
          <tr key={hour}>
            <th scope="row">{hourName(hour)}</th>
            {weekdays.map((name, weekday) => (
              <WeekCell key={name} found={of(weekday, hour)} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function WeekCell({ found }: { readonly found: Hour | undefined }) {
  if (found === undefined) return <td class="not-watched" />
  const share = Math.round((found.meanMin / 60) * mostShade)
  return <td style={{ '--share': `${share}%` }}>{Math.round(found.meanMin)}</td>
}
