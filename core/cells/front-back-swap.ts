/**
 * Finds plugs in the wrong place from pressure alone. Sit bones carry more than thighs, whoever sits and however: over minutes
 * of sitting the log ratio of ischium to thigh is about 0.4 on soft foam and 1.8 on wood, hardly ever below 0 on either side
 * (0.1 with a leg crossed on soft foam), and two cells of one zone are within a third of each other. So this finds
 *
 *   a zone pair   ischial and thigh cells of one side exchanged, while the other side is right
 *   both sides    the same on both sides (needs more sittings: sitting on a wedge looks similar)
 *   two cells     one ischial and one thigh cell of a side exchanged: each fits in the other's place, and only there
 *
 * It cannot find left exchanged with right, which movement shows (left-right-swap.ts), nor two cells exchanged within a zone,
 * where only the wiring table helps.
 */
import type { Geometry } from '../pressure/geometry.ts'

/** Natural logarithms of ratios of pressure. */
const exchangedLn = -0.4
const asItShouldLn = 0.3
/** Lower, for soft foam, if correcting the plugs would make both sides alike. */
const softlyExchangedLn = -0.2
const softlyAsItShouldLn = 0.2
const alikeLn = 0.3
const bothExchangedLn = -0.5
const outOfPlaceLn = 0.5
const fitsLn = 0.35

export interface SwapFinding {
  readonly cells: readonly number[]
  /** How many sittings in a row must show it. */
  readonly sittings: number
}

/** `levels`: mean pressure of each cell over a sitting, NaN where unknown. Null: nothing is out of place, or it is unclear. */
export function findSwap(levels: ArrayLike<number>, geometry: Geometry): SwapFinding | null {
  const { ischial, thigh } = geometry
  const sides = [
    { ischium: ischial.left, thigh: thigh.left },
    { ischium: ischial.right, thigh: thigh.right },
  ]
  const logs = sides.map(({ ischium, thigh }) => Math.log(mean(levels, ischium) / mean(levels, thigh)))
  const [left = NaN, right = NaN] = logs
  if (left < bothExchangedLn && right < bothExchangedLn) {
    return { cells: sides.flatMap(({ ischium, thigh }) => [...ischium, ...thigh]).sort(upwards), sittings: 5 }
  }
  for (const [own, other, side] of [
    [left, right, sides[0]],
    [right, left, sides[1]],
  ] as const) {
    if (side === undefined) continue
    if (exchanged(own, other)) {
      return { cells: [...side.ischium, ...side.thigh].sort(upwards), sittings: 3 }
    }
    const two = exchangedCells(levels, side)
    if (two !== null) return { cells: two, sittings: 3 }
  }
  return null
}

const exchanged = (own: number, other: number): boolean =>
  (own < exchangedLn && other > asItShouldLn) ||
  (own < softlyExchangedLn && other > softlyAsItShouldLn && Math.abs(own + other) < alikeLn)

function exchangedCells(levels: ArrayLike<number>, { ischium, thigh }: Zones): readonly number[] | null {
  for (const one of ischium) {
    for (const two of thigh) {
      const ischialMates = mean(levels, without(ischium, one))
      const thighMates = mean(levels, without(thigh, two))
      const first = levels[one] ?? NaN
      const second = levels[two] ?? NaN
      if (
        Math.log(first / ischialMates) < -outOfPlaceLn &&
        Math.log(second / thighMates) > outOfPlaceLn &&
        Math.abs(Math.log(second / ischialMates)) < fitsLn &&
        Math.abs(Math.log(first / thighMates)) < fitsLn
      ) {
        return [one, two].sort(upwards)
      }
    }
  }
  return null
}

interface Zones {
  readonly ischium: readonly number[]
  readonly thigh: readonly number[]
}

const upwards = (a: number, b: number): number => a - b
const without = (cells: readonly number[], one: number) => cells.filter((other) => other !== one)

/** NaN for no cells, or when one of them is unknown. */
const mean = (levels: ArrayLike<number>, cells: readonly number[]): number =>
  cells.reduce((sum, i) => sum + (levels[i] ?? NaN), 0) / (cells.length === 0 ? NaN : cells.length)
