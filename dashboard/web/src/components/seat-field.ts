/**
 * A smooth picture between the cells, for the eye only: normalised Gaussian weights around each cell, fading to nothing
 * where no cell is near, so that the picture never claims pressure that nobody measured. Low resolution; scaled up by the canvas.
 */
import type { CushionInfo } from '../../../../contract/info.ts'

export type Cells = CushionInfo['layout']['cells']

export interface SeatFrame {
  readonly minX: number
  readonly maxX: number
  readonly minY: number
  readonly maxY: number
  /** Distance to the nearest other cell, cm, per cell. */
  readonly spacingCm: readonly number[]
}

const paddingCm = 5.5
/** How soon the picture fades away from the cells; also lowers a lone cell's peak a little. */
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
  /** Fills `out` (row 0 is the front) with the interpolated value; null cells take no part. */
  fill(values: readonly (number | null)[], out: Float32Array): void
}

export function seatField(cells: Cells, frame: SeatFrame, width = 56): SeatField {
  const height = Math.round((width * (frame.maxY - frame.minY)) / (frame.maxX - frame.minX))
  const weights = cells.map((cell, index) => {
    const sigma = Math.min(3.4, Math.max(1.6, (frame.spacingCm[index] ?? 4) * 1.15))
    const table = new Float32Array(width * height)
    for (let row = 0; row < height; row += 1)
      for (let column = 0; column < width; column += 1) {
        const x = frame.minX + ((column + 0.5) / width) * (frame.maxX - frame.minX)
        const y = frame.maxY - ((row + 0.5) / height) * (frame.maxY - frame.minY)
        const d2 = (x - cell.xCm) ** 2 + (y - cell.yCm) ** 2
        table[row * width + column] = Math.exp(-d2 / (2 * sigma * sigma))
      }
    return table
  })
  const total = new Float32Array(width * height)
  return {
    width,
    height,
    fill(values, out) {
      out.fill(0)
      total.fill(0)
      for (let cell = 0; cell < weights.length; cell += 1) {
        const value = values[cell]
        const table = weights[cell]
        if (value === null || value === undefined || table === undefined) continue
        for (let at = 0; at < out.length; at += 1) {
          const weight = table[at] ?? 0
          out[at] = (out[at] ?? 0) + weight * value
          total[at] = (total[at] ?? 0) + weight
        }
      }
      for (let at = 0; at < out.length; at += 1) {
        const sum = total[at] ?? 0
        out[at] = (out[at] ?? 0) / Math.sqrt(sum * sum + fade)
      }
    },
  }
}
