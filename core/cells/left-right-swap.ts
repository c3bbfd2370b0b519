/**
 * Finds left plugs exchanged with right ones from movement: when a body leans, the cells of one side gain load and those of the
 * other lose it, under the sit bones and under the thighs. Once a second, over the loaded cells,
 *
 *   d_i     = ln(level_i) - its slow mean (30 s)
 *   cell    lean = mean d of the other cells of its own half - mean d of the other half, cells out of place excluded
 *           away = d_i - the middle of these two means
 *   zones   lean = mean d of the left thigh - mean d of the right thigh,  away = the same of the sit bones
 *   a       = sum(away lean) / sum |away lean|        over the seconds with a clear lean
 *
 * In its place a is near 1, on the other side near -1. One cell of each side is found after about a dozen leans. When more than
 * one of each is out of place, or sit bones move against thighs, there is no telling which are right, and all cells get the
 * verdict. Time with a leg crossed is ignored.
 *
 * It cannot find a cushion with every cell on the wrong side, or one turned around: both move like a correct one.
 */
import { z } from 'zod'
import type { Geometry } from '../pressure/geometry.ts'

const slowS = 30
/** Natural logarithms: a weight shift begins at 0.36. */
const plainLn = 0.15
/** Evidence fades by half in 240 seconds of clear lean. */
const keptPerSecond = 0.5 ** (1 / 240)
const leastPlainS = 60
const fewestLeans = 8
/** The verdict on the whole cushion needs more. */
const fewestLeansForAll = 16
/**
 * A thigh this much lighter than the other has left the seat; the effect of a crossed leg on the sit bones varies between
 * people.
 */
const legCrossedLn = 1
const wrongBelow = -0.6
const rightAgainFrom = 0
/** More cells than a person would plug in one by one. */
const mostCells = 16

const agreementSchema = z.object({
  sum: z.number(),
  size: z.number(),
  plainS: z.number(),
  /** Leans seen, and the direction of the current one; 0 for none. */
  leans: z.number().int(),
  leaning: z.number().int(),
  wrong: z.boolean(),
})
type Agreement = z.infer<typeof agreementSchema>
export const leftRightSchema = z.object({
  /** Slow mean of ln(level) of each cell; null while the load is too low. */
  slow: z.array(z.number().nullable()),
  cells: z.array(agreementSchema),
  zones: agreementSchema,
})
export type LeftRightState = z.infer<typeof leftRightSchema>

const nothingSeen = (): Agreement => ({ sum: 0, size: 0, plainS: 0, leans: 0, leaning: 0, wrong: false })
export const freshLeftRight = (): LeftRightState => ({ slow: [], cells: [], zones: nothingSeen() })

export interface LeftRightSample {
  readonly seated: boolean
  /** Mean pressure of each cell over the last second, including cells that are left out; NaN when unreliable. */
  readonly levels: readonly number[]
  readonly geometry: Geometry
  /** Below this a cell is ignored. */
  readonly least: number
}

/** Once a second. */
export function stepLeftRight(
  state: LeftRightState,
  { seated, levels, geometry, least }: LeftRightSample,
): void {
  if (levels.length > mostCells) return
  if (!seated) {
    forgetLeans(state)
    return
  }
  while (state.cells.length < levels.length) state.cells.push(nothingSeen())
  const logs = new Array<number>(levels.length)
  const moved = new Array<number>(levels.length)
  for (let i = 0; i < levels.length; i++) {
    const level = levels[i] ?? NaN
    const ln = level >= least ? Math.log(level) : NaN
    logs[i] = ln
    moved[i] = ln - (state.slow[i] ?? ln)
  }
  const { half, ischial, thigh } = geometry
  const between = ({ left, right }: Geometry['thigh']) => meanOf(moved, left, -1) - meanOf(moved, right, -1)
  const thighs = between(thigh)
  // The slow mean waits until both feet are down again; otherwise it would see a lean.
  if (Math.abs(thighs) > legCrossedLn) {
    endLeans(state)
    return
  }
  state.slow = logs.map((ln, i) => (Number.isNaN(ln) ? null : ln - ((moved[i] ?? 0) * (slowS - 1)) / slowS))
  const sitBones = between(ischial)
  note(state.zones, { lean: thighs, away: sitBones, least: plainLn }, fewestLeansForAll)
  const trusted = moved.map((value, i) => (state.cells[i]?.wrong === true ? NaN : value))
  for (const [own, other] of [
    [half.left, half.right],
    [half.right, half.left],
  ] as const) {
    const far = meanOf(trusted, other, -1)
    for (const i of own) {
      const near = meanOf(trusted, own, i)
      const away = (moved[i] ?? NaN) - (near + far) / 2
      note(state.cells[i] ?? nothingSeen(), { away, lean: near - far, least: 0 }, fewestLeans)
    }
  }
}

interface Movement {
  readonly away: number
  readonly lean: number
  /** Below this `away` is not meaningful. */
  readonly least: number
}

function note(seen: Agreement, { away, lean, least }: Movement, leastLeans: number): void {
  if (!(Math.abs(lean) >= plainLn && Math.abs(away) >= least)) {
    seen.leaning = 0
    return
  }
  const way = Math.sign(lean)
  if (seen.leaning !== way) seen.leans++
  seen.leaning = way
  seen.sum = keptPerSecond * seen.sum + away * lean
  seen.size = keptPerSecond * seen.size + Math.abs(away * lean)
  seen.plainS++
  if (seen.plainS >= leastPlainS && seen.leans >= leastLeans)
    seen.wrong = seen.sum / seen.size < (seen.wrong ? rightAgainFrom : wrongBelow)
}

/** Frames are missing, or nobody sits: movement in that time was not seen. */
export function forgetLeans(state: LeftRightState): void {
  state.slow.length = 0
  endLeans(state)
}

function endLeans({ cells, zones }: LeftRightState): void {
  for (const seen of [...cells, zones]) seen.leaning = 0
}

/** The cells on the wrong side, in order; empty when there are none or it is unclear. */
export function cellsOnOtherSide({ cells, zones }: LeftRightState, { half }: Geometry): readonly number[] {
  const all = [...half.left, ...half.right]
  if (zones.wrong) return all
  const wrongOf = (own: readonly number[]) => own.filter((i) => cells[i]?.wrong === true)
  const [left, right] = [wrongOf(half.left), wrongOf(half.right)]
  if (left.length === 0 || right.length === 0) return []
  if (left.length === 1 && right.length === 1) return [...left, ...right]
  return all.every((i) => (cells[i]?.leans ?? 0) >= fewestLeansForAll) ? all : []
}

/** Mean over the known cells except one; NaN when there are none. */
function meanOf(values: readonly number[], cells: readonly number[], but: number): number {
  let sum = 0
  let n = 0
  for (let j = 0; j < cells.length; j++) {
    const i = cells[j] ?? -1
    const value = values[i] ?? NaN
    if (i === but || Number.isNaN(value)) continue
    sum += value
    n++
  }
  return n === 0 ? NaN : sum / n
}
