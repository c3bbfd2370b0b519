/** A chart.js plugin: limit lines, gaps that say "no data", and weight shifts, drawn in data coordinates. */
import type { Chart, Plugin } from 'chart.js'
import type { CushionEvent } from '../../../../../core/model/schemas/events.ts'
import type { Gap } from '../../session/cushion/strip.ts'
import { chartFont } from './chart-setup.ts'
import type { Palette } from './palette.ts'

export interface Marks {
  readonly palette: Palette
  readonly limits: readonly { readonly y: number; readonly label: string; readonly colour: string }[]
  readonly gaps: readonly Gap[]
  readonly moments: readonly { readonly atMs: number; readonly label: string }[]
}

/** Where limits were changed. */
export const limitMoments = (events: readonly CushionEvent[]): Marks['moments'] =>
  events
    .filter(({ kind }) => kind === 'tolerance-changed')
    .map(({ at }) => ({ atMs: Date.parse(at), label: 'limits changed' }))

const labelWidth = 44
const leastLabelled = 4

export function marksPlugin(current: () => Marks | null): Plugin<'line'> {
  return {
    id: 'sitbone-marks',
    beforeDatasetsDraw(chart) {
      const marks = current()
      if (marks) drawGaps(chart, marks)
    },
    afterDatasetsDraw(chart) {
      const marks = current()
      if (!marks) return
      drawLimits(chart, marks)
      drawMoments(chart, marks)
    },
  }
}

function drawGaps(chart: Chart<'line'>, marks: Marks): void {
  const { ctx, chartArea: area } = chart
  const x = chart.scales.x
  if (!x) return
  ctx.save()
  ctx.font = `${chartFont.size}px ${chartFont.family}`
  ctx.textAlign = 'center'
  for (const gap of marks.gaps) {
    const from = Math.max(area.left, x.getPixelForValue(gap.fromMs))
    const to = Math.min(area.right, x.getPixelForValue(gap.toMs))
    if (to - from < 1) continue
    ctx.fillStyle = marks.palette.line
    ctx.globalAlpha = 0.55
    ctx.fillRect(from, area.top, to - from, area.bottom - area.top)
    ctx.globalAlpha = 1
    // On a whole day a short gap is too narrow for a label, so it is only shaded.
    if (to - from < leastLabelled) continue
    ctx.fillStyle = marks.palette.quiet
    const middle = Math.min(
      area.right - labelWidth / 2,
      Math.max(area.left + labelWidth / 2, (from + to) / 2),
    )
    ctx.fillText('no data', middle, area.bottom - 8)
  }
  ctx.restore()
}

function drawLimits(chart: Chart<'line'>, marks: Marks): void {
  const { ctx, chartArea: area } = chart
  const y = chart.scales.y
  if (!y) return
  ctx.save()
  ctx.font = `${chartFont.size}px ${chartFont.family}`
  ctx.lineJoin = 'round'
  ctx.textAlign = 'right'
  for (const limit of marks.limits) {
    const at = y.getPixelForValue(limit.y)
    if (at < area.top - 1 || at > area.bottom) continue
    ctx.strokeStyle = limit.colour
    ctx.lineWidth = 1.3
    ctx.setLineDash([5, 4])
    ctx.beginPath()
    ctx.moveTo(area.left, at)
    ctx.lineTo(area.right, at)
    ctx.stroke()
    // Outlined in the card's colour, because the pressure line may cross the text.
    ctx.strokeStyle = marks.palette.card
    ctx.lineWidth = 4
    ctx.setLineDash([])
    ctx.strokeText(limit.label, area.right, at - 5)
    ctx.fillStyle = limit.colour
    ctx.fillText(limit.label, area.right, at - 5)
  }
  ctx.restore()
}

function drawMoments(chart: Chart<'line'>, marks: Marks): void {
  const { ctx, chartArea: area } = chart
  const x = chart.scales.x
  if (!x) return
  ctx.save()
  ctx.font = `${chartFont.size}px ${chartFont.family}`
  ctx.fillStyle = marks.palette.quiet
  ctx.textAlign = 'center'
  let labelledTo = Number.NEGATIVE_INFINITY
  for (const moment of marks.moments) {
    const at = x.getPixelForValue(moment.atMs)
    if (at < area.left || at > area.right) continue
    ctx.beginPath()
    ctx.moveTo(at, area.top + 2)
    ctx.lineTo(at - 4, area.top - 5)
    ctx.lineTo(at + 4, area.top - 5)
    ctx.fill()
    const half = ctx.measureText(moment.label).width / 2
    const middle = Math.min(area.right - half, Math.max(area.left + half, at))
    if (middle - half < labelledTo + 6) continue
    labelledTo = middle + half
    ctx.fillText(moment.label, middle, area.top - 9)
  }
  ctx.restore()
}
