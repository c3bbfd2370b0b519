/**
 * Makes minute summaries. Time is added as it passes; while occupancy is undecided its minutes stay open, and the time moves
 * once it is known.
 */
import { z } from 'zod'
import type { MinuteSummary } from '../model/schemas/minutes.ts'
import type { Occupancy } from '../model/schemas/occupancy.ts'

const minuteMs = 60_000
/** A gap longer than this leaves minutes missing instead of unknown. */
const fillMs = 10 * minuteMs

const sideSchema = z.object({ kpaMs: z.number(), ms: z.number(), max: z.number().nullable() })
const openSchema = z.object({
  atMs: z.number(),
  ms: z.object({ occupied: z.number(), empty: z.number(), unknown: z.number() }),
  left: sideSchema,
  right: sideSchema,
  load: z.object({ left: z.number(), right: z.number() }).nullable(),
  weightShifts: z.number(),
  pressureReliefs: z.number(),
  movements: z.number(),
  frames: z.number(),
})
export const minutesSchema = z.object({ open: z.array(openSchema) })
export type MinutesState = z.infer<typeof minutesSchema>
type OpenMinute = z.infer<typeof openSchema>
export const freshMinutes = (): MinutesState => ({ open: [] })

export interface MinuteSample {
  readonly kind: Occupancy
  readonly fromMs: number
  readonly toMs: number
  /** Is a person on the seat right now? Only then is there a seated pressure. */
  readonly person: boolean
  /** Mean pressure of the interval and PPI at its end, in the unit of the mode; NaN unknown. */
  readonly left: number
  readonly right: number
  readonly leftPpi: number
  readonly rightPpi: number
}

export function addTime(state: MinutesState, sample: MinuteSample): void {
  let { fromMs } = sample
  while (fromMs < sample.toMs) {
    const minute = minuteAt(state, fromMs)
    const toMs = Math.min(sample.toMs, minute.atMs + minuteMs)
    const ms = toMs - fromMs
    minute.ms[sample.kind] += ms
    if (sample.person && sample.kind !== 'unknown') {
      addSide(minute.left, { mean: sample.left, ppi: sample.leftPpi, ms })
      addSide(minute.right, { mean: sample.right, ppi: sample.rightPpi, ms })
    }
    fromMs = toMs
  }
}

/** Adds unknown time; a long stretch is added only to its first and last minute. */
export function addUnknownTime(state: MinutesState, fromMs: number, toMs: number): void {
  const add = (from: number, to: number) =>
    addTime(state, {
      kind: 'unknown',
      fromMs: from,
      toMs: to,
      person: false,
      left: NaN,
      right: NaN,
      leftPpi: NaN,
      rightPpi: NaN,
    })
  if (toMs - fromMs <= fillMs) {
    add(fromMs, toMs)
    return
  }
  add(fromMs, startOf(fromMs) + minuteMs)
  add(startOf(toMs), toMs)
}

/** Corrects the seat's state between two moments from `from` to `to`. */
export function moveTime(
  state: MinutesState,
  change: { fromMs: number; toMs: number; from: Occupancy; to: Occupancy },
): void {
  for (const minute of state.open) {
    const overlap = Math.min(change.toMs, minute.atMs + minuteMs) - Math.max(change.fromMs, minute.atMs)
    if (overlap <= 0) continue
    const ms = Math.min(overlap, minute.ms[change.from])
    minute.ms[change.from] -= ms
    minute.ms[change.to] += ms
  }
}

/** Takes back the time and pressure added since `before`; frames stay. */
export function reopenMinutes(
  state: MinutesState,
  before: MinutesState,
  load: { left: number; right: number },
): void {
  state.open = state.open.map((minute) => {
    const was = before.open.find(({ atMs }) => atMs === minute.atMs) ?? freshMinute(minute.atMs)
    return { ...was, frames: minute.frames, load: minute.load === null ? null : { ...load } }
  })
}

export function countFrame(
  state: MinutesState,
  atMs: number,
  load: { left: number; right: number } | null,
): void {
  const minute = minuteAt(state, atMs)
  minute.frames++
  if (load === null) return
  if (minute.load === null) minute.load = { left: load.left, right: load.right }
  minute.load.left = load.left
  minute.load.right = load.right
}

export function countHappening(
  state: MinutesState,
  what: 'weightShifts' | 'pressureReliefs' | 'movements',
): void {
  const minute = state.open.at(-1)
  if (minute !== undefined) minute[what]++
}

/** The minutes that ended at or before `settledMs`, or null without any. */
export function closeMinutes(
  state: MinutesState,
  settledMs: number,
  unit: 'kpa' | 'relative' | 'none',
): MinuteSummary[] | null {
  const first = state.open[0]
  if (first === undefined || first.atMs + minuteMs > settledMs) return null
  const closed = state.open.filter(({ atMs }) => atMs + minuteMs <= settledMs)
  state.open = state.open.filter(({ atMs }) => atMs + minuteMs > settledMs)
  return closed.map((minute) => summaryOf(minute, unit))
}

export function summaryOf(minute: OpenMinute, unit: 'kpa' | 'relative' | 'none'): MinuteSummary {
  const known = minute.ms.occupied + minute.ms.empty > 0
  const kpa = unit === 'kpa'
  const seatedS = tenths(minute.ms.occupied / 1000)
  const emptyS = tenths(minute.ms.empty / 1000)
  const mean = (side: OpenMinute['left']) => (side.ms > 0 ? hundredths(side.kpaMs / side.ms) : null)
  const pti = (side: OpenMinute['left']) => (kpa && known ? thousandths(side.kpaMs / minuteMs) : null)
  return {
    atMs: minute.atMs,
    seatedS,
    emptyS,
    unknownS: Math.max(0, tenths(60 - seatedS - emptyS)),
    leftMeanKpa: kpa ? mean(minute.left) : null,
    leftMaxKpa: kpa && minute.left.max !== null ? hundredths(minute.left.max) : null,
    rightMeanKpa: kpa ? mean(minute.right) : null,
    rightMaxKpa: kpa && minute.right.max !== null ? hundredths(minute.right.max) : null,
    leftPtiKpaMin: pti(minute.left),
    rightPtiKpaMin: pti(minute.right),
    leftLoadKpaMin: kpa && minute.load !== null ? hundredths(minute.load.left) : null,
    rightLoadKpaMin: kpa && minute.load !== null ? hundredths(minute.load.right) : null,
    leftMeanRelative: unit === 'relative' ? mean(minute.left) : null,
    rightMeanRelative: unit === 'relative' ? mean(minute.right) : null,
    weightShifts: minute.weightShifts,
    pressureReliefs: minute.pressureReliefs,
    movements: minute.movements,
    frames: minute.frames,
  }
}

const tenths = (x: number) => Math.round(x * 10) / 10
const hundredths = (x: number) => Math.round(x * 100) / 100
const thousandths = (x: number) => Math.round(x * 1000) / 1000
const startOf = (atMs: number) => Math.floor(atMs / minuteMs) * minuteMs

function addSide(side: OpenMinute['left'], add: { mean: number; ppi: number; ms: number }): void {
  if (Number.isNaN(add.mean)) return
  side.kpaMs += add.mean * add.ms
  side.ms += add.ms
  if (!Number.isNaN(add.ppi) && (side.max === null || add.ppi > side.max)) side.max = add.ppi
}

/** The open minute of that moment; in a new one the time before its first entry is unknown. */
function minuteAt(state: MinutesState, atMs: number): OpenMinute {
  const last = state.open.at(-1)
  if (last !== undefined && atMs >= last.atMs && atMs < last.atMs + minuteMs) return last
  const start = startOf(atMs)
  const found = state.open.find((minute) => minute.atMs === start)
  if (found !== undefined) return found
  const minute = freshMinute(start)
  state.open.push(minute)
  return minute
}

const freshMinute = (atMs: number): OpenMinute => ({
  atMs,
  ms: { occupied: 0, empty: 0, unknown: 0 },
  left: { kpaMs: 0, ms: 0, max: null },
  right: { kpaMs: 0, ms: 0, max: null },
  load: null,
  weightShifts: 0,
  pressureReliefs: 0,
  movements: 0,
  frames: 0,
})
