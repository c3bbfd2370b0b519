/** The seat as it is now: the live picture with its scale, faulty cells, and zeroing. */
import { useRef } from 'preact/hooks'
import { highestLimitKpa, scaleEndKpa, scaleEndRelative } from '../../components/charts/pressure-scale.ts'
import { ScaleLegend, SeatPicture } from '../../components/seat-picture.tsx'
import { Tare } from '../../components/tare.tsx'
import { useApp } from '../../session/app-context.ts'
import { cellFigure, relativeFigure, scaleWords } from '../../words/units.ts'
import { CellFaults } from './cell-faults.tsx'

export function SeatMap() {
  const { session, preferences } = useApp()
  const info = session.info.value
  const live = session.live.value
  const kind = session.freshKind.value
  const unit = preferences.unit.value
  const peak = useRef(0)
  if (info === null)
    return (
      <section class="card seat">
        <h2 class="label">Seat, seen from above</h2>
        <p class="quiet">The cushion has not reported its cells yet.</p>
      </section>
    )
  const relative = session.relative.value
  const values = (relative ? live?.relative : live?.kpa) ?? none
  // Halves in about half a minute, so that one spike does not keep the scale wide.
  peak.current *= 0.998
  for (const value of values) if (value !== null && value > peak.current) peak.current = value
  const end = relative
    ? scaleEndRelative
    : scaleEndKpa(highestLimitKpa(session.tolerance.value), peak.current)
  const { copX = null, copY = null } = live ?? {}
  return (
    <section class="card seat" aria-label="Seat map">
      <div class="between head">
        <h2 class="label">Seat, seen from above</h2>
        <ScaleLegend words={relative ? '0–2 × baseline' : scaleWords(end, unit)} />
      </div>
      <SeatPicture
        cells={info.layout.cells}
        values={values}
        end={end}
        figure={(value) => (relative ? relativeFigure(value).replace(/0$/, '') : cellFigure(value, unit))}
        unit={relative ? 'times baseline' : unit}
        fault={(index) => {
          const verdict = info.cells.find((entry) => entry.index === index)?.verdict ?? 'ok'
          return verdict === 'ok' ? null : verdict
        }}
        centre={copX === null || copY === null ? null : { x: copX, y: copY }}
        muted={kind !== 'live'}
      >
        {kind !== 'live' && live !== null && (
          <p class="as-of">as of {session.day.value.time(live.atMs)}, not live</p>
        )}
      </SeatPicture>
      <CellFaults />
      <Tare />
    </section>
  )
}

const none: readonly (number | null)[] = []
