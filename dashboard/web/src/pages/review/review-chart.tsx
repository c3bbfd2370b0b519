/** Each day of the span: pain above, seated time with that day's limit below. A day without data is hatched, never a zero. */
import type { ReviewAnswer } from '../../../../../contract/review.ts'
import { mostPain } from '../../../../../core/model/diary/check-ins.ts'
import { useApp } from '../../session/app-context.ts'
import { minuteWords } from '../../words/durations.ts'
import { markWords } from '../../words/review-words.ts'
import { isOverDay, namedEvery, topSeatedS } from './review-shapes.ts'

type Day = ReviewAnswer['days'][number]
const percent = (share: number): string => `${Math.round(share * 1000) / 10}%`

function words({ morning, laterPain, seatedS, limits, entries, steps, over }: Day): string {
  const dayMin = limits?.dayMin ?? null
  return [
    morning === null
      ? 'no morning check-in'
      : `morning ${morning.pain} of ${mostPain}${morning.colour === null ? '' : `, ${morning.colour}`}`,
    ...(laterPain === null ? [] : [`later ${laterPain} of ${mostPain}`]),
    seatedS === null ? 'no data' : `${minuteWords(seatedS)} seated${over ? '' : ' so far'}`,
    ...(seatedS === null || dayMin === null ? [] : [`limit ${minuteWords(dayMin * 60)}`]),
    ...markWords({ entries, steps }),
  ].join(', ')
}

export function ReviewChart({ review: { days } }: { readonly review: ReviewAnswer }) {
  const topS = topSeatedS(days)
  const named = namedEvery(days.length)
  return (
    <section class="card review-chart" aria-label="Day by day">
      <div class="between head">
        <h2 class="label">Pain, 0 to 10, and seated time</h2>
        <ul class="keys small">
          <li class="key morning">morning, green</li>
          <li class="key amber">amber</li>
          <li class="key red">red</li>
          <li class="key later">later that day</li>
          <li class="key review-seated">seated</li>
          <li class="key review-over">seated, over the limit</li>
          <li class="key review-limit">that day’s limit</li>
          <li class="key review-none">no data</li>
        </ul>
      </div>
      <div class="review-plot">
        <div class="review-axis small" aria-hidden="true">
          <span>10</span>
          <span>5</span>
          <span>0</span>
          <span class="axis-hours">{topS / 3600} h</span>
          <span>0</span>
        </div>
        <ol class="review-days" style={{ '--days': days.length }}>
          {days.map((each, at) => (
            <li key={each.day} title={words(each)}>
              <DayWords day={each} />
              <PainColumn day={each} />
              <SeatedColumn day={each} topS={topS} />
              <span class="pain-name" aria-hidden="true">
                {at % named === 0 && <Name day={each.day} />}
              </span>
            </li>
          ))}
        </ol>
      </div>
      <Marks days={days} />
    </section>
  )
}

/** Leads to the replay of a day that has one. */
function DayWords({ day }: { readonly day: Day }) {
  const { account, session } = useApp()
  const said = `${session.day.value.title(day.day)}: ${words(day)}`
  return day.seatedS !== null && account.may(session.cushion.value, 'frames') ? (
    <a class="review-day" href={`replay/${day.day}`}>
      <span class="sr-only">{said}. Replay this day</span>
    </a>
  ) : (
    <span class="sr-only">{said}</span>
  )
}

function Name({ day }: { readonly day: string }) {
  const { session } = useApp()
  const { weekday, date } = session.day.value.short(day)
  return (
    <>
      {weekday.slice(0, 1)}
      <br />
      {date}
    </>
  )
}

const PainColumn = ({ day: { morning, laterPain } }: { readonly day: Day }) => (
  <span class="pain-column" aria-hidden="true">
    {laterPain !== null && <i class="pain-mark later" style={{ bottom: percent(laterPain / mostPain) }} />}
    {morning !== null && (
      <i
        class={`pain-mark colour-${morning.colour ?? 'none'}`}
        style={{ bottom: percent(morning.pain / mostPain) }}
      />
    )}
  </span>
)

function SeatedColumn({ day, topS }: { readonly day: Day; readonly topS: number }) {
  const { seatedS, limits } = day
  const dayMin = limits?.dayMin ?? null
  return (
    <span class={`review-column${seatedS === null ? ' without-data' : ''}`} aria-hidden="true">
      {seatedS !== null && (
        <b class={isOverDay(day) ? 'is-over' : ''} style={{ height: percent(seatedS / topS) }} />
      )}
      {seatedS !== null && dayMin !== null && <i style={{ bottom: percent((dayMin * 60) / topS) }} />}
    </span>
  )
}

/** What happened, in words: marks in the chart would hide each other. */
function Marks({ days }: { readonly days: readonly Day[] }) {
  const { session } = useApp()
  const marked = days.filter(({ entries, steps }) => entries.length > 0 || steps.length > 0)
  if (marked.length === 0) return null
  return (
    <dl class="review-marks small">
      {marked.map(({ day, entries, steps }) => (
        <div key={day}>
          <dt>{session.day.value.title(day)}</dt>
          <dd>{markWords({ entries, steps }).join('; ')}</dd>
        </div>
      ))}
    </dl>
  )
}
