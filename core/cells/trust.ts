/**
 * What each cell counts for. A cell whose value cannot be believed counts for nothing. One whose value is fine but whose place is
 * in doubt counts as sitting (occupancy, contact, time) and for no side. When that would leave no cell for either side, the sides
 * themselves are in doubt: all cells count, and both sides show the worse one, so that doubt never makes a limit easier.
 */
import type { Calibration } from '../model/schemas/calibration.ts'
import type { Geometry } from '../pressure/geometry.ts'
import { type CellHealthState, leftOut } from './state.ts'

export interface Trust {
  /** 1: the value of the cell means nothing. */
  readonly disbelieved: Uint8Array
  /** 1: the cell counts for no zone. */
  readonly outOfZone: Uint8Array
  sidesInDoubt: boolean
}

export const freshTrust = (cells: number): Trust => ({
  disbelieved: new Uint8Array(cells),
  outOfZone: new Uint8Array(cells),
  sidesInDoubt: false,
})

/** From the verdicts. A cell that failed calibration is disbelieved, too. */
export function judgeTrust(
  trust: Trust,
  { cells }: CellHealthState,
  { calibration, geometry }: { calibration: Calibration | null; geometry: Geometry },
): void {
  const { disbelieved, outOfZone } = trust
  cells.forEach(({ verdict }, index) => {
    const failed = calibration?.cells[index]?.verdict === 'fail'
    disbelieved[index] = failed || (leftOut(verdict) && verdict !== 'swapped') ? 1 : 0
    outOfZone[index] = failed || leftOut(verdict) ? 1 : 0
  })
  const ischial = [...geometry.ischial.left, ...geometry.ischial.right]
  const none = (marks: Uint8Array) => ischial.every((index) => marks[index] === 1)
  trust.sidesInDoubt = none(outOfZone) && !none(disbelieved)
  if (trust.sidesInDoubt) outOfZone.set(disbelieved)
}
