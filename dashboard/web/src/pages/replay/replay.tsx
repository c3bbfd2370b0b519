/** One recorded day on the seat map, to play and to scrub, with what happened as marks on a line of time. */
import { useEffect, useMemo } from 'preact/hooks'
import { DayNav } from '../../components/day-nav.tsx'
import { ProblemNote, StateCard } from '../../components/state-card.tsx'
import { useApp } from '../../session/app-context.ts'
import { type DayAnswers, useDayAnswers } from '../../session/day/day-answers.ts'
import { type Span, unknownSpans } from '../../session/day/day-shape.ts'
import { useBoutSpans } from '../../session/day/use-bout-spans.ts'
import { momentOf, momentSearch } from '../../session/replay-address.ts'
import { scopeWords } from '../../words/people-words.ts'
import { Moments } from './moments.tsx'
import './replay.css'
import { ReplayComments } from './replay-comments.tsx'
import { ReplayControls } from './replay-controls.tsx'
import { Clock, Facts } from './replay-facts.tsx'
import { ReplayLine } from './replay-line.tsx'
import { ReplaySeat } from './replay-seat.tsx'
import { replaySpans } from './replay-spans.ts'
import { useDayMarks } from './use-day-marks.ts'
import { usePlayer } from './use-player.ts'
import { useReplayKeys } from './use-replay-keys.ts'

export function ReplayPage({ day }: { readonly day: string }) {
  const { account, session } = useApp()
  const zoned = session.day.value
  const range = useMemo(() => zoned.range(day), [zoned, day])
  const loaded = useDayAnswers(range)
  const permitted = account.may(session.cushion.value, 'frames')
  return (
    <div class="replay">
      <div class="page-head day-head">
        <h1>
          {zoned.title(day)} <span class="quiet">{day.slice(0, 4)}</span>
        </h1>
        <DayNav day={day} page="replay">
          <a class="button other-page" href={`day/${day}`}>
            Overview
          </a>
        </DayNav>
      </div>
      {permitted ? <Day day={day} range={range} loaded={loaded} /> : <NotShared />}
    </div>
  )
}

function NotShared() {
  return (
    <StateCard title="The replay is not shared with you">
      <p>
        It shows every reading of the day. The sitter can share it under Sharing, as “{scopeWords.frames}”.
      </p>
    </StateCard>
  )
}

interface DayProps {
  readonly day: string
  readonly range: Span
  readonly loaded: ReturnType<typeof useDayAnswers>
}

function Day({ day, range, loaded }: DayProps) {
  if (loaded.status === 'error')
    return (
      <section class="card">
        <ProblemNote problem={loaded.problem} onRetry={loaded.retry} />
      </section>
    )
  if (loaded.status === 'loading')
    return (
      <section class="card placeholder" aria-busy="true">
        <p class="quiet">Loading this day.</p>
      </section>
    )
  const { minutes, events, bouts } = loaded.day
  if (minutes.length === 0 && bouts.length === 0 && events.length === 0) return <EmptyDay day={day} />
  return <Recorded key={day} day={day} range={range} answers={loaded.day} />
}

function EmptyDay({ day }: { readonly day: string }) {
  const { session } = useApp()
  const today = session.day.value.dayOf(session.nowMs.value)
  return (
    <section class="card empty-day">
      <h2>{day > today ? 'This day is still to come' : 'Nothing to replay on this day'}</h2>
      <p class="quiet">
        {day === today
          ? 'Nothing has been recorded yet today.'
          : 'Nothing was recorded. Choose another day above.'}
      </p>
    </section>
  )
}

interface RecordedProps {
  readonly day: string
  readonly range: Span
  readonly answers: DayAnswers
}

function Recorded({ day, range, answers }: RecordedProps) {
  const { session, router } = useApp()
  const isToday = day === session.day.value.dayOf(session.nowMs.value)
  const spans = useBoutSpans({ range, answers, isToday })
  const unknown = useMemo(() => unknownSpans(answers.minutes), [answers.minutes])
  const marks = useDayMarks(range, answers, spans)
  // A link may name any moment of the day, also one at which nothing happened.
  const linkedMs = useMemo(() => momentOf(router.search.peek()), [])
  const { shown, recorded } = replaySpans({ range, answers, spans, marks, linkedMs })
  const player = usePlayer({
    atMs: linkedMs ?? spans[0]?.fromMs ?? recorded.fromMs,
    span: { fromMs: shown.fromMs, toMs: recorded.toMs },
  })
  const asked = router.search.value
  // Asked for by a link on this page; what the player noted itself is where it already is.
  useEffect(() => {
    const atMs = momentOf(asked)
    if (atMs !== null && asked !== momentSearch(player.atMs.peek())) player.seek(atMs)
  }, [asked])
  useReplayKeys({ player, marks, span: recorded })
  return (
    <>
      <section class="card replay-card" aria-label="Replay">
        <ReplaySeat player={player} answers={answers} />
        <Clock player={player} spans={spans} marks={marks} />
        <Facts player={player} answers={answers} />
        <div class="replay-bar">
          <ReplayLine player={player} shown={shown} spans={spans} unknown={unknown} marks={marks} />
          <ReplayControls player={player} marks={marks} />
        </div>
        <Moments marks={marks} player={player} />
      </section>
      <ReplayComments day={day} range={range} player={player} />
    </>
  )
}
