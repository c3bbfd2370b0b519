/**
 * The last ten minutes as lines. Missing seconds, unknown occupancy and null values are gaps: the chart must break and label
 * the line there.
 */
import type { StripPoint } from '../../../../../contract/sockets.ts'

import { stripMs } from '../../../../../core/summary/strip.ts'

/** Seconds without a point that make a gap; a fast simulator's points are further apart. */
const gapAfterMs = (speed: number): number => 2_500 * Math.max(1, speed)

export interface Gap {
  readonly fromMs: number
  readonly toMs: number
}

const known = (point: StripPoint): boolean =>
  point.occupancy !== 'unknown' &&
  (point.leftKpa !== null ||
    point.rightKpa !== null ||
    point.leftRelative !== null ||
    point.rightRelative !== null)

/** Times in the window without a reliable value, including before the first point and after the last. */
export function stripGaps(points: readonly StripPoint[], nowMs: number, speed: number): readonly Gap[] {
  const limitMs = gapAfterMs(speed)
  const gaps: Gap[] = []
  const startMs = nowMs - stripMs
  let lastMs = startMs
  for (const point of points) {
    if (point.atMs < startMs || point.atMs > nowMs || !known(point)) continue
    if (point.atMs - lastMs > limitMs) gaps.push({ fromMs: lastMs, toMs: point.atMs })
    lastMs = point.atMs
  }
  if (nowMs - lastMs > limitMs) gaps.push({ fromMs: lastMs, toMs: nowMs })
  return gaps
}

export interface XY {
  readonly x: number
  readonly y: number
}

/** Points of one line, with NaN where it must break. */
export function brokenLine(
  points: readonly StripPoint[],
  speed: number,
  value: (point: StripPoint) => number | null,
): XY[] {
  const limitMs = gapAfterMs(speed)
  const line: XY[] = []
  let lastMs: number | null = null
  for (const point of points) {
    const y = point.occupancy === 'unknown' ? null : value(point)
    if (y === null) {
      if (lastMs !== null) line.push({ x: point.atMs, y: Number.NaN })
      lastMs = null
      continue
    }
    if (lastMs !== null && point.atMs - lastMs > limitMs) line.push({ x: lastMs + 1, y: Number.NaN })
    line.push({ x: point.atMs, y })
    lastMs = point.atMs
  }
  return line
}
