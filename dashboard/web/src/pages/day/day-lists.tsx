/** Two lists with times: bouts with the breaks between them, and events. */
import { useMemo } from 'preact/hooks'
import type { CushionEvent } from '../../../../../core/model/schemas/events.ts'
import type { MinuteSummary } from '../../../../../core/model/schemas/minutes.ts'
import { Moment } from '../../components/moment.tsx'
import { useApp } from '../../session/app-context.ts'
import { type BoutSpan, pausesOf } from '../../session/day/day-shape.ts'
import { dayTimeline } from '../../session/day/day-timeline.ts'
import { durationWords } from '../../words/durations.ts'
import { pressureFigure } from '../../words/units.ts'

interface BoutListProps {
  readonly spans: readonly BoutSpan[]
  readonly minutes: readonly MinuteSummary[]
}

export function BoutList({ spans, minutes }: BoutListProps) {
  const pauses = useMemo(() => pausesOf(spans, minutes), [spans, minutes])
  const { session, preferences } = useApp()
  const day = session.day.value
  const unit = preferences.unit.value
  return (
    <section class="card list-card" aria-label="Bouts and breaks">
      <h2>Bouts and breaks</h2>
      {spans.length === 0 && <p class="quiet">No sitting on this day.</p>}
      <ol class="list">
        {spans.map((span) => {
          const pause = pauses.find((one) => one.toMs === span.fromMs)
          return [
            pause && (
              <li key={`pause ${span.fromMs}`} class="break-row">
                <span>{pause.kind === 'break' ? 'break' : 'no data for'}</span>
                <span>{durationWords((pause.toMs - pause.fromMs) / 1000)}</span>
              </li>
            ),
            <li key={span.fromMs}>
              <Moment atMs={span.fromMs} class="list-moment">
                {day.time(span.fromMs)}–{span.running ? 'now' : day.time(span.toMs)}
              </Moment>
              <strong>{durationWords(span.boutS)}</strong>
              <span class="small">
                {span.meanKpa === null
                  ? ''
                  : `busier side ${pressureFigure(span.meanKpa, unit)} ${unit} on average`}
              </span>
            </li>,
          ]
        })}
      </ol>
    </section>
  )
}

export function EventList({ events }: { readonly events: readonly CushionEvent[] }) {
  const { session } = useApp()
  const day = session.day.value
  const timeline = useMemo(() => dayTimeline(events), [events])
  return (
    <section class="card list-card" aria-label="Alerts and events">
      <h2>Alerts and events</h2>
      {timeline.length === 0 && <p class="quiet">No alerts or events.</p>}
      <ol class="list events">
        {timeline.map((row, at) => (
          <li key={`${row.atMs} ${at}`}>
            <Moment atMs={row.atMs} class="list-moment">
              {day.time(row.atMs)}
            </Moment>
            <span class={`event-mark event-${row.mark}`} aria-hidden="true" />
            <span>
              {row.words}{' '}
              <span class="small">
                {[
                  row.acknowledgedMs === null ? '' : `acknowledged ${day.time(row.acknowledgedMs)}`,
                  row.endMs === null ? '' : `until ${day.time(row.endMs)}`,
                ]
                  .filter(Boolean)
                  .join(', ')}
              </span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
