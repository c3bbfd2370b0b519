/** Bouts with the breaks between them, and what happened, as two lists with times. */
import type { CushionEvent } from '../../../server/contract.ts'
import { alertWords, eventWords } from '../pure/alert-words.ts'
import type { BoutSpan } from '../pure/day-shape.ts'
import { durationWords } from '../pure/durations.ts'
import { pressureFigure } from '../pure/units.ts'
import { useApp } from '../session/app-context.ts'

export function BoutList({ spans }: { readonly spans: readonly BoutSpan[] }) {
  const { session, preferences } = useApp()
  const day = session.day.value
  const unit = preferences.unit.value
  return (
    <section class="card list-card" aria-label="Bouts and breaks">
      <h2>Bouts and breaks</h2>
      {spans.length === 0 && <p class="quiet">No sitting on this day.</p>}
      <ol class="list">
        {spans.map((span, at) => {
          const before = spans[at - 1]
          const breakS = before ? (span.fromMs - before.toMs) / 1000 : null
          return [
            breakS !== null && breakS > 0 && (
              <li key={`break ${span.fromMs}`} class="break-row">
                <span>break</span>
                <span>{durationWords(breakS)}</span>
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
