/** Pressure over one day: minute means of both sides, with a band up to each minute's peak. */
import { useEffect, useRef } from 'preact/hooks'
import type { CushionEvent } from '../../../../../core/model/schemas/events.ts'
import type { MinuteSummary } from '../../../../../core/model/schemas/minutes.ts'
import {
  bandEdge,
  drawChart,
  plainLine,
  pressureAxis,
  stillChart,
} from '../../components/charts/chart-setup.ts'
import type { XYPoint } from '../../components/charts/line-chart.ts'
import { palette, withAlpha } from '../../components/charts/palette.ts'
import { limitMoments, marksPlugin } from '../../components/charts/strip-marks.ts'
import { useApp } from '../../session/app-context.ts'
import type { Span } from '../../session/day/day-shape.ts'
import { toUnit } from '../../words/units.ts'

interface DayChartProps {
  readonly minutes: readonly MinuteSummary[]
  readonly events: readonly CushionEvent[]
  readonly unknown: readonly Span[]
  readonly shown: Span
}

type Pick = (minute: MinuteSummary) => number | null

/** Breaks where a minute is missing, empty or unknown: an empty seat has no pressure to draw. */
function line(minutes: readonly MinuteSummary[], value: Pick): XYPoint[] {
  const points: XYPoint[] = []
  let lastMs: number | null = null
  for (const minute of minutes) {
    const y = minute.seatedS > 0 ? value(minute) : null
    if (lastMs !== null && (y === null || minute.atMs - lastMs > 60_000))
      points.push({ x: lastMs + 60_000, y: Number.NaN })
    lastMs = y === null ? null : minute.atMs
    if (y !== null) points.push({ x: minute.atMs + 30_000, y })
  }
  return points
}

export function DayChart({ minutes, events, unknown, shown }: DayChartProps) {
  const { preferences } = useApp()
  const canvas = useRef<HTMLCanvasElement>(null)
  const dark = preferences.dark.value
  const unit = preferences.unit.value
  const relative = minutes.every((minute) => minute.leftMeanKpa === null && minute.rightMeanKpa === null)
  useEffect(() => {
    if (canvas.current === null) return undefined
    const colours = palette({ dark })
    const convert =
      (pick: Pick): Pick =>
      (minute) => {
        const kpa = pick(minute)
        return kpa === null ? null : toUnit(kpa, unit)
      }
    const sets = (side: 'left' | 'right') => {
      const mean: Pick = relative
        ? (minute) => (side === 'left' ? minute.leftMeanRelative : minute.rightMeanRelative)
        : convert((minute) => (side === 'left' ? minute.leftMeanKpa : minute.rightMeanKpa))
      const most: Pick = relative
        ? mean
        : convert((minute) => (side === 'left' ? minute.leftMaxKpa : minute.rightMaxKpa))
      return [
        {
          ...bandEdge,
          data: line(minutes, most),
          backgroundColor: withAlpha(colours[side], 0.15),
          fill: '+1',
        },
        {
          ...plainLine,
          data: line(minutes, mean),
          borderColor: colours[side],
          borderWidth: 1.6,
          fill: false,
        },
      ]
    }
    return drawChart(canvas.current, {
      type: 'line',
      data: { datasets: [...sets('left'), ...sets('right')] },
      plugins: [
        marksPlugin(() => ({ palette: colours, limits: [], gaps: unknown, moments: limitMoments(events) })),
      ],
      options: {
        ...stillChart,
        layout: { padding: { top: 22 } },
        scales: {
          x: {
            type: 'linear',
            min: shown.fromMs,
            max: shown.toMs,
            grid: { display: false },
            border: { display: false },
            ticks: { display: false },
          },
          y: {
            ...pressureAxis(colours),
            // The strip below has the same indent (day.css), so that the hours align.
            afterFit(axis) {
              axis.width = 40
            },
            suggestedMax: relative ? 2 : toUnit(20, unit),
          },
        },
      },
    })
  }, [minutes, events, unknown, shown.fromMs, shown.toMs, dark, unit, relative])
  return (
    <div class="day-canvas">
      <canvas
        ref={canvas}
        role="img"
        aria-label="Pressure of both sides over the day, minute by minute; the figures are in the totals."
      />
    </div>
  )
}
