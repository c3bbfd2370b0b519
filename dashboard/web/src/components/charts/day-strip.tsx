/** A day as a strip: bouts as blocks shaded by pressure, times without data hatched, alerts, and now. */

import { useEffect, useRef } from 'preact/hooks'
import type { CushionEvent } from '../../../../../core/model/schemas/events.ts'
import { levelMs } from '../../../../../core/summary/day-rules.ts'
import { hourMs } from '../../../../../core/time/calendar.ts'
import { useApp } from '../../session/app-context.ts'
import { type BoutSpan, limitAlerts, type Span } from '../../session/day/day-shape.ts'
import { alertWords } from '../../words/alert-words.ts'
import { durationWords } from '../../words/durations.ts'
import { pressureFigure } from '../../words/units.ts'
import { cssColour, inkOn, type Rgb, scaleColour } from './pressure-scale.ts'

interface DayStripProps {
  readonly shown: Span
  readonly spans: readonly BoutSpan[]
  readonly unknown: readonly Span[]
  readonly events: readonly CushionEvent[]
  readonly nowMs: number | null
}

/** Below this width a label does not fit in its block; a share of the strip at its minimum width (640 px). */
const leastBlock = 56 / 640

export function DayStrip({ shown, spans, unknown, events, nowMs }: DayStripProps) {
  const { session, preferences } = useApp()
  const day = session.day.value
  const dark = preferences.dark.value
  const unit = preferences.unit.value
  const part = (atMs: number): number =>
    Math.min(1, Math.max(0, (atMs - shown.fromMs) / (shown.toMs - shown.fromMs)))
  const place = (span: Span) => ({
    left: `${part(span.fromMs) * 100}%`,
    width: `${Math.max(0.15, (part(span.toMs) - part(span.fromMs)) * 100)}%`,
  })
  const hours = Array.from(
    { length: Math.floor((shown.toMs - shown.fromMs) / hourMs) + 1 },
    (_, index) => shown.fromMs + index * hourMs,
  )
  // Phones show only these labels: there is no room for one every four hours plus both ends.
  const majorEvery = hours.length > 20 ? 6 : 4
  const alerts = limitAlerts(events)
  const region = useRef<HTMLElement>(null)
  const nowPart = nowMs === null ? null : part(nowMs)
  // On a small screen the strip opens at the present.
  // Runs only when the strip appears
  useEffect(() => {
    const element = region.current
    if (element && nowPart !== null)
      element.scrollLeft = nowPart * element.scrollWidth - element.clientWidth * 0.8
  }, [])
  return (
    <section
      ref={region}
      class="day-strip"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label="The day as a strip, scrolls sideways on small screens"
    >
      <div class="day-strip-inner">
        <div class="marks">
          {alerts.map((event) => (
            <span
              key={`${event.at}${event.alertId ?? ''}`}
              class={`mark mark-${event.level === 'exceeded' ? 'over' : 'near'}`}
              style={{ left: `${part(levelMs(event)) * 100}%` }}
              title={`${day.time(levelMs(event))} ${markWords(event)}`}
            >
              <span class="sr-only">{`${day.time(levelMs(event))} ${markWords(event)}`}</span>
            </span>
          ))}
          {nowMs !== null && nowMs >= shown.fromMs && nowMs <= shown.toMs && (
            <span
              class={`now-label${part(nowMs) > 0.96 ? ' end' : part(nowMs) < 0.04 ? ' start' : ''}`}
              style={{ left: `${part(nowMs) * 100}%` }}
            >
              {day.time(nowMs)}
            </span>
          )}
        </div>
        <div class="track">
          {unknown.map((span) => (
            <span key={span.fromMs} class="unknown" style={place(span)} title="no data" />
          ))}
          {spans.map((span) => {
            const colour =
              span.meanKpa === null ? null : scaleColour(0.12 + (span.meanKpa / 25) * 0.8, { dark })
            const words = durationWords(span.boutS)
            const wide = part(span.toMs) - part(span.fromMs) > leastBlock
            const pressure = span.meanKpa === null ? '' : `, ${pressureFigure(span.meanKpa, unit)} ${unit}`
            return (
              <span
                key={span.fromMs}
                class={`block${colour === null ? ' plain' : ''}${span.running ? ' running' : ''}`}
                style={{ ...place(span), ...(colour === null ? {} : coloured(colour)) }}
                title={`${day.time(span.fromMs)} to ${span.running ? 'now' : day.time(span.toMs)}, ${words}${pressure}`}
              >
                {wide ? words : <span class="sr-only">{words}</span>}
              </span>
            )
          })}
          {nowMs !== null && nowMs >= shown.fromMs && nowMs <= shown.toMs && (
            <span class="now-line" style={{ left: `${part(nowMs) * 100}%` }} />
          )}
        </div>
        <div class="hours small" aria-hidden="true">
          {hours.map((atMs, index) => (
            <span
              key={atMs}
              class={`${index === 0 ? 'first' : index === hours.length - 1 ? 'last' : ''} ${index % majorEvery === 0 ? '' : 'minor'}`}
              style={{ left: `${part(atMs) * 100}%` }}
            >
              {hours.length > 14 && index % 2 === 1 ? '' : day.time(atMs)}
            </span>
          ))}
        </div>
      </div>
    </section>
  )
}

function markWords(event: CushionEvent): string {
  if (event.alertKind === undefined) return ''
  return alertWords({
    kind: event.alertKind,
    side: event.side ?? null,
    level: event.level === 'exceeded' ? 'exceeded' : 'warning',
    ...(event.cell === undefined ? {} : { cells: [event.cell] }),
  }).title
}

const coloured = (colour: Rgb) => ({ backgroundColor: cssColour(colour), color: cssColour(inkOn(colour)) })
