/** Turns a day's answers into blocks, gaps and totals for the strips. Times in epoch ms, pressures in kPa. */

import type { CushionEvent } from '../../../../../core/model/schemas/events.ts'
import type { MinuteSummary } from '../../../../../core/model/schemas/minutes.ts'
import { countedAlert, isBreak, perSeatedHour } from '../../../../../core/summary/day-rules.ts'
import { hourMs } from '../../../../../core/time/calendar.ts'

export interface BoutSpan {
  readonly fromMs: number
  readonly toMs: number
  readonly boutS: number
  /** Mean of the busier side over the bout; null without kPa. */
  readonly meanKpa: number | null
  readonly running: boolean
}

export interface StoredBout {
  readonly startedAtMs: number
  readonly endedAtMs: number
  readonly boutS: number
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length

/** Mean of the busier side over the minutes of the span. */
export function worseSideMean(
  minutes: readonly MinuteSummary[],
  fromMs: number,
  toMs: number,
): number | null {
  const inside = minutes.filter(
    (minute) => minute.atMs + 60_000 > fromMs && minute.atMs < toMs && minute.seatedS >= 30,
  )
  const left = mean(inside.map((minute) => minute.leftMeanKpa).filter((value) => value !== null))
  const right = mean(inside.map((minute) => minute.rightMeanKpa).filter((value) => value !== null))
  if (left === null) return right
  return right === null ? left : Math.max(left, right)
}

export interface RunningBout {
  readonly startedAtMs: number
  readonly nowMs: number
  /** As the state says it: time without data is left out. */
  readonly boutS: number
  readonly meanKpa: number | null
}

/** A bout that has ended is in the answers up to a minute later; until then it is drawn as it was last seen. */
export function notYetStored(
  last: RunningBout | null,
  { bouts, range }: { readonly bouts: readonly StoredBout[]; readonly range: Span },
): RunningBout | null {
  if (last === null || last.startedAtMs < range.fromMs || last.startedAtMs >= range.toMs) return null
  return bouts.some(({ endedAtMs }) => endedAtMs > last.startedAtMs) ? null : last
}

export function boutSpans(
  bouts: readonly StoredBout[],
  minutes: readonly MinuteSummary[],
  running: RunningBout | null,
): readonly BoutSpan[] {
  const ended = bouts
    .filter((bout) => running === null || bout.startedAtMs < running.startedAtMs)
    .map((bout) => ({
      fromMs: bout.startedAtMs,
      toMs: bout.endedAtMs,
      boutS: bout.boutS,
      meanKpa: worseSideMean(minutes, bout.startedAtMs, bout.endedAtMs),
      running: false,
    }))
    .sort((a, b) => a.fromMs - b.fromMs)
  if (running === null) return ended
  return [
    ...ended,
    {
      fromMs: running.startedAtMs,
      toMs: running.nowMs,
      boutS: running.boutS,
      meanKpa: worseSideMean(minutes, running.startedAtMs, running.nowMs) ?? running.meanKpa,
      running: true,
    },
  ]
}

export interface Span {
  readonly fromMs: number
  readonly toMs: number
}

/** Runs of minutes without data: unknown for half a minute or more, or missing. */
export function unknownSpans(minutes: readonly MinuteSummary[]): readonly Span[] {
  const spans: { fromMs: number; toMs: number }[] = []
  const add = (fromMs: number, toMs: number): void => {
    const last = spans.at(-1)
    if (last && last.toMs >= fromMs) last.toMs = toMs
    else spans.push({ fromMs, toMs })
  }
  let before: number | null = null
  for (const minute of minutes) {
    if (before !== null && minute.atMs > before) add(before, minute.atMs)
    if (minute.unknownS >= 30) add(minute.atMs, minute.atMs + 60_000)
    before = minute.atMs + 60_000
  }
  return spans
}

export interface Pause extends Span {
  readonly kind: 'break' | 'unknown'
}

/** The time between consecutive bouts that do not touch. */
export function pausesOf(spans: readonly BoutSpan[], minutes: readonly MinuteSummary[]): readonly Pause[] {
  return spans.slice(1).flatMap((span, at) => {
    const before = spans[at]
    if (!before || span.fromMs <= before.toMs) return []
    const { toMs: fromMs } = before
    const emptyS = minutes
      .filter((minute) => minute.atMs + 60_000 > fromMs && minute.atMs < span.fromMs)
      .reduce((sum, minute) => sum + minute.emptyS, 0)
    const pauseS = (span.fromMs - fromMs) / 1000
    return [{ fromMs, toMs: span.fromMs, kind: isBreak({ pauseS, emptyS }) ? 'break' : 'unknown' }]
  })
}

export interface DayTotals {
  readonly longestBoutS: number
  readonly bouts: number
  readonly breaks: number
  readonly weightShiftsPerH: number | null
  readonly reliefsPerH: number | null
  readonly alerts: number
}

/** One event per alert: an alert that got worse was raised twice under one id, so keep the worst. */
export function limitAlerts(events: readonly CushionEvent[]): readonly CushionEvent[] {
  const byId = new Map<string, CushionEvent>()
  for (const event of events) {
    const id = countedAlert(event)
    if (id !== null && byId.get(id)?.level !== 'exceeded') byId.set(id, event)
  }
  return [...byId.values()]
}

export function dayTotals(
  spans: readonly BoutSpan[],
  minutes: readonly MinuteSummary[],
  events: readonly CushionEvent[],
): DayTotals {
  const seatedS = minutes.reduce((sum, minute) => sum + minute.seatedS, 0)
  const shifts = minutes.reduce((sum, minute) => sum + minute.weightShifts, 0)
  const reliefs = minutes.reduce((sum, minute) => sum + minute.pressureReliefs, 0)
  return {
    longestBoutS: Math.max(0, ...spans.map((span) => span.boutS)),
    bouts: spans.length,
    breaks: pausesOf(spans, minutes).filter((pause) => pause.kind === 'break').length,
    weightShiftsPerH: perSeatedHour(shifts, seatedS),
    reliefsPerH: perSeatedHour(reliefs, seatedS),
    alerts: limitAlerts(events).length,
  }
}

/** The part of the day that a strip shows: whole hours around the activity, at least eight. */
export function stripSpan(spans: readonly Span[], day: Span, nowMs: number): Span {
  const first = spans[0]?.fromMs ?? Math.min(Math.max(nowMs, day.fromMs), day.toMs) - hourMs
  const last = Math.max(spans.at(-1)?.toMs ?? first, Math.min(nowMs, day.toMs))
  const floor = (ms: number): number => day.fromMs + Math.floor((ms - day.fromMs) / hourMs) * hourMs
  const fromMs = Math.max(day.fromMs, floor(first - 0.25 * hourMs))
  const toMs = Math.min(day.toMs, Math.max(fromMs + 10 * hourMs, floor(last) + 2 * hourMs))
  return { fromMs, toMs }
}
