/** The bar of a day: bouts as blocks shaded by pressure, times without data hatched, a line at one moment, and the hours below. */
import { hourMs } from '../../../../../core/time/calendar.ts'
import { useApp } from '../../session/app-context.ts'
import type { BoutSpan, Span } from '../../session/day/day-shape.ts'
import { durationWords } from '../../words/durations.ts'
import { pressureFigure } from '../../words/units.ts'
import { cssColour, inkOn, type Rgb, scaleColour } from './pressure-scale.ts'

interface DayTrackProps {
  readonly shown: Span
  readonly spans: readonly BoutSpan[]
  readonly unknown: readonly Span[]
  /** Null: none. */
  readonly lineMs: number | null
}

/** Below this width a label does not fit in its block; a share of the strip at its minimum width (640 px). */
const leastBlock = 56 / 640

/** Where a moment is in what is shown, 0 to 1. */
export const partOf = ({ fromMs, toMs }: Span, atMs: number): number =>
  Math.min(1, Math.max(0, (atMs - fromMs) / (toMs - fromMs)))

export function DayTrack({ shown, spans, unknown, lineMs }: DayTrackProps) {
  const { session, preferences } = useApp()
  const day = session.day.value
  const dark = preferences.dark.value
  const unit = preferences.unit.value
  const part = (atMs: number): number => partOf(shown, atMs)
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
  return (
    <>
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
        {lineMs !== null && lineMs >= shown.fromMs && lineMs <= shown.toMs && (
          <span class="now-line" style={{ left: `${part(lineMs) * 100}%` }} />
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
    </>
  )
}

const coloured = (colour: Rgb) => ({ backgroundColor: cssColour(colour), color: cssColour(inkOn(colour)) })
