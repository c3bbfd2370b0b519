/** A cushion drawn from above, front up: a smooth picture, every cell's value as a number, the centre of pressure. */
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { useApp } from '../session/app-context.ts'
import { cssColour, scaleStops, scaleTable } from './charts/pressure-scale.ts'
import { type Cells, type SeatFrame, seatField, seatFrame } from './charts/seat-field.ts'

const unitsPerCm = 10

export type CellValues = readonly (number | null)[]

interface SeatPictureProps {
  readonly cells: Cells
  readonly values: CellValues
  /** Where the scale of colours ends. */
  readonly end: number
  readonly figure: (value: number | null | undefined) => string
  /** What the figures are in, for people who listen. */
  readonly unit: string
  /** Why a cell does not count; null: it does. */
  readonly fault: (index: number) => string | null
  readonly centre: { readonly x: number; readonly y: number } | null
  readonly muted: boolean
  readonly children?: ComponentChildren
}

export function SeatPicture({ muted, children, ...picture }: SeatPictureProps) {
  const { cells, values, end } = picture
  const frame = useMemo(() => seatFrame(cells), [cells])
  return (
    <div class={`cushion${muted ? ' muted' : ''}`}>
      <p class="edge front">front</p>
      <div
        class="cushion-picture"
        style={{ aspectRatio: `${frame.maxX - frame.minX} / ${frame.maxY - frame.minY}` }}
      >
        <Field cells={cells} frame={frame} values={values} end={end} />
        <Dots {...picture} frame={frame} />
      </div>
      <p class="edge back">
        <span class="left">left</span>
        <span>back</span>
        <span class="right">right</span>
      </p>
      {children}
    </div>
  )
}

export function ScaleLegend({ words }: { readonly words: string }) {
  const dark = useApp().preferences.dark.value
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

interface FieldProps extends Pick<SeatPictureProps, 'cells' | 'values' | 'end'> {
  readonly frame: SeatFrame
}

function Field({ cells, frame, values, end }: FieldProps) {
  const dark = useApp().preferences.dark.value
  const canvas = useRef<HTMLCanvasElement>(null)
  const field = useMemo(() => seatField(cells, frame), [cells, frame])
  const heights = useMemo(() => new Float32Array(field.width * field.height), [field])
  const colours = useMemo(() => scaleTable({ dark }), [dark])
  const image = useMemo(() => new ImageData(field.width, field.height), [field])
  // In the same frame as the figures: a later effect costs another frame for each reading.
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context) return
    field.fill(values, heights)
    for (let at = 0; at < heights.length; at += 1) {
      const colour = Math.min(255, Math.max(0, Math.round(((heights[at] ?? 0) / end) * 255))) * 3
      image.data[at * 4] = colours[colour] ?? 0
      image.data[at * 4 + 1] = colours[colour + 1] ?? 0
      image.data[at * 4 + 2] = colours[colour + 2] ?? 0
      image.data[at * 4 + 3] = 255
    }
    context.putImageData(image, 0, 0)
  }, [values, end, field, heights, image, colours])
  return <canvas ref={canvas} width={field.width} height={field.height} />
}

type DotsProps = Omit<SeatPictureProps, 'muted' | 'children'> & { readonly frame: SeatFrame }

function Dots({ cells, frame, values, figure, unit, fault, centre }: DotsProps) {
  const x = (cm: number): number => (cm - frame.minX) * unitsPerCm
  const y = (cm: number): number => (frame.maxY - cm) * unitsPerCm
  const words = cells.map((_, index) => figure(values[index]))
  const summary = cells
    .map((cell, index) => `${cell.zone.replace('-', ' ')} ${words[index] ?? '–'}`)
    .join(', ')
  return (
    <svg
      class={cells.length > 16 ? 'grid-cells' : undefined}
      viewBox={`0 0 ${(frame.maxX - frame.minX) * unitsPerCm} ${(frame.maxY - frame.minY) * unitsPerCm}`}
      role="img"
      aria-label={`Pressure per cell in ${unit}: ${summary}`}
    >
      {cells.map((cell, index) => {
        const wrong = fault(index)
        const radius = Math.min(11, (frame.spacingCm[index] ?? 4) * unitsPerCm * 0.41)
        const text = words[index] ?? '–'
        const size = radius * (text.length > 2 ? 0.8 : 1)
        return (
          <g
            key={index}
            class={`cell${wrong === null ? '' : ' bad'}`}
            transform={`translate(${x(cell.xCm)} ${y(cell.yCm)})`}
          >
            <title>{`Cell ${index}, ${cell.zone.replace('-', ' ')}${wrong === null ? '' : `, ${wrong}`}`}</title>
            <circle r={radius} />
            {wrong === null ? (
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
      {centre !== null && (
        <g class="centre" transform={`translate(${x(centre.x)} ${y(centre.y)})`}>
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
