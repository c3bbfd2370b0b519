/** The last fourteen days as small multiples: seated time as a bar, pressure-time of each side below. Each leads to its day. */
import type { DaySummary } from '../../../../../contract/days.ts'
import { useApp } from '../../session/app-context.ts'
import { durationWords } from '../../words/durations.ts'
import { loadFigure, loadUnit } from '../../words/units.ts'

interface WeekStripProps {
  readonly days: readonly string[]
  readonly summaries: readonly DaySummary[]
  readonly selected: string
}

/** Without a limit no day is over it. */
const overS = (seatedS: number, limitS: number): number => (limitS > 0 ? Math.max(0, seatedS - limitS) : 0)

const limitsChanged = ({ limitChanges = [] }: DaySummary): boolean => limitChanges.length > 0

const dayWords = (summary: DaySummary, unit: Parameters<typeof loadUnit>[0]): string =>
  `${durationWords(summary.seatedS)} seated, pressure-time left ${loadFigure(summary.leftPtiKpaMin, unit)}, right ${loadFigure(summary.rightPtiKpaMin, unit)} ${loadUnit(unit)}, ${summary.alerts} alerts${limitsChanged(summary) ? ', limits changed' : ''}`

export function WeekStrip({ days, summaries, selected }: WeekStripProps) {
  const { session, preferences } = useApp()
  const unit = preferences.unit.value
  const byDay = new Map(summaries.map((summary) => [summary.day, summary]))
  // A day is judged by the limits of that day; a server of 0.1.0 does not say them.
  const limitOf = (summary: DaySummary | undefined): number =>
    ((summary?.limits === undefined ? session.tolerance.value : summary.limits)?.dayMin ?? 0) * 60
  const limitsS = [undefined, ...summaries].map(limitOf)
  const topS = Math.max(4 * 3600, 1.1 * Math.max(...limitsS), ...summaries.map(({ seatedS }) => seatedS))
  const topPti = Math.max(
    1,
    ...summaries.flatMap((summary) => [summary.leftPtiKpaMin ?? 0, summary.rightPtiKpaMin ?? 0]),
  )
  const percent = (value: number, top: number) => `${Math.round((value / top) * 1000) / 10}%`
  return (
    <div class="week">
      {days.map((day) => {
        const summary = byDay.get(day)
        const limitS = limitOf(summary)
        const over = overS(summary?.seatedS ?? 0, limitS)
        const name = session.day.value.short(day)
        const words = summary ? dayWords(summary, unit) : 'no data'
        return (
          <a
            key={day}
            href={`day/${day}`}
            class={`week-day${summary ? '' : ' empty'}`}
            aria-current={day === selected ? 'date' : undefined}
            aria-label={`${session.day.value.title(day)}: ${words}`}
            title={words}
          >
            <span class="week-bar" aria-hidden="true">
              {limitS > 0 && summaries.length > 0 && (
                <i class="week-limit" style={{ bottom: percent(limitS, topS) }} />
              )}
              <span class="week-seated">
                {over > 0 && <b class="over" style={{ height: percent(over, topS) }} />}
                <b style={{ height: percent((summary?.seatedS ?? 0) - over, topS) }} />
              </span>
            </span>
            <span class="week-load" aria-hidden="true">
              <b class="left" style={{ height: percent(summary?.leftPtiKpaMin ?? 0, topPti) }} />
              <b class="right" style={{ height: percent(summary?.rightPtiKpaMin ?? 0, topPti) }} />
            </span>
            <span class="week-name" aria-hidden="true">
              {name.weekday}
              <br />
              {name.date}
            </span>
            {summary !== undefined && limitsChanged(summary) && (
              <span class="week-change" aria-hidden="true" />
            )}
            {(summary?.alerts ?? 0) > 0 && <span class="week-alert" aria-hidden="true" />}
          </a>
        )
      })}
    </div>
  )
}
