/** One day, read from the store: pressure, occupancy, bouts, breaks, alerts, totals, and the two weeks around it. */
import { useMemo } from 'preact/hooks'
import type { DaySummary, DaysAnswer } from '../../../../../contract/days.ts'
import { addDays, hourMs } from '../../../../../core/time/calendar.ts'
import { BigFigure } from '../../components/big-figure.tsx'
import { DayStrip } from '../../components/charts/day-strip.tsx'
import { NewComments } from '../../components/comments/new-comments.tsx'
import { DayNav } from '../../components/day-nav.tsx'
import { lazy } from '../../components/lazy.tsx'
import { ProblemNote } from '../../components/state-card.tsx'
import { countTotal, rateTotal, type Total, Totals } from '../../components/totals.tsx'
import { useApp } from '../../session/app-context.ts'
import {
  type DayAnswers,
  type LoadedDay,
  useDayAnswers,
  useMinuteVersion,
} from '../../session/day/day-answers.ts'
import {
  type BoutSpan,
  type DayTotals,
  dayTotals,
  type Span,
  unknownSpans,
} from '../../session/day/day-shape.ts'
import { useBoutSpans } from '../../session/day/use-bout-spans.ts'
import { rangeUrl, useAnswer } from '../../session/history.ts'
import { useReader } from '../../session/use-reader.ts'
import { durationParts, minuteWords } from '../../words/durations.ts'
import { loadFigure, loadUnit } from '../../words/units.ts'
import { DayChart } from './day-chart.tsx'
import { BoutList, EventList } from './day-lists.tsx'
import { ExportLinks } from './export-links.tsx'
import { WeekStrip } from './week-strip.tsx'

const shownDays = 14

/** True while it is not known: most people have one, and the chart below the keys keeps its place. */
function mayHaveDayLimit(answer: ReturnType<typeof useDays>['answer']): boolean {
  return answer.status !== 'ready' || answer.value.some((entry) => (limitsOf(entry)?.dayMin ?? null) !== null)
}

/** Only people with accounts write to each other; nobody else loads it. */
const CommentsCard = lazy(
  async () => (await import('../../components/comments/comments-card.tsx')).CommentsCard,
)

export function DayPage({ day }: { readonly day: string }) {
  const { account, session } = useApp()
  const zoned = session.day.value
  const nowMs = session.nowMs.value
  const today = zoned.dayOf(nowMs)
  const range = useMemo(() => zoned.range(day), [zoned, day])
  const newest = day >= today
  const lastShown = day > addDays(today, -shownDays) && day <= today ? today : addDays(day, 6)
  const days = Array.from({ length: shownDays }, (_, at) => addDays(lastShown, at - shownDays + 1))
  const summaries = useDays(days, range)
  const loaded = together(useDayAnswers(range), summaries.answer)
  const summary =
    summaries.answer.status === 'ready'
      ? summaries.answer.value.find((entry) => entry.day === day)
      : undefined
  return (
    <>
      <div class="page-head day-head">
        <h1>
          {zoned.title(day)} <span class="quiet">{day.slice(0, 4)}</span>
        </h1>
        <DayNav day={day} page="day">
          {account.may(session.cushion.value, 'frames') && (
            <a class="button other-page" href={`replay/${day}`}>
              Replay
            </a>
          )}
        </DayNav>
      </div>
      <NewComments shown={day} />
      <section class="card week-card" aria-label="Fourteen days">
        <div class="between head">
          <h2 class="label">Fourteen days</h2>
          <ul class="keys small">
            <li class="key seated">seated</li>
            {mayHaveDayLimit(summaries.answer) && <li class="key over">over that day's limit</li>}
            <li class="key left">pressure-time left</li>
            <li class="key right">pressure-time right</li>
            <li class="key alerted">alerts</li>
            <li class="key changed">limits changed</li>
          </ul>
        </div>
        {summaries.answer.status === 'error' ? (
          <ProblemNote problem={summaries.answer.problem} onRetry={summaries.retry} />
        ) : (
          <WeekStrip
            days={days}
            summaries={summaries.answer.status === 'ready' ? summaries.answer.value : []}
            selected={day}
          />
        )}
      </section>
      {loaded.status === 'loading' && (
        <section class="card placeholder" aria-busy="true">
          <p class="quiet">Loading this day.</p>
        </section>
      )}
      {loaded.status === 'error' && (
        <section class="card">
          <ProblemNote problem={loaded.problem} onRetry={loaded.retry} />
        </section>
      )}
      {loaded.status === 'ready' && (
        <DayShape
          day={day}
          range={range}
          answers={loaded.day}
          summary={summary ?? null}
          when={day === today ? 'today' : newest ? 'to come' : 'past'}
        />
      )}
      <DayComments day={day} range={range} waits={loaded.status !== 'ready'} />
    </>
  )
}

interface DayCommentsProps {
  readonly day: string
  readonly range: Span
  /** For the day itself, which stands above. */
  readonly waits: boolean
}

function DayComments({ day, range, waits }: DayCommentsProps) {
  const { account, session } = useApp()
  const isPast = day <= session.day.value.dayOf(session.nowMs.value)
  return !waits && isPast && account.person.value !== null ? (
    <CommentsCard range={range} first={day} last={day} />
  ) : null
}

/** A day shown before its totals would jump when they arrive. */
const together = (day: LoadedDay, totals: { readonly status: string }): LoadedDay =>
  day.status === 'ready' && totals.status === 'loading' ? { status: 'loading' } : day

function useDays(days: readonly string[], range: Span) {
  const { session } = useApp()
  const zoned = session.day.value
  const cushion = session.cushion.value
  const first = days[0] ?? ''
  const last = days.at(-1) ?? ''
  const version = useMinuteVersion(range)
  const url =
    cushion === null
      ? null
      : `${rangeUrl(cushion, 'days', { fromMs: zoned.range(first).fromMs, toMs: zoned.range(last).toMs })}&tz=${encodeURIComponent(zoned.zone)}`
  const { answer, retry } = useAnswer<DaysAnswer>({ url, version })
  if (answer.status !== 'ready') return { answer, retry }
  return { answer: { status: 'ready' as const, value: answer.value.days }, retry }
}

interface DayShapeProps {
  readonly day: string
  readonly range: Span
  readonly answers: DayAnswers
  readonly summary: DaySummary | null
  readonly when: 'past' | 'today' | 'to come'
}

function DayShape({ day, range, answers, summary, when }: DayShapeProps) {
  const { session, preferences } = useApp()
  const isToday = when === 'today'
  const relative = useRelative(answers)
  const nowMs = session.nowMs.value
  const state = session.state.value
  const spans = useBoutSpans({ range, answers, isToday })
  const unknown = useMemo(() => unknownSpans(answers.minutes), [answers.minutes])
  if (answers.minutes.length === 0 && spans.length === 0 && answers.events.length === 0)
    return <EmptyDay when={when} />
  const shown = shownSpan(range, spans)
  // Of today, the state knows more than the last whole minute.
  const seatedS = (isToday ? state?.daySeatedS : undefined) ?? summary?.seatedS ?? 0
  const limits = (isToday ? session.tolerance.value : undefined) ?? limitsOf(summary)
  const dayLimitMin = limits?.dayMin ?? null
  const boutMin = limits?.boutMin ?? null
  return (
    <>
      <section class="card day-card" aria-label="The day">
        <div class="day-top">
          <div>
            <h2 class="label">Seated</h2>
            <BigFigure figure={durationParts(seatedS)} muted={false} />
            <p class="small">{dayLimitMin === null ? '' : `of ${minuteWords(dayLimitMin * 60)}`}</p>
          </div>
          <Totals
            totals={totalsOf(summary, { ...dayTotals(spans, answers.minutes, answers.events), boutMin })}
          />
        </div>
        <div class="between head">
          <h2 class="label">
            Pressure, mean of each minute{relative ? ', × baseline' : `, ${preferences.unit.value}`}
          </h2>
          <ul class="keys small">
            <li class="key left">left</li>
            <li class="key right">right</li>
            <li class="key band">shaded: up to each minute's peak</li>
          </ul>
        </div>
        <DayChart minutes={answers.minutes} events={answers.events} unknown={unknown} shown={shown} />
        <DayStrip
          shown={shown}
          spans={spans}
          unknown={unknown}
          events={answers.events}
          nowMs={isToday ? nowMs : null}
        />
        <ExportLinks day={day} range={range} />
      </section>
      <div class="two-columns">
        <BoutList spans={spans} minutes={answers.minutes} />
        <EventList events={answers.events} />
      </div>
    </>
  )
}

function EmptyDay({ when }: Pick<DayShapeProps, 'when'>) {
  const said = useReader()
  return (
    <section class="card empty-day">
      <h2>{when === 'to come' ? 'This day is still to come' : 'No data for this day'}</h2>
      <p class="quiet">
        {when === 'to come' && 'The sitting of this day will appear here.'}
        {when === 'today' &&
          said('Nothing has been recorded yet today. Your first sitting bout appears here when it starts.')}
        {when === 'past' &&
          'Nothing was recorded: the cushion or Sitbone was not running. A day without data does not count as a day of rest.'}
      </p>
      <a class="button" href="./">
        Open the Now page
      </a>
    </section>
  )
}

/** A day without sitting says nothing about itself; then the cushion's calibration decides. */
function useRelative({ minutes }: DayAnswers): boolean {
  const { session } = useApp()
  const seated = minutes.filter(({ seatedS }) => seatedS > 0)
  if (seated.length === 0) return session.relative.value
  return seated.every(({ leftMeanKpa, rightMeanKpa }) => leftMeanKpa === null && rightMeanKpa === null)
}
/** The limits that a day is judged by: its own. */
const limitsOf = (summary: DaySummary | null): DaySummary['limits'] => summary?.limits ?? null

/** From the start of the day to midnight, or to its end if somebody sat that late. */
function shownSpan(range: Span, spans: readonly BoutSpan[]): Span {
  const lateMs = range.fromMs + 20 * hourMs
  const last = spans.at(-1)
  return {
    fromMs: range.fromMs,
    toMs: last && last.toMs > lateMs ? range.toMs : Math.min(lateMs, range.toMs),
  }
}

function totalsOf(
  summary: DaySummary | null,
  { boutMin, ...totals }: DayTotals & { readonly boutMin: number | null },
): readonly Total[] {
  const { preferences } = useApp()
  const unit = preferences.unit.value
  return [
    countTotal(totals.bouts, 'bout'),
    {
      value: minuteWords(totals.longestBoutS),
      words: boutMin === null ? 'longest bout' : `longest bout, limit ${minuteWords(boutMin * 60)}`,
    },
    countTotal(totals.breaks, 'break'),
    countTotal(totals.alerts, 'alert'),
    rateTotal(totals.weightShiftsPerH, 'weight shifts'),
    rateTotal(totals.reliefsPerH, 'pressure reliefs'),
    {
      value: `${loadFigure(summary?.leftPtiKpaMin, unit)} ${loadUnit(unit)}`,
      words: 'left, pressure-time',
    },
    {
      value: `${loadFigure(summary?.rightPtiKpaMin, unit)} ${loadUnit(unit)}`,
      words: 'right, pressure-time',
    },
    ...((summary?.unknownS ?? 0) >= 60
      ? [{ value: minuteWords(summary?.unknownS ?? 0), words: 'without data' }]
      : []),
  ]
}
