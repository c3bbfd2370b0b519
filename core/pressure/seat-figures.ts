/** Figures of the whole seat from the levels of its cells: PPI of each side, centre of pressure. NaN is unknown. */
import { averaged, averagingWeight } from './averaging.ts'
import type { Geometry } from './geometry.ts'
import { centreOfPressureCm, seatLevel, sidePpiKpa, worseSideKpa } from './metrics.ts'
import type { CellMemory, Readings } from './readings.ts'

/** A saturated cell counts as a lower bound only when a neighbour carries at least this share of its value. */
const plausibleShare = 0.25

export interface SeatFigures {
  /** Level of each ischial zone now, and averaged (the PPI). */
  readonly instant: { left: number; right: number }
  readonly ppi: { left: number; right: number }
  /** Averaged (cm). */
  readonly cop: { x: number; y: number }
}

export const freshSeat = (): SeatFigures => ({
  instant: { left: NaN, right: NaN },
  ppi: { left: NaN, right: NaN },
  cop: { x: NaN, y: NaN },
})

/** A gap: nothing is averaged across it. */
export function forgetSeat({ instant, ppi, cop }: SeatFigures): void {
  instant.left = NaN
  instant.right = NaN
  ppi.left = NaN
  ppi.right = NaN
  cop.x = NaN
  cop.y = NaN
}

/** The seat since the last frame. */
export interface SeatReading {
  /** Of the whole seat now: `seatLevel`. */
  readonly level: number
  /** Mean of each ischial zone over the time since the last frame. */
  readonly left: number
  readonly right: number
}

/** Takes the counts of one frame, `dtMs` after the previous one, gaps included. */
export function readSeat(
  { instant, ppi, cop }: SeatFigures,
  frame: { readonly counts: readonly number[]; readonly dtMs: number },
  cells: {
    readonly readings: Readings
    readonly geometry: Geometry
    readonly trust: {
      readonly disbelieved: Uint8Array
      readonly outOfZone: Uint8Array
      sidesInDoubt: boolean
    }
    readonly state: CellMemory
  },
): SeatReading {
  const { geometry, readings, trust, state } = cells
  readings.read(frame, trust.disbelieved, state)
  const { level, zoneLevel } = readings
  for (let i = 0; i < geometry.cells; i++) {
    // Alone at the top among lightly loaded neighbours: shorted, not pressed. Left out at once, before it spoils the zone.
    if (readings.saturated[i] === 1 && !plausibleTop(i, readings, geometry)) level[i] = NaN
  }
  readings.setZoneLevels(trust.outOfZone)
  const wasLeft = instant.left
  const wasRight = instant.right
  const worse = trust.sidesInDoubt ? worseSideKpa(zoneLevel, geometry) : null
  instant.left = worse ?? sidePpiKpa(zoneLevel, 'left', geometry)
  instant.right = worse ?? sidePpiKpa(zoneLevel, 'right', geometry)
  const weight = averagingWeight(frame.dtMs)
  ppi.left = averaged(ppi.left, instant.left, weight)
  ppi.right = averaged(ppi.right, instant.right, weight)
  const centre = centreOfPressureCm(level, geometry)
  cop.x = averaged(cop.x, centre.x, weight)
  cop.y = averaged(cop.y, centre.y, weight)
  return {
    level: seatLevel(level, geometry),
    left: between(wasLeft, instant.left),
    right: between(wasRight, instant.right),
  }
}

/** Can a cell at the top of its range be right, because a neighbour carries a fair share of its value? */
export function plausibleTop(
  index: number,
  readings: Pick<Readings, 'topLevel' | 'level'>,
  { neighbours }: Pick<Geometry, 'neighbours'>,
): boolean {
  const least = plausibleShare * readings.topLevel(index)
  return (neighbours[index] ?? []).some((other) => (readings.level[other] ?? NaN) >= least)
}

/** Mean over the interval between two readings; the later one alone when the earlier is unknown. */
const between = (was: number, is: number): number => (Number.isNaN(was) ? is : (was + is) / 2)
