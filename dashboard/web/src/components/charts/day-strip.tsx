/** A day as a strip: bouts as blocks shaded by pressure, times without data hatched, alerts, and now. */

import { useEffect, useRef } from 'preact/hooks'
import type { CushionEvent } from '../../../../../core/model/schemas/events.ts'
import { levelMs } from '../../../../../core/summary/day-rules.ts'
import { useApp } from '../../session/app-context.ts'
import { type BoutSpan, limitAlerts, type Span } from '../../session/day/day-shape.ts'
import { alertWords } from '../../words/alert-words.ts'
import { DayTrack, partOf } from './day-track.tsx'

interface DayStripProps {
  readonly shown: Span
  readonly spans: readonly BoutSpan[]
  readonly unknown: readonly Span[]
  readonly events: readonly CushionEvent[]
  readonly nowMs: number | null
}

export function DayStrip({ shown, spans, unknown, events, nowMs }: DayStripProps) {
  const { session } = useApp()
  const day = session.day.value
  const part = (atMs: number): number => partOf(shown, atMs)
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
        <DayTrack shown={shown} spans={spans} unknown={unknown} lineMs={nowMs} />
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
