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

export interface XYPoint {
  readonly x: number
  readonly y: number
}
export type LineChart = Chart<'line', XYPoint[]>
export type LineConfiguration = ChartConfiguration<'line', XYPoint[]>

export function lineChart(canvas: HTMLCanvasElement, configuration: LineConfiguration): LineChart {
  Chart.register(LineController, LineElement, PointElement, LinearScale, Filler)
  return new Chart(canvas, configuration)
}
