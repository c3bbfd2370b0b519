/**
 * Figures of one reading. Each is a pure function of the cells' pressures `p` (kPa, in the order of the layout; NaN for
 * a cell that is left out) and the geometry. NaN means "not known", never zero.
 */
import type { Geometry, Window } from './geometry.ts'

/** A cell touches the body from 0.67 kPa (5 mmHg), the usual threshold of contact area in pressure mapping. */
export const contactKpa = 0.67

type Pressures = ArrayLike<number>

/** Area-weighted mean (kPa): sum(p a) / sum(a) over the good cells; NaN when none is good. */
export function zoneMeanKpa(p: Pressures, cells: readonly number[], geometry: Geometry): number {
  let force = 0
  let area = 0
  for (let j = 0; j < cells.length; j++) {
    const index = cells[j] ?? 0
    const value = p[index] ?? NaN
    if (Number.isNaN(value)) continue
    const a = geometry.areaCm2[index] ?? 0
    force += value * a
    area += a
  }
  return area > 0 ? force / area : NaN
}

/**
 * Peak pressure index on a grid (kPa): the highest mean pressure of a 9-10 cm2 window; the window follows the peak
 * (Sprigle et al. 2003). A window counts when at least half of its area is good. NaN when none does.
 */
function peakWindowKpa(p: Pressures, windows: readonly Window[], geometry: Geometry): number {
  let best = NaN
  for (const window of windows) {
    let force = 0
    let good = 0
    let all = 0
    for (let j = 0; j < window.cells.length; j++) {
      const index = window.cells[j] ?? 0
      const a = (geometry.areaCm2[index] ?? 0) * (window.shares[j] ?? 0)
      const value = p[index] ?? NaN
      all += a
      if (Number.isNaN(value)) continue
      force += value * a
      good += a
    }
    if (good < all / 2 || good === 0) continue
    const mean = force / good
    if (!(mean <= best)) best = mean
  }
  return best
}

/** PPI of one side: moving window on a grid, zone mean ("zone PPI") on a sparse cushion. Not yet averaged over time. */
export function sidePpiKpa(p: Pressures, side: 'left' | 'right', geometry: Geometry): number {
  const windows = geometry.windows[side]
  return windows === null
    ? zoneMeanKpa(p, geometry.ischial[side], geometry)
    : peakWindowKpa(p, windows, geometry)
}

/**
 * PPI of the worse side (kPa) when it is not known which cells belong to which: the most loaded cells under the sit bones, as many
 * as one side has. On a grid, the worse of the two peaks.
 */
export function worseSideKpa(p: Pressures, geometry: Geometry): number {
  const { ischial, windows } = geometry
  const of = (side: 'left' | 'right') => sidePpiKpa(p, side, geometry)
  if (windows.left !== null && windows.right !== null) return Math.max(of('left'), of('right'))
  const size = Math.max(ischial.left.length, ischial.right.length)
  const mostLoaded = [...ischial.left, ...ischial.right]
    .filter((index) => !Number.isNaN(p[index] ?? NaN))
    .sort((a, b) => (p[b] ?? 0) - (p[a] ?? 0))
    .slice(0, size)
  return zoneMeanKpa(p, mostLoaded, geometry)
}

/** Contact area (cm2): sum of the areas with p >= 0.67 kPa. */
export function contactAreaCm2(p: Pressures, geometry: Geometry): number {
  let area = 0
  for (let i = 0; i < geometry.cells; i++) if ((p[i] ?? NaN) >= contactKpa) area += geometry.areaCm2[i] ?? 0
  return area
}

/** Centre of pressure (cm): sum(p a x) / sum(p a), and the same of y; NaN when nothing presses. */
export function centreOfPressureCm(
  p: Pressures,
  { cells, areaCm2, xCm, yCm }: Geometry,
): { x: number; y: number } {
  let force = 0
  let x = 0
  let y = 0
  for (let i = 0; i < cells; i++) {
    const value = p[i] ?? NaN
    if (Number.isNaN(value)) continue
    const f = value * (areaCm2[i] ?? 0)
    force += f
    x += f * (xCm[i] ?? 0)
    y += f * (yCm[i] ?? 0)
  }
  return force > 0 ? { x: x / force, y: y / force } : { x: NaN, y: NaN }
}

/** Side balance: 100 (R - L) / (R + L) of the ischial force, -100 (all left) to 100 (all right); NaN without load. */
export function sideBalance(p: Pressures, geometry: Geometry): number {
  const left = zoneMeanKpa(p, geometry.ischial.left, geometry) * zoneArea(geometry.ischial.left, geometry)
  const right = zoneMeanKpa(p, geometry.ischial.right, geometry) * zoneArea(geometry.ischial.right, geometry)
  return left + right > 0 ? (100 * (right - left)) / (left + right) : NaN
}

/** A cell that reads more than this many times the mean of all others is at fault, not pressed: a body spreads its weight. */
const mostTimesOthers = 8

/**
 * Level of the whole seat: area-weighted mean over the good cells, of which the most loaded one counts with at most 8 times the
 * mean of the others (ours). So one cell that rails or flips neither makes a seat look empty when it falls back, nor an object on
 * one cell a person. NaN when no cell is good.
 */
export function seatLevel(p: Pressures, geometry: Geometry): number {
  let force = 0
  let area = 0
  let most = 0
  let mostArea = 0
  for (let i = 0; i < geometry.cells; i++) {
    const value = p[i] ?? NaN
    if (Number.isNaN(value)) continue
    const a = geometry.areaCm2[i] ?? 0
    force += value * a
    area += a
    if (value > most) {
      most = value
      mostArea = a
    }
  }
  if (area <= mostArea) return area > 0 ? force / area : NaN
  const others = force - most * mostArea
  return (others + Math.min(most, (mostTimesOthers * others) / (area - mostArea)) * mostArea) / area
}

/** Total area of cells (cm2), good or not: a zone's force is its mean over the good cells times the whole area. */
const zoneArea = (cells: readonly number[], geometry: Geometry): number =>
  cells.reduce((sum, index) => sum + (geometry.areaCm2[index] ?? 0), 0)
