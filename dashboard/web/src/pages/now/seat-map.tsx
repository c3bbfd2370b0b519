/** The cushion from above, front up: a smooth picture, every cell's pressure as a number, the centre of pressure. */
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { CushionInfo } from '../../../../../contract/info.ts'
import type { Live } from '../../../../../core/model/schemas/live.ts'
import type { Tolerance } from '../../../../../core/model/schemas/tolerance.ts'
import {
  cssColour,
  scaleEndKpa,
  scaleEndRelative,
  scaleStops,
  scaleTable,
} from '../../components/charts/pressure-scale.ts'
import { type SeatFrame, seatField, seatFrame } from '../../components/charts/seat-field.ts'
import { Tare } from '../../components/tare.tsx'
import { useApp } from '../../session/app-context.ts'
import { cellFigure, relativeFigure, toUnit } from '../../words/units.ts'
import { CellFaults } from './cell-faults.tsx'

const unitsPerCm = 10

const highestLimitKpa = (tolerance: Tolerance | null): number | null =>
  Math.max(tolerance?.left.pressureKpa ?? 0, tolerance?.right.pressureKpa ?? 0) || null

export function SeatMap() {
  const { session, preferences } = useApp()
  const info = session.info.value
  const live = session.live.value
  const kind = session.freshKind.value
  const dark = preferences.dark.value
  const unit = preferences.unit.value
  const layout = info?.layout ?? null
  const frame = useMemo(() => (layout ? seatFrame(layout.cells) : null), [layout])
  const peak = useRef(0)
  if (info === null || frame === null)
    return (
      <section class="card seat">
        <h2 class="label">Seat, seen from above</h2>
        <p class="quiet">The cushion has not reported its cells yet.</p>
      </section>
    )
  const relative = session.relative.value
  const values = relative ? (live?.relative ?? []) : (live?.kpa ?? [])
  // Halves in about half a minute, so that one spike does not keep the scale wide.
  peak.current *= 0.998
  for (const value of values) if (value !== null && value > peak.current) peak.current = value
  const end = relative
    ? scaleEndRelative
    : scaleEndKpa(highestLimitKpa(session.tolerance.value), peak.current)
  const endWords = relative ? '0–2 × baseline' : `0–${Math.round(toUnit(end, unit))} ${unit}`
  return (
    <section class="card seat" aria-label="Seat map">
      <div class="between head">
        <h2 class="label">Seat, seen from above</h2>
        <Legend dark={dark} words={endWords} />
      </div>
      <div class={`cushion${kind === 'live' ? '' : ' muted'}`}>
        <p class="edge front">front</p>
        <div
          class="cushion-picture"
          style={{ aspectRatio: `${frame.maxX - frame.minX} / ${frame.maxY - frame.minY}` }}
        >
          <Field cells={info.layout.cells} frame={frame} values={values} end={end} dark={dark} />
          <Dots info={info} frame={frame} live={live} values={values} />
        </div>
        <p class="edge back">
          <span class="left">left</span>
          <span>back</span>
          <span class="right">right</span>
        </p>
        {kind !== 'live' && live !== null && (
          <p class="as-of">as of {session.day.value.time(live.atMs)}, not live</p>
        )}
      </div>
      <CellFaults />
      <Tare />
    </section>
  )
}

function Legend({ dark, words }: { readonly dark: boolean; readonly words: string }) {
  const stops = scaleStops({ dark })
  return (
    <div class="scale">
      <svg viewBox="0 0 110 8" preserveAspectRatio="none" aria-hidden="true">
        <defs>
          <linearGradient id={dark ? 'scale-dark' : 'scale-light'}>
            {stops.map((stop, at) => (
              <stop key={cssColour(stop)} offset={at / (stops.length - 1)} stop-color={cssColour(stop)} />
            ))}
          </linearGradient>
        </defs>
        <rect width="110" height="8" rx="3" fill={`url(#${dark ? 'scale-dark' : 'scale-light'})`} />
      </svg>
      <span>{words}</span>
    </div>
  )
}

interface FieldProps {
  readonly cells: CushionInfo['layout']['cells']
  readonly frame: SeatFrame
  readonly values: readonly (number | null)[]
  readonly end: number
  readonly dark: boolean
}

function Field({ cells, frame, values, end, dark }: FieldProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const field = useMemo(() => seatField(cells, frame), [cells, frame])
  const heights = useMemo(() => new Float32Array(field.width * field.height), [field])
  const colours = useMemo(() => scaleTable({ dark }), [dark])
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context) return
    field.fill(values, heights)
    const image = context.createImageData(field.width, field.height)
    for (let at = 0; at < heights.length; at += 1) {
      const colour = Math.min(255, Math.max(0, Math.round(((heights[at] ?? 0) / end) * 255))) * 3
      image.data[at * 4] = colours[colour] ?? 0
      image.data[at * 4 + 1] = colours[colour + 1] ?? 0
      image.data[at * 4 + 2] = colours[colour + 2] ?? 0
      image.data[at * 4 + 3] = 255
    }
    context.putImageData(image, 0, 0)
  }, [values, end, field, heights, colours])
  return <canvas ref={canvas} width={field.width} height={field.height} />
}

interface DotsProps {
  readonly info: CushionInfo
  readonly frame: SeatFrame
  readonly live: Live | null
  readonly values: readonly (number | null)[]
}

function Dots({ info, frame, live, values }: DotsProps) {
  const { session, preferences } = useApp()
  const unit = preferences.unit.value
  const relative = session.relative.value
  const x = (cm: number): number => (cm - frame.minX) * unitsPerCm
  const y = (cm: number): number => (frame.maxY - cm) * unitsPerCm
  const words = info.layout.cells.map((_, index) =>
    relative ? relativeFigure(values[index]).replace(/0$/, '') : cellFigure(values[index], unit),
  )
  const summary = info.layout.cells
    .map((cell, index) => `${cell.zone.replace('-', ' ')} ${words[index] ?? '–'}`)
    .join(', ')
  return (
    <svg
      class={info.layout.cells.length > 16 ? 'grid-cells' : undefined}
      viewBox={`0 0 ${(frame.maxX - frame.minX) * unitsPerCm} ${(frame.maxY - frame.minY) * unitsPerCm}`}
      role="img"
      aria-label={`Pressure per cell in ${relative ? 'times baseline' : unit}: ${summary}`}
    >
      {info.layout.cells.map((cell, index) => {
        const verdict = info.cells.find((entry) => entry.index === index)?.verdict ?? 'ok'
        const radius = Math.min(11, (frame.spacingCm[index] ?? 4) * unitsPerCm * 0.41)
        const text = words[index] ?? '–'
        const size = radius * (text.length > 2 ? 0.8 : 1)
        return (
          <g
            key={index}
            class={`cell${verdict === 'ok' ? '' : ' bad'}`}
            transform={`translate(${x(cell.xCm)} ${y(cell.yCm)})`}
          >
            <title>{`Cell ${index}, ${cell.zone.replace('-', ' ')}${verdict === 'ok' ? '' : `, ${verdict}`}`}</title>
            <circle r={radius} />
            {verdict === 'ok' ? (
              <text y={size * 0.36} font-size={size}>
                {text}
              </text>
            ) : (
              <path
                d={`M${-radius * 0.36} ${-radius * 0.36}L${radius * 0.36} ${radius * 0.36}M${radius * 0.36} ${-radius * 0.36}L${-radius * 0.36} ${radius * 0.36}`}
              />
            )}
          </g>
        )
      })}
      {live?.copX != null && live.copY != null && (
        <g class="centre" transform={`translate(${x(live.copX)} ${y(live.copY)})`}>
          <circle r="6" />
          <path d="M-10 0H10M0-10V10" />
          <text x="14" y="3.6">
            centre
          </text>
        </g>
      )}
    </svg>
  )
}
