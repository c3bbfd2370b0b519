/** Registers only the parts of chart.js that Sitbone uses. */
import {
  Chart,
  type ChartConfiguration,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
} from 'chart.js'
import type { Palette } from './palette.ts'

export interface XYPoint {
  readonly x: number
  readonly y: number
}
export type LineChart = Chart<'line', XYPoint[]>

export function lineChart(
  canvas: HTMLCanvasElement,
  configuration: ChartConfiguration<'line', XYPoint[]>,
): LineChart {
  Chart.register(LineController, LineElement, PointElement, LinearScale, Filler)
  return new Chart(canvas, configuration)
}

/** Options shared by all lines. `NaN` breaks the line. */
export const plainLine = {
  parsing: false as const,
  normalized: true,
  spanGaps: false,
  pointRadius: 0,
  borderWidth: 1.8,
  borderJoinStyle: 'round' as const,
  tension: 0,
}
export const bandEdge = { ...plainLine, borderWidth: 0 }

export const chartFont = { family: "'Inter Variable', system-ui, sans-serif", size: 11 }

/** A chart that fills its place, draws at once and answers no pointer. */
export const stillChart = {
  animation: false as const,
  parsing: false as const,
  normalized: true,
  responsive: true,
  maintainAspectRatio: false,
  events: [],
}

export const tickStyle = (colours: Palette) => ({ color: colours.quiet, font: chartFont })

export const pressureAxis = (colours: Palette) => ({
  type: 'linear' as const,
  min: 0,
  grid: { color: colours.line, drawTicks: false },
  border: { display: false },
  ticks: { ...tickStyle(colours), padding: 8, maxTicksLimit: 6 },
})
