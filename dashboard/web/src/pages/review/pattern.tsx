/** When in the week the sitting is, how long the bouts are, and how often a break follows an alert. */
import type { ReviewAnswer } from '../../../../../contract/review.ts'
import { answeredWords, percentWords } from '../../words/review-words.ts'
import { weekdays, weekRows } from './review-shapes.ts'

type PatternData = NonNullable<ReviewAnswer['pattern']>
type Hour = PatternData['hours'][number]

/** Of the darkest cell, in percent: figures on it stay readable. */
const mostShade = 55

export function Pattern({
  pattern,
  startHour,
}: {
  readonly pattern: PatternData
  readonly startHour: number
}) {
  const { bands, bouts } = pattern
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
      <p class="small">{answeredWords(pattern)}</p>
    </section>
  )
}

function WeekTable({ hours, startHour }: { readonly hours: readonly Hour[]; readonly startHour: number }) {
  const rows = weekRows(hours, startHour)
  if (rows.length === 0) return <p class="quiet">No sitting was recorded in these days.</p>
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
        {rows.map(({ name, cells }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {cells.map((found, weekday) => (
              <WeekCell key={weekdays[weekday]} found={found} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function WeekCell({ found }: { readonly found: Hour | null }) {
  if (found === null) return <td class="not-watched" />
  const share = Math.round((found.meanMin / 60) * mostShade)
  return <td style={{ '--share': `${share}%` }}>{Math.round(found.meanMin)}</td>
}
