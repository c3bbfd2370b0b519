/** Today so far, on the Now page: the strip and the totals. */
import { useComputed } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import type { ProgressAnswer } from '../../../../../contract/diary/diary.ts'
import { addDays } from '../../../../../core/time/calendar.ts'
import { DayStrip } from '../../components/charts/day-strip.tsx'
import { ProblemNote } from '../../components/state-card.tsx'
import { countTotal, rateTotal, type Total, Totals } from '../../components/totals.tsx'
import { useApp } from '../../session/app-context.ts'
import { useDayAnswers } from '../../session/day/day-answers.ts'
import { boutSpans, dayTotals, stripSpan, unknownSpans } from '../../session/day/day-shape.ts'
import { useBoutToDraw } from '../../session/day/use-bout-to-draw.ts'
import { useKnownProgress } from '../../session/diary-answers.ts'
import { useReader } from '../../session/use-reader.ts'
import { glanceReason, painGlance, proposalGlance } from '../../words/diary-words.ts'
import { minuteWords } from '../../words/durations.ts'

export function Today() {
  const { session } = useApp()
  const day = session.day.value
  const today = useComputed(() => session.day.value.dayOf(session.nowMs.value)).value
  const loaded = useDayAnswers(day.range(today))
  return (
    <section class="card today" aria-label="Today">
      <div class="between head">
        <h2 class="label">
          <a href={`day/${today}`}>Today, {day.title(today)}</a>
        </h2>
        <span class="small">darker = more pressure (busier side)</span>
      </div>
      {loaded.status === 'loading' && <p class="quiet placeholder">Loading the day so far.</p>}
      {loaded.status === 'error' && <ProblemNote problem={loaded.problem} onRetry={loaded.retry} />}
      {loaded.status === 'ready' && <TodayShape answers={loaded.day} today={today} />}
    </section>
  )
}

type Answers = Extract<ReturnType<typeof useDayAnswers>, { status: 'ready' }>['day']

function TodayShape({ answers, today }: { readonly answers: Answers; readonly today: string }) {
  const { session } = useApp()
  const nowMs = useComputed(() => Math.floor(session.nowMs.value / 10_000) * 10_000).value
  const state = session.state.value
  const tolerance = session.tolerance.value
  const live = session.live.peek()
  const startedMs = state?.boutStartedAt ? Date.parse(state.boutStartedAt) : null
  const day = session.day.value
  const range = useMemo(() => day.range(today), [day, today])
  const sides = [live?.leftPpiKpa ?? null, live?.rightPpiKpa ?? null].filter((kpa) => kpa !== null)
  const boutEndMs = session.freshKind.value === 'live' ? nowMs : (live?.atMs ?? nowMs)
  const meanKpa = sides.length > 0 ? Math.max(...sides) : null
  // The present pressure matters only for a bout younger than a minute
  const running = useMemo(
    () =>
      startedMs === null
        ? null
        : {
            startedAtMs: Math.max(startedMs, range.fromMs),
            nowMs: Math.max(boutEndMs, startedMs),
            boutS: state?.boutS ?? 0,
            meanKpa,
          },
    [startedMs, range, boutEndMs, state?.boutS],
  )
  const drawn = useBoutToDraw({ running, bouts: answers.bouts, range })
  const spans = useMemo(
    () => boutSpans(answers.bouts, answers.minutes, drawn),
    [answers.bouts, answers.minutes, drawn],
  )
  const unknown = useMemo(() => unknownSpans(answers.minutes), [answers.minutes])
  const totals = dayTotals(spans, answers.minutes, answers.events)
  const shown: Total[] = [
    {
      value: minuteWords(state?.daySeatedS ?? 0),
      words: tolerance?.dayMin ? `seated, of ${minuteWords(tolerance.dayMin * 60)}` : 'seated',
    },
    {
      value: minuteWords(totals.longestBoutS),
      words: tolerance?.boutMin
        ? `longest bout, limit ${minuteWords(tolerance.boutMin * 60)}`
        : 'longest bout',
    },
    countTotal(totals.breaks, 'break'),
    rateTotal(totals.weightShiftsPerH, 'weight shifts'),
    countTotal(totals.alerts, 'alert'),
  ]
  const said = useReader()
  const progress = useKnownProgress()
  if (progress !== null) shown.push(...diaryTotals(progress, said))
  return (
    <>
      {spans.length === 0 && (state?.daySeatedS ?? 0) === 0 && (
        <p class="quiet">{said('Nothing yet today. Your first sitting bout appears here when it starts.')}</p>
      )}
      <DayStrip
        shown={stripSpan(spans, range, nowMs)}
        spans={spans}
        unknown={unknown}
        events={answers.events}
        nowMs={nowMs}
      />
      <Totals totals={shown} />
    </>
  )
}

function diaryTotals(progress: ProgressAnswer, said: (text: string) => string): readonly Total[] {
  const { day, mornings, proposal } = progress
  const pain = painGlance(mornings, day, addDays(day, -1))
  const paused = proposal.kind === 'paused'
  return [
    ...(pain === null ? [] : [{ value: pain, words: 'pain yesterday \u2192 this morning', href: 'diary' }]),
    {
      value: proposalGlance[proposal.kind],
      words: said(glanceReason(progress)),
      href: paused ? 'diary' : 'tolerance',
    },
  ]
}
