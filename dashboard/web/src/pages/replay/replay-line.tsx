/** The day as a line of time: bouts, gaps, marks and the moment shown, to drag or to move by keys. */
import { useMemo } from 'preact/hooks'
import { DayTrack, partOf } from '../../components/charts/day-track.tsx'
import { useApp } from '../../session/app-context.ts'
import type { BoutSpan, Span } from '../../session/day/day-shape.ts'
import type { DayMark } from './replay-marks.ts'
import type { ReplayPlayer } from './replay-player.ts'

interface ReplayLineProps {
  readonly player: ReplayPlayer
  readonly shown: Span
  readonly spans: readonly BoutSpan[]
  readonly unknown: readonly Span[]
  readonly marks: readonly DayMark[]
}

export function ReplayLine({ player, shown, spans, unknown, marks }: ReplayLineProps) {
  const { fromMs, toMs } = shown
  const still = useMemo(
    () => (
      <>
        <LineMarks shown={shown} marks={marks} />
        <DayTrack shown={shown} spans={spans} unknown={unknown} lineMs={null} />
      </>
    ),
    [fromMs, toMs, spans, unknown, marks],
  )
  return (
    <div class="replay-line">
      {still}
      <Cursor player={player} shown={shown} />
    </div>
  )
}

/** What begins and ends a bout is in the track already. */
function LineMarks({ shown, marks }: Pick<ReplayLineProps, 'shown' | 'marks'>) {
  return (
    <div class="replay-marks" aria-hidden="true">
      {marks
        .filter(({ kind }) => kind !== 'bout')
        .map(({ atMs, kind }, at) => (
          <span
            key={`${atMs} ${at}`}
            class={`event-mark event-${kind}`}
            style={{ left: `${partOf(shown, atMs) * 100}%` }}
          />
        ))}
    </div>
  )
}

function Cursor({ player, shown }: Pick<ReplayLineProps, 'player' | 'shown'>) {
  const { session } = useApp()
  const atMs = player.atMs.value
  return (
    <>
      <span class="now-line replay-cursor" style={{ left: `${partOf(shown, atMs) * 100}%` }} />
      <input
        type="range"
        class="replay-range"
        aria-label="Moment"
        aria-valuetext={session.day.value.clock(atMs)}
        min={shown.fromMs}
        max={shown.toMs}
        step={1000}
        value={atMs}
        onInput={(event) => player.seek(event.currentTarget.valueAsNumber)}
      />
    </>
  )
}
