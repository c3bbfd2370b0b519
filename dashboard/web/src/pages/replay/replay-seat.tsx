/** The seat at one moment of the past. */
import { useMemo, useRef } from 'preact/hooks'
import { fullScale } from '../../../../../core/model/counting.ts'
import { highestLimitKpa, scaleEndKpa } from '../../components/charts/pressure-scale.ts'
import type { Cells } from '../../components/charts/seat-field.ts'
import { type CellValues, ScaleLegend, SeatPicture } from '../../components/seat-picture.tsx'
import { useApp } from '../../session/app-context.ts'
import type { DayAnswers } from '../../session/day/day-answers.ts'
import { cellFigure, scaleWords } from '../../words/units.ts'
import type { Picture } from './replay-picture.ts'
import type { ReplayPlayer } from './replay-player.ts'
import { otherLayoutWords } from './replay-words.ts'

interface ReplaySeatProps {
  readonly player: ReplayPlayer
  readonly answers: DayAnswers
}

/** Of boards that do not say it. */
const usualBits = 10

export function ReplaySeat({ player, answers }: ReplaySeatProps) {
  const picture = player.picture.value
  const cells = useCells(picture)
  return cells === null ? (
    <p class="quiet replay-picture">
      The cushion has not reported its cells yet, so the seat cannot be drawn.
    </p>
  ) : (
    <Seat picture={picture} cells={cells} minutes={answers.minutes} />
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
  const mostCounts = fullScale(session.info.value?.board ?? { bits: usualBits })
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
