/** The parts of chart.js that Sitbone draws with, and nothing more. */
import {
  Chart,
  type ChartConfiguration,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
} from 'chart.js'

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

/** What every line here has in common. `NaN` breaks the line. */
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
