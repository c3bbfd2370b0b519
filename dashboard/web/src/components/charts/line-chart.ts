/** Registers only the parts of chart.js that Sitbone uses. */
import { Chart, Filler, LinearScale, LineController, LineElement, PointElement } from 'chart.js'
import type { LineChart, LineConfiguration } from './chart-setup.ts'

export function lineChart(canvas: HTMLCanvasElement, configuration: LineConfiguration): LineChart {
  Chart.register(LineController, LineElement, PointElement, LinearScale, Filler)
  return new Chart(canvas, configuration)
}
