/**
 * What a review needs of one day besides its totals: the hours, the bouts, the time beyond a limit, the breaks after alerts, and what
 * changed at the cushion. Pure.
 */
import { limitBehind } from '../model/limits.ts'
import type { Bout } from '../model/schemas/bouts.ts'
import type { CushionEvent, EventKind } from '../model/schemas/events.ts'
import { countedAlert, levelMs } from '../summary/day-rules.ts'
import { hourMs } from '../time/calendar.ts'

const minuteMs = 60_000
/** A break that begins this soon after an alert counts as its answer (ours). */
export const answeredWithinMs = 5 * minuteMs

/** The kinds that a shape is made from; a day may have thousands of others. */
export const shapingEvents: ReadonlySet<string> = new Set<EventKind>([
  'alert-raised',
  'alert-cleared',
  'reminder',
  'cell-fault',
  'cell-recovered',
  'calibration-changed',
])

interface HourOfDay {
  readonly seatedS: number
  /** Seated or empty; unknown time is neither. */
  readonly knownS: number
}

export interface DayShape {
  /** From the start of the day on; 23 or 25 when the clocks change. */
  readonly hours: readonly HourOfDay[]
  readonly boutsS: readonly number[]
  /** Seated time beyond any limit: for the load, while it is that high; for the others, until the alert ends. */
  readonly overLimitS: number
  /** Moments at which the person was told of limits, however many they were. */
  readonly alerts: number
  /** Those that a break followed soon. */
  readonly alertsAnswered: number
  /** In order of time. */
  readonly cellChanges: readonly { readonly cell: number; readonly leftOut: boolean }[]
  readonly calibrationChanges: number
  /** Seated seconds at each whole kPa of the minutes' means, from 0 on. Empty without kPa. */
  readonly pressureS: { readonly left: readonly number[]; readonly right: readonly number[] }
}

interface DayRecords {
  readonly startMs: number
  readonly endMs: number
  /** This and the next five have one entry for each minute of the day. */
  readonly seatedS: ArrayLike<number>
  readonly emptyS: ArrayLike<number>
  /** At the end of the minute; NaN where not known. */
  readonly leftLoadKpaMin: ArrayLike<number>
  readonly rightLoadKpaMin: ArrayLike<number>
  /** Mean of the minute; NaN where not known. */
  readonly leftKpa: ArrayLike<number>
  readonly rightKpa: ArrayLike<number>
  readonly bouts: readonly Bout[]
  /** In order of time. */
  readonly events: readonly CushionEvent[]
}

export function dayShape(records: DayRecords): DayShape {
  const { bouts, events } = records
  return {
    hours: hoursOf(records),
    boutsS: bouts.map(({ boutS }) => boutS),
    overLimitS: overLimitS(records),
    ...alertsOf(events, bouts),
    cellChanges: events.flatMap(cellChange),
    calibrationChanges: events.filter(({ kind }) => kind === 'calibration-changed').length,
    pressureS: { left: atEachKpa(records, records.leftKpa), right: atEachKpa(records, records.rightKpa) },
  }
}

/** What no cell can measure counts as the most. */
const mostKpa = 150

function atEachKpa({ seatedS }: DayRecords, meanKpa: ArrayLike<number>): number[] {
  const seconds: number[] = []
  for (let minute = 0; minute < seatedS.length; minute++) {
    const [kpa, s] = [meanKpa[minute] ?? Number.NaN, seatedS[minute] ?? 0]
    if (Number.isNaN(kpa) || s === 0) continue
    const at = Math.min(mostKpa, Math.max(0, Math.floor(kpa)))
    while (seconds.length <= at) seconds.push(0)
    seconds[at] = (seconds[at] ?? 0) + s
  }
  return seconds
}

function hoursOf({ startMs, endMs, seatedS, emptyS }: DayRecords): HourOfDay[] {
  return Array.from({ length: Math.ceil((endMs - startMs) / hourMs) }, (_, hour) => {
    let [seated, known] = [0, 0]
    for (let minute = hour * 60; minute < hour * 60 + 60; minute++) {
      seated += seatedS[minute] ?? 0
      known += (seatedS[minute] ?? 0) + (emptyS[minute] ?? 0)
    }
    return { seatedS: seated, knownS: known }
  })
}

/** In each minute the largest share in which a limit was exceeded, times its seated seconds: two limits at once count once. */
function overLimitS(records: DayRecords): number {
  const { startMs, endMs, seatedS, events } = records
  const shares = new Map<number, number>()
  for (const event of events) {
    if (!isExceeded(event)) continue
    const [fromMs, toMs] = [levelMs(event), clearedMs(events, event) ?? endMs]
    const first = Math.max(0, Math.floor((fromMs - startMs) / minuteMs))
    const isBeyond = beyondLoad(records, event, first)
    for (let minute = first; startMs + minute * minuteMs < toMs; minute++) {
      const minuteStartMs = startMs + minute * minuteMs
      const insideMs = Math.min(toMs, minuteStartMs + minuteMs) - Math.max(fromMs, minuteStartMs)
      if (isBeyond(minute))
        shares.set(minute, Math.max(shares.get(minute) ?? 0, Math.min(1, insideMs / minuteMs)))
    }
  }
  return [...shares].reduce((total, [minute, share]) => total + share * (seatedS[minute] ?? 0), 0)
}

const isExceeded = ({ kind, level, alertKind, side }: CushionEvent): boolean =>
  kind === 'alert-raised' &&
  level === 'exceeded' &&
  alertKind !== undefined &&
  limitBehind({ kind: alertKind, side: side ?? null }) !== null

/**
 * An alert about the load goes on until the load has fallen well below the limit. The event does not say the limit, but the load at the
 * end of the minute in which it was reached is just above it.
 */
function beyondLoad(
  { leftLoadKpaMin, rightLoadKpaMin }: DayRecords,
  { alertKind, side }: CushionEvent,
  reachedIn: number,
): (minute: number) => boolean {
  if (alertKind !== 'load') return () => true
  const loads = side === 'left' ? leftLoadKpaMin : rightLoadKpaMin
  const least = loads[reachedIn] ?? Number.NaN
  return (minute) => !((loads[minute] ?? Number.NaN) < least)
}

function clearedMs(events: readonly CushionEvent[], { alertId }: CushionEvent): number | null {
  const cleared = events.find((event) => event.kind === 'alert-cleared' && event.alertId === alertId)
  return cleared === undefined ? null : Date.parse(cleared.at)
}

function alertsOf(
  events: readonly CushionEvent[],
  bouts: readonly Bout[],
): Pick<DayShape, 'alerts' | 'alertsAnswered'> {
  const told = new Map<string, boolean>()
  for (const event of events) {
    const key = toldBy(event)
    if (key === null) continue
    const shownMs = Date.parse(event.at)
    const isAnswered = bouts.some(
      ({ endedAtMs }) => endedAtMs >= shownMs && endedAtMs <= shownMs + answeredWithinMs,
    )
    told.set(key, isAnswered || told.get(key) === true)
  }
  return { alerts: told.size, alertsAnswered: [...told.values()].filter((isAnswered) => isAnswered).length }
}

/**
 * What the person was told by: a reminder, or an alert of a gateway of 0.1.0, which sends no reminders. Such an alert was shown
 * again when it got worse, and either showing can be answered.
 */
function toldBy(event: CushionEvent): string | null {
  if (event.kind === 'reminder') return event.at
  const isOld = event.warnedAt === undefined && event.exceededAt === undefined
  return isOld ? countedAlert(event) : null
}

/** A saturated cell still counts in its zone. */
function cellChange({ kind, cell, verdict }: CushionEvent): readonly { cell: number; leftOut: boolean }[] {
  if (cell === undefined || verdict === 'saturated') return []
  if (kind === 'cell-fault') return [{ cell, leftOut: true }]
  return kind === 'cell-recovered' ? [{ cell, leftOut: false }] : []
}
