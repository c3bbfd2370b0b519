/**
 * The last ten minutes, one point a second. Missing seconds, unknown occupancy and null values are gaps: the chart
 * must break its line there and say so. Bounded: older points fall out.
 */
import type { Live, StripPoint } from '../../../../contract/pages.ts'

export const stripWindowMs = 600_000

/** Seconds without a point before a gap is called one; a fast simulator's points lie further apart. */
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

/** Times inside the window without a believable value, also before the first point and after the last. */
export function stripGaps(points: readonly StripPoint[], nowMs: number, speed: number): readonly Gap[] {
  const limitMs = gapAfterMs(speed)
  const gaps: Gap[] = []
  const startMs = nowMs - stripWindowMs
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

/** One line's points with a NaN wherever the line must break. */
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

const toPoint = (live: Live): StripPoint => ({
  atMs: live.atMs,
  leftKpa: live.leftPpiKpa,
  rightKpa: live.rightPpiKpa,
  leftErrorKpa: live.leftErrorKpa,
  rightErrorKpa: live.rightErrorKpa,
  leftRelative: live.leftRelative,
  rightRelative: live.rightRelative,
  occupancy: live.occupancy,
})

/** Takes the server's ten minutes, then one live reading a second. */
export interface StripBuffer {
  reset(points: readonly StripPoint[]): void
  /** True when a new second began. Readings that go back in time (a restarted simulator) begin anew. */
  add(live: Live): boolean
  points(): readonly StripPoint[]
}

export function stripBuffer(): StripBuffer {
  let points: StripPoint[] = []
  const trim = (nowMs: number): void => {
    let first = 0
    while (first < points.length && (points[first]?.atMs ?? nowMs) < nowMs - stripWindowMs - 5_000) first += 1
    if (first > 0) points.splice(0, first)
    if (points.length > 1_200) points.splice(0, points.length - 1_200)
  }
  return {
    reset(next) {
      points = [...next].sort((a, b) => a.atMs - b.atMs)
      const last = points.at(-1)
      if (last) trim(last.atMs)
    },
    add(live) {
      const last = points.at(-1)
      if (last && live.atMs < last.atMs - 60_000) points = []
      else if (last && Math.floor(live.atMs / 1000) <= Math.floor(last.atMs / 1000)) return false
      points.push(toPoint(live))
      trim(live.atMs)
      return true
    },
    points: () => points,
  }
}
