/**
 * Day summaries from the store's minutes, bouts and events. Pure. Nothing is filled in: a day without data has no summary,
 * unknown time is neither sitting nor rest, and today ends where the data ends.
 */

import type { DaySummary, LimitChange } from '../../../contract/days.ts'
import type { Bout } from '../../../core/model/schemas/bouts.ts'
import type { CushionEvent } from '../../../core/model/schemas/events.ts'
import type { MinuteSummary } from '../../../core/model/schemas/minutes.ts'
import { type DayShape, dayShape, shapingEvents } from '../../../core/review/day-shape.ts'
import { countedAlert, isBreak } from '../../../core/summary/day-rules.ts'
import type { ZoneDay } from '../../../core/time/zone-days.ts'
import { limitChangeOf } from './limits-of-days.ts'

const minuteMs = 60_000

/** A day with data: what the API lists, and what only a review needs. */
export interface DayRecord {
  readonly summary: DaySummary
  readonly shape: DayShape
}

interface SideSums {
  pti: number | null
  max: number | null
  /** Sum of minute mean x seated seconds, and the sum of those seconds. */
  weighted: number
  weightS: number
}
const sideSums = (): SideSums => ({ pti: null, max: null, weighted: 0, weightS: 0 })

function addSide(
  sums: SideSums,
  of: { mean: number | null; max: number | null; pti: number | null; seatedS: number },
) {
  if (of.pti !== null) sums.pti = (sums.pti ?? 0) + of.pti
  if (of.max !== null) sums.max = Math.max(sums.max ?? of.max, of.max)
  if (of.mean === null || of.seatedS <= 0) return
  sums.weighted += of.mean * of.seatedS
  sums.weightS += of.seatedS
}

const round = (value: number | null): number | null => (value === null ? null : Math.round(value * 100) / 100)
const mean = ({ weighted, weightS }: SideSums): number | null => (weightS === 0 ? null : weighted / weightS)

/** Takes minutes, bouts and events, each kind in order of time, and returns the summary of one day. */
class DaySums {
  readonly day: ZoneDay
  #seatedS = 0
  #unknownS = 0
  #recordedS = 0
  #weightShifts = 0
  #pressureReliefs = 0
  readonly #left = sideSums()
  readonly #right = sideSums()
  readonly #bouts: Bout[] = []
  readonly #alerts = new Set<string>()
  readonly #limitChanges: LimitChange[] = []
  /** Of the kinds that a shape is made from. */
  readonly #events: CushionEvent[] = []
  /** Seconds seen empty and seated, and the load of each side, by minute of the day. */
  readonly #emptyS: Float64Array
  readonly #seatedByMinute: Float64Array
  readonly #leftLoad: Float64Array
  readonly #rightLoad: Float64Array
  /** Mean pressure of each minute. */
  readonly #leftKpa: Float64Array
  readonly #rightKpa: Float64Array
  #any = false

  constructor(day: ZoneDay) {
    this.day = day
    const minutes = Math.ceil((day.endMs - day.startMs) / minuteMs)
    this.#emptyS = new Float64Array(minutes)
    this.#seatedByMinute = new Float64Array(minutes)
    this.#leftLoad = new Float64Array(minutes).fill(Number.NaN)
    this.#rightLoad = new Float64Array(minutes).fill(Number.NaN)
    this.#leftKpa = new Float64Array(minutes).fill(Number.NaN)
    this.#rightKpa = new Float64Array(minutes).fill(Number.NaN)
  }

  minute(summary: MinuteSummary): void {
    const { seatedS, unknownS, emptyS } = summary
    this.#any = true
    this.#seatedS += seatedS
    this.#unknownS += unknownS
    this.#recordedS += seatedS + unknownS + emptyS
    this.#weightShifts += summary.weightShifts
    this.#pressureReliefs += summary.pressureReliefs
    addSide(this.#left, {
      mean: summary.leftMeanKpa,
      max: summary.leftMaxKpa,
      pti: summary.leftPtiKpaMin,
      seatedS,
    })
    addSide(this.#right, {
      mean: summary.rightMeanKpa,
      max: summary.rightMaxKpa,
      pti: summary.rightPtiKpaMin,
      seatedS,
    })
    const minute = Math.floor((summary.atMs - this.day.startMs) / minuteMs)
    this.#emptyS[minute] = emptyS
    this.#seatedByMinute[minute] = seatedS
    this.#leftLoad[minute] = summary.leftLoadKpaMin ?? Number.NaN
    this.#rightLoad[minute] = summary.rightLoadKpaMin ?? Number.NaN
    this.#leftKpa[minute] = summary.leftMeanKpa ?? Number.NaN
    this.#rightKpa[minute] = summary.rightMeanKpa ?? Number.NaN
  }

  bout(bout: Bout): void {
    this.#any = true
    this.#bouts.push(bout)
  }

  event(event: CushionEvent): void {
    this.#any = true
    const id = countedAlert(event)
    if (id !== null) this.#alerts.add(id)
    const change = limitChangeOf(event)
    if (change !== null) this.#limitChanges.push(change)
    if (shapingEvents.has(event.kind)) this.#events.push(event)
  }

  record(): DayRecord | null {
    const summary = this.summary()
    if (summary === null) return null
    const shape = dayShape({
      startMs: this.day.startMs,
      endMs: this.day.endMs,
      seatedS: this.#seatedByMinute,
      emptyS: this.#emptyS,
      leftLoadKpaMin: this.#leftLoad,
      rightLoadKpaMin: this.#rightLoad,
      leftKpa: this.#leftKpa,
      rightKpa: this.#rightKpa,
      bouts: this.#bouts,
      events: this.#events,
    })
    return { summary, shape }
  }

  summary(): DaySummary | null {
    if (!this.#any) return null
    return {
      day: this.day.day,
      startsAt: new Date(this.day.startMs).toISOString(),
      endsAt: new Date(this.day.endMs).toISOString(),
      seatedS: round(this.#seatedS) ?? 0,
      unknownS: round(this.#unknownS) ?? 0,
      recordedS: round(this.#recordedS) ?? 0,
      bouts: this.#bouts.length,
      longestBoutS: this.#bouts.reduce((longest, { boutS }) => Math.max(longest, boutS), 0),
      breaks: this.#breaks(),
      weightShifts: this.#weightShifts,
      pressureReliefs: this.#pressureReliefs,
      alerts: this.#alerts.size,
      leftPtiKpaMin: round(this.#left.pti),
      rightPtiKpaMin: round(this.#right.pti),
      leftMeanKpa: round(mean(this.#left)),
      rightMeanKpa: round(mean(this.#right)),
      leftMaxKpa: round(this.#left.max),
      rightMaxKpa: round(this.#right.max),
      ...(this.#limitChanges.length === 0 ? {} : { limitChanges: this.#limitChanges }),
    }
  }

  #breaks(): number {
    const inOrder = [...this.#bouts].sort((a, b) => a.startedAtMs - b.startedAtMs)
    let breaks = 0
    inOrder.forEach((bout, index) => {
      const next = inOrder[index + 1]
      if (next === undefined) return
      const pauseS = (next.startedAtMs - bout.endedAtMs) / 1000
      const emptyS = pauseS > 0 ? this.#emptyBetween(bout.endedAtMs, next.startedAtMs) : 0
      if (isBreak({ pauseS, emptyS })) breaks += 1
    })
    return breaks
  }

  #emptyBetween(fromMs: number, toMs: number): number {
    const first = Math.max(0, Math.floor((fromMs - this.day.startMs) / minuteMs))
    const last = Math.ceil((toMs - this.day.startMs) / minuteMs)
    return this.#emptyS.subarray(first, last).reduce((total, seconds) => total + seconds, 0)
  }
}

/** Days in order; feed it chunks as they come from the store. */
export class DaysBuilder {
  readonly #sums: readonly DaySums[]
  #latest = 0

  constructor(days: readonly ZoneDay[]) {
    this.#sums = days.map((day) => new DaySums(day))
  }

  minutes(chunk: readonly MinuteSummary[]): void {
    for (const summary of chunk) this.#dayAt(summary.atMs)?.minute(summary)
  }
  /** A bout belongs to the day on which it began. */
  bouts(chunk: readonly Bout[]): void {
    for (const bout of chunk) this.#dayAt(bout.startedAtMs)?.bout(bout)
  }
  events(chunk: readonly CushionEvent[]): void {
    for (const event of chunk) this.#dayAt(Date.parse(event.at))?.event(event)
  }

  summaries(): readonly DaySummary[] {
    return this.#sums.map((sums) => sums.summary()).filter((summary) => summary !== null)
  }

  records(): readonly DayRecord[] {
    return this.#sums.map((sums) => sums.record()).filter((record) => record !== null)
  }

  #dayAt(atMs: number): DaySums | null {
    const holds = (sums: DaySums | undefined) =>
      sums !== undefined && atMs >= sums.day.startMs && atMs < sums.day.endMs
    if (!holds(this.#sums[this.#latest])) {
      const found = this.#sums.findIndex(holds)
      if (found < 0) return null
      this.#latest = found
    }
    return this.#sums[this.#latest] ?? null
  }
}
