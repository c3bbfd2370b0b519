/**
 * Interpolates a smooth picture between the cells, for display only: normalised Gaussian weights around each cell, fading out
 * where no cell is near, so that the picture never claims unmeasured pressure. Low resolution; the canvas scales it up.
 */
import type { CushionInfo } from '../../../../../contract/info.ts'

export type Cells = Readonly<CushionInfo['layout']['cells']>

export interface SeatFrame {
  readonly minX: number
  readonly maxX: number
  readonly minY: number
  readonly maxY: number
  /** Distance to the nearest other cell, cm, per cell. */
  readonly spacingCm: readonly number[]
}

const paddingCm = 5.5
/** How quickly the picture fades away from cells; also lowers a lone cell's peak a little. */
const fade = 0.3

export function seatFrame(cells: Cells): SeatFrame {
  const xs = cells.map((cell) => cell.xCm)
  const ys = cells.map((cell) => cell.yCm)
  const halfWidth = Math.max(8, ...xs.map(Math.abs)) + paddingCm
  const spacingCm = cells.map((cell, index) => {
    let nearest = Number.POSITIVE_INFINITY
    cells.forEach((other, at) => {
      if (at !== index) nearest = Math.min(nearest, Math.hypot(cell.xCm - other.xCm, cell.yCm - other.yCm))
    })
    return Number.isFinite(nearest) && nearest > 0 ? nearest : 4
  })
  return {
    minX: -halfWidth,
    maxX: halfWidth,
    minY: Math.min(...ys) - paddingCm - 0.5,
    maxY: Math.max(...ys) + paddingCm,
    spacingCm,
  }
}

export interface SeatField {
  readonly width: number
  readonly height: number
  /** Fills `out` (row 0 is the front) with interpolated values; null cells are ignored. */
  fill(values: readonly (number | null)[], out: Float32Array): void
}

/** Adds one cell's weighted value to the sums. */
function add(
  table: Float32Array,
  value: number,
  { out, total }: { out: Float32Array; total: Float32Array },
): void {
  for (let at = 0; at < out.length; at += 1) {
    const weight = table[at] ?? 0
    out[at] = (out[at] ?? 0) + weight * value
    total[at] = (total[at] ?? 0) + weight
  }
}

export function seatField(cells: Cells, frame: SeatFrame, width = 56): SeatField {
  const height = Math.round((width * (frame.maxY - frame.minY)) / (frame.maxX - frame.minX))
  const weights = cells.map((cell, index) => {
    const sigma = Math.min(3.4, Math.max(1.6, (frame.spacingCm[index] ?? 4) * 1.15))
    return Float32Array.from({ length: width * height }, (_, at) => {
      const x = frame.minX + (((at % width) + 0.5) / width) * (frame.maxX - frame.minX)
      const y = frame.maxY - ((Math.floor(at / width) + 0.5) / height) * (frame.maxY - frame.minY)
      const d2 = (x - cell.xCm) ** 2 + (y - cell.yCm) ** 2
      return Math.exp(-d2 / (2 * sigma * sigma))
    })
  })
  const total = new Float32Array(width * height)
  return {
    width,
    height,
    fill(values, out) {
      out.fill(0)
      total.fill(0)
      for (const [cell, table] of weights.entries()) {
        const value = values[cell] ?? null
        if (value !== null) add(table, value, { out, total })
      }
      for (let at = 0; at < out.length; at += 1) {
        const sum = total[at] ?? 0
        out[at] = (out[at] ?? 0) / Math.sqrt(sum * sum + fade)
      }
    },
  }
}
