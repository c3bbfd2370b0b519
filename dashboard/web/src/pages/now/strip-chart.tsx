/** The last ten minutes of both sides, redrawn once a second: bands for the uncertainty, gaps as gaps. */

import { useEffect, useRef } from 'preact/hooks'
import type { StripPoint } from '../../../../../contract/sockets.ts'
import type { CushionEvent } from '../../../../../core/model/schemas/events.ts'
import { stripMs } from '../../../../../core/summary/strip.ts'
import {
  bandEdge,
  drawChart,
  plainLine,
  pressureAxis,
  stillChart,
  tickStyle,
} from '../../components/charts/chart-setup.ts'
import type { LineChart, LineConfiguration } from '../../components/charts/line-chart.ts'
import { palette, withAlpha } from '../../components/charts/palette.ts'
import { limitMoments, type Marks, marksPlugin } from '../../components/charts/strip-marks.ts'
import type { App } from '../../session/app-context.ts'
import { useApp } from '../../session/app-context.ts'
import { brokenLine, stripGaps } from '../../session/cushion/strip.ts'
import { limitFigure, type PressureUnit, toUnit } from '../../words/units.ts'

export function StripChart() {
  const app = useApp()
  const { session, preferences } = app
  const canvas = useRef<HTMLCanvasElement>(null)
  const dark = preferences.dark.value
  const unit = preferences.unit.value
  const relative = session.relative.value
  const cushion = session.cushion.value
  // A new cushion, unit or theme rebuilds the chart
  useEffect(() => {
    if (canvas.current === null) return undefined
    let marks: Marks | null = null
    return drawChart(
      canvas.current,
      configurationOf(() => marks, dark),
      (chart) => {
        const redraw = (): void => {
          if (document.hidden) return
          marks = refresh(chart, app, dark)
        }
        redraw()
        const timer = setInterval(redraw, 1_000)
        return () => clearInterval(timer)
      },
    )
  }, [dark, unit, relative, cushion])
  return (
    <div class="strip">
      <div class="between head">
        <h3 class="label">Last ten minutes, {relative ? '× baseline' : unit}</h3>
        <ul class="keys small">
          <li class="key left">left</li>
          <li class="key right">right</li>
          {!relative && <li class="key bound">limit</li>}
        </ul>
      </div>
      <div class="strip-canvas">
        <canvas
          ref={canvas}
          role="img"
          aria-label="Pressure of both sides over the last ten minutes; the present values are shown above."
        />
      </div>
    </div>
  )
}

function configurationOf(marks: () => Marks | null, dark: boolean): LineConfiguration {
  const colours = palette({ dark })
  const line = (side: 'left' | 'right') => [
    { ...bandEdge, data: [], backgroundColor: withAlpha(colours[side], 0.16), fill: '+1' },
    { ...bandEdge, data: [], fill: false },
    { ...plainLine, data: [], borderColor: colours[side], fill: false },
  ]
  return {
    type: 'line',
    data: { datasets: [...line('left'), ...line('right')] },
    plugins: [marksPlugin(marks)],
    options: {
      ...stillChart,
      layout: { padding: { top: 24, right: 2 } },
      scales: {
        x: {
          type: 'linear',
          grid: { display: false },
          border: { display: false },
          afterBuildTicks(axis) {
            axis.ticks = [-10, -7.5, -5, -2.5, 0].map((min) => ({ value: axis.max + min * 60_000 }))
          },
          ticks: {
            ...tickStyle(colours),
            maxRotation: 0,
            align: 'inner',
            callback: (value, _index, all) => {
              const last = all.at(-1)?.value ?? 0
              const min = Math.round((Number(value) - last) / 6_000) / 10
              return min === 0 ? 'now' : min === -10 ? '−10 min' : String(min).replace('-', '−')
            },
          },
        },
        y: pressureAxis(colours),
      },
    },
  }
}

interface SideValues {
  readonly value: (point: StripPoint) => number | null
  readonly error: (point: StripPoint) => number | null
}

const sides: { readonly left: SideValues; readonly right: SideValues } = {
  left: { value: (point) => point.leftKpa, error: (point) => point.leftErrorKpa },
  right: { value: (point) => point.rightKpa, error: (point) => point.rightErrorKpa },
}

function refresh(chart: LineChart, { session, preferences }: App, dark: boolean): Marks {
  const colours = palette({ dark })
  const unit = preferences.unit.peek()
  const relative = session.relative.peek()
  const speed = session.info.peek()?.clock.speed ?? 1
  const nowMs = session.nowMs.peek()
  const points = session.strip.points()
  const limits = limitLines(session.tolerance.peek(), unit, relative, colours.limit)
  let peak = 0
  for (const [at, side] of [sides.left, sides.right].entries()) {
    const value = (point: StripPoint): number | null => {
      if (relative) return at === 0 ? point.leftRelative : point.rightRelative
      const kpa = side.value(point)
      return kpa === null ? null : toUnit(kpa, unit)
    }
    const edge = (sign: 1 | -1) => (point: StripPoint) => {
      const middle = value(point)
      const error = relative ? null : side.error(point)
      return middle === null ? null : Math.max(0, middle + sign * toUnit(error ?? 0, unit))
    }
    const lines = [
      brokenLine(points, speed, edge(1)),
      brokenLine(points, speed, edge(-1)),
      brokenLine(points, speed, value),
    ]
    lines.forEach((line, index) => {
      const dataset = chart.data.datasets[at * 3 + index]
      if (dataset) dataset.data = line
    })
    for (const point of lines[0] ?? []) if (point.y > peak) peak = point.y
  }
  const x = chart.options.scales?.x
  const y = chart.options.scales?.y
  if (x) {
    x.min = nowMs - stripMs
    x.max = nowMs
  }
  const top = Math.max(peak * 1.08, ...limits.map((limit) => limit.y * 1.2), relative ? 2 : toUnit(10, unit))
  const step = relative ? 0.5 : unit === 'kPa' ? 5 : 25
  if (y) y.max = Math.ceil(top / step) * step
  const marks: Marks = {
    palette: colours,
    limits,
    gaps: stripGaps(points, nowMs, speed),
    moments: [...moments(session.recentEvents.peek()), ...limitMoments(session.recentEvents.peek())],
  }
  chart.update('none')
  return marks
}

function limitLines(
  tolerance: App['session']['tolerance']['value'],
  unit: PressureUnit,
  relative: boolean,
  colour: string,
): Marks['limits'] {
  if (relative || tolerance === null) return []
  const left = tolerance.left.pressureKpa
  const right = tolerance.right.pressureKpa
  const line = (kpa: number, who: string) => ({
    y: toUnit(kpa, unit),
    label: `${who}limit ${limitFigure(kpa, unit)}`,
    colour,
  })
  if (left !== null && left === right) return [line(left, '')]
  return [...(left === null ? [] : [line(left, 'left ')]), ...(right === null ? [] : [line(right, 'right ')])]
}

const moments = (events: readonly CushionEvent[]): Marks['moments'] =>
  events
    .filter((event) => event.kind === 'weight-shift' || event.kind === 'pressure-relief')
    .map((event) => ({
      atMs: Date.parse(event.at),
      label: event.kind === 'weight-shift' ? 'weight shift' : 'relief',
    }))
