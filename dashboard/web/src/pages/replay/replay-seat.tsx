/** The seat at one moment of the past, and beside it what is known of that moment. */
import { useMemo, useRef } from 'preact/hooks'
import { replayStepMs } from '../../../../../core/model/replay.ts'
import { highestLimitKpa, scaleEndKpa } from '../../components/charts/pressure-scale.ts'
import type { Cells } from '../../components/charts/seat-field.ts'
import { type CellValues, ScaleLegend, SeatPicture } from '../../components/seat-picture.tsx'
import { ProblemNote } from '../../components/state-card.tsx'
import { useApp } from '../../session/app-context.ts'
import type { DayAnswers } from '../../session/day/day-answers.ts'
import type { BoutSpan } from '../../session/day/day-shape.ts'
import { cellFigure, scaleWords } from '../../words/units.ts'
import { currentMark, type DayMark } from './replay-marks.ts'
import type { Picture } from './replay-picture.ts'
import type { ReplayPlayer } from './replay-player.ts'
import {
  calibrationWords,
  minuteAt,
  otherLayoutWords,
  pictureWords,
  relativeWords,
  sideFigures,
  sittingWords,
} from './replay-words.ts'

interface ReplaySeatProps {
  readonly player: ReplayPlayer
  readonly answers: DayAnswers
  readonly spans: readonly BoutSpan[]
  readonly marks: readonly DayMark[]
}

/** Of boards that do not say it. */
const usualBits = 10

export function ReplaySeat(props: ReplaySeatProps) {
  const { player, answers } = props
  const { session } = useApp()
  const picture = player.picture.value
  const cells = useCells(picture)
  return (
    <div class="replay-seat">
      {cells === null ? (
        <p class="quiet cushion">The cushion has not reported its cells yet, so the seat cannot be drawn.</p>
      ) : (
        <Seat picture={picture} cells={cells} minutes={answers.minutes} />
      )}
      <div class="replay-facts">
        <Clock {...props} />
        <Sides player={player} minutes={answers.minutes} />
        <div class="replay-notes small">
          <p>{pictureWords(picture, replayStepMs(player.speed.value))}</p>
          {picture.kind === 'reading' && picture.step.kpa === null && <p>{relativeWords}</p>}
          {calibrationWords(answers.events, session.day.value.time).map((words) => (
            <p key={words}>{words}</p>
          ))}
        </div>
        {picture.kind === 'problem' && (
          <ProblemNote problem={picture.problem} onRetry={() => player.retry()} />
        )}
      </div>
    </div>
  )
}

/** A gap is drawn with the layout of the last reading. */
function useCells(picture: Picture): Cells | null {
  const { session } = useApp()
  const last = useRef<Cells | null>(null)
  if (picture.kind === 'reading') last.current = picture.layout?.cells ?? null
  return last.current ?? session.info.value?.layout.cells ?? null
}

interface SeatProps extends Pick<DayAnswers, 'minutes'> {
  readonly picture: Picture
  readonly cells: Cells
}

function Seat({ picture, cells, minutes }: SeatProps) {
  const { session, preferences } = useApp()
  const unit = preferences.unit.value
  const last = useRef(picture)
  // While a window loads, what was shown stands on, without its colours.
  if (picture.kind !== 'loading') last.current = picture
  const step = last.current.kind === 'reading' ? last.current.step : null
  const peakKpa = useMemo(
    () => Math.max(0, ...minutes.map((one) => Math.max(one.leftMaxKpa ?? 0, one.rightMaxKpa ?? 0))),
    [minutes],
  )
  const counted = step !== null && step.kpa === null
  const recorded = step === null ? null : (step.kpa ?? step.counts ?? none)
  const fits = recorded === null || recorded.length === cells.length
  const values = recorded !== null && fits ? recorded : none
  const mostCounts = 2 ** (session.info.value?.board?.bits ?? usualBits) - 1
  const end = counted ? mostCounts : scaleEndKpa(highestLimitKpa(session.tolerance.value), peakKpa)
  const over = fits ? overWords[picture.kind] : otherLayoutWords(recorded.length, cells.length)
  return (
    <div class="replay-picture">
      <SeatPicture
        cells={cells}
        values={values}
        end={end}
        figure={(value) =>
          counted ? (value == null ? '–' : String(Math.round(value))) : cellFigure(value, unit)
        }
        unit={counted ? 'counts' : unit}
        fault={(index) => (values.length > 0 && values[index] === null ? 'left out' : null)}
        centre={step?.copCm ?? null}
        muted={picture.kind === 'loading'}
      >
        {over !== null && <p class="replay-over">{over}</p>}
      </SeatPicture>
      <ScaleLegend words={counted ? `0–${mostCounts} counts` : scaleWords(end, unit)} />
    </div>
  )
}

const none: CellValues = []

/** Over the empty picture. */
const overWords: Readonly<Record<Picture['kind'], string | null>> = {
  reading: null,
  minute: 'Only minutes are kept',
  gap: 'No readings',
  loading: null,
  problem: 'Not loaded',
}

function Clock({ player, spans, marks }: ReplaySeatProps) {
  const { session } = useApp()
  const { clock, time } = session.day.value
  const atMs = player.atMs.value
  const mark = currentMark(marks, atMs)
  return (
    <div class="replay-clock">
      <p class="replay-time">{clock(atMs)}</p>
      <p class="replay-sitting">{sittingWords(player.picture.value, atMs, { spans, time })}</p>
      <p class="small replay-mark">
        {mark !== null && (
          <>
            <strong>{time(mark.atMs)}</strong> {mark.words}
          </>
        )}
      </p>
    </div>
  )
}

function Sides({ player, minutes }: Pick<DayAnswers, 'minutes'> & Pick<ReplaySeatProps, 'player'>) {
  const unit = useApp().preferences.unit.value
  const picture = player.picture.value
  // Changes with the picture alone, not with each tenth of a second.
  const minute = minuteAt(minutes, picture.kind === 'reading' ? picture.step.atMs : player.atMs.value)
  const figures = sideFigures(picture, minute, unit)
  return (
    <div class="sides replay-sides">
      {(['left', 'right'] as const).map((side) => (
        <div key={side}>
          <h2 class={`label ${side}`}>{side === 'left' ? 'Left' : 'Right'}</h2>
          <p class="side-figure">
            <b>{figures[side]}</b> {figures.unit}
          </p>
        </div>
      ))}
    </div>
  )
}
