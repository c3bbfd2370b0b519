/** What the line charts share; chart.js itself is loaded when the first one is drawn. */
import type { LineChart, LineConfiguration } from './line-chart.ts'
import type { Palette } from './palette.ts'

/**
 * Draws a chart, and calls `drawn` with it; both what this and what `drawn` returns end it. chart.js is as large as all else that
 * a page needs, so the figures do not wait for it.
 */
export function drawChart(
  canvas: HTMLCanvasElement,
  configuration: LineConfiguration,
  drawn: (chart: LineChart) => (() => void) | undefined = () => undefined,
): () => void {
  let end: (() => void) | null = () => undefined
  import('./line-chart.ts').then(
    ({ lineChart }) => {
      if (end === null) return
      const chart = lineChart(canvas, configuration)
      const stop = drawn(chart)
      end = () => {
        stop?.()
        chart.destroy()
      }
    },
    // The server is gone or newer; the header or a note already says so.
    () => undefined,
  )
  return () => {
    end?.()
    end = null
  }
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
