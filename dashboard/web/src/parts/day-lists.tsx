/** Bouts with the breaks between them, and what happened, as two lists with times. */
import { useMemo } from 'preact/hooks'
import type { CushionEvent, MinuteSummary } from '../../../server/contract.ts'
import { alertWords, eventWords } from '../pure/alert-words.ts'
import { type BoutSpan, pausesOf } from '../pure/day-shape.ts'
import { durationWords } from '../pure/durations.ts'
import { pressureFigure } from '../pure/units.ts'
import { useApp } from '../session/app-context.ts'

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
              <time dateTime={new Date(span.fromMs).toISOString()}>
                {day.time(span.fromMs)}–{span.running ? 'now' : day.time(span.toMs)}
              </time>
              <strong>{durationWords(span.boutS)}</strong>
              <span class="small">
                {span.meanKpa === null
                  ? ''
                  : `worse side ${pressureFigure(span.meanKpa, unit)} ${unit} on average`}
              </span>
            </li>,
          ]
        })}
      </ol>
    </section>
  )
}

const kindOf = (event: CushionEvent): 'over' | 'near' | 'equipment' | 'plain' => {
  if (event.kind === 'cell-fault' || event.kind === 'data-stopped') return 'equipment'
  if (event.kind !== 'alert-raised' || event.alertKind === undefined) return 'plain'
  const level = event.level === 'exceeded' ? 'exceeded' : 'warning'
  if (alertWords({ kind: event.alertKind, side: null, level }).group === 'equipment') return 'equipment'
  return level === 'exceeded' ? 'over' : 'near'
}

export function EventList({ events }: { readonly events: readonly CushionEvent[] }) {
  const { session } = useApp()
  const day = session.day.value
  const told = events.flatMap((event) => {
    const words = eventWords(event)
    return words === null ? [] : [{ event, words }]
  })
  return (
    <section class="card list-card" aria-label="Alerts and events">
      <h2>Alerts and events</h2>
      {told.length === 0 && <p class="quiet">Nothing to tell on this day.</p>}
      <ol class="list events">
        {told.map(({ event, words }, at) => (
          <li key={`${event.at} ${event.kind} ${at}`}>
            <time dateTime={event.at}>{day.time(Date.parse(event.at))}</time>
            <span class={`event-mark event-${kindOf(event)}`} aria-hidden="true" />
            <span>{words}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
