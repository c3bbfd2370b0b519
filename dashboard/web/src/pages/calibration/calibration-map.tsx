/** The cushion from above during calibration: the next cell, and the result of finished ones. */
import { useMemo } from 'preact/hooks'
import type { CushionInfo } from '../../../../../contract/info.ts'
import { seatFrame } from '../../components/charts/seat-field.ts'
import { type Procedure, verdictWordsOf } from './calibration-words.ts'

interface CalibrationMapProps {
  readonly layout: CushionInfo['layout']
  readonly procedure: Procedure
  readonly current: number | null
}

const unitsPerCm = 10

export function CalibrationMap({ layout, procedure, current }: CalibrationMapProps) {
  const frame = useMemo(() => seatFrame(layout.cells), [layout])
  const [width, height] = [frame.maxX - frame.minX, frame.maxY - frame.minY]
  return (
    <section class="card calibration-map" aria-label="Cells">
      <h2 class="label">Seat, seen from above</h2>
      <div class="cushion">
        <p class="edge front">front</p>
        <div class="cushion-picture" style={{ aspectRatio: `${width} / ${height}` }}>
          <svg viewBox={`0 0 ${width * unitsPerCm} ${height * unitsPerCm}`} aria-hidden="true">
            {layout.cells.map((cell, index) => {
              const work = procedure.cells.find((entry) => entry.index === index)
              const radius = Math.min(13, (frame.spacingCm[index] ?? 4) * unitsPerCm * 0.42)
              const state =
                index === current ? 'current' : work === undefined ? 'kept' : (work.fit?.verdict ?? 'open')
              return (
                <g
                  key={index}
                  class={`calibration-cell is-${state}`}
                  transform={`translate(${(cell.xCm - frame.minX) * unitsPerCm} ${(frame.maxY - cell.yCm) * unitsPerCm})`}
                >
                  {index === current && <circle class="ring" r={radius + 3.5} />}
                  <circle r={radius} />
                  <text y={radius * 0.36} font-size={radius}>
                    {index}
                  </text>
                </g>
              )
            })}
          </svg>
        </div>
        <p class="edge back">
          <span class="left">left</span>
          <span>back</span>
          <span class="right">right</span>
        </p>
      </div>
      <p class="small calibration-key">
        {(['pass', 'warn', 'fail'] as const).map((verdict) => (
          <span key={verdict} class={`verdict-key is-${verdict}`}>
            {verdictWordsOf(procedure)[verdict]}
          </span>
        ))}
      </p>
    </section>
  )
}
