/**
 * The unit of a numeric time column. Tests the first rows against every meaning that gives a recent date, or one run of a
 * board, and a pace that cushions have; accepts a meaning only if it is the only one:
 *
 *   epoch            s, ms, us or ns since 1970, in the years 2000 to 2069, with a reading at least each minute
 *   count            since the logger started: seconds to 5 s apart, ms to 60 s, us to 1 s, at most 500 readings a second
 *   days             a spreadsheet's day numbers since 1899-12-30
 */
export const timeUnits = ['ms', 's', 'us', 'ns', 'min', 'h', 'excel', 'iso'] as const
export type TimeUnit = (typeof timeUnits)[number]
export type NumberUnit = Exclude<TimeUnit, 'iso'>

export interface NumberTime {
  readonly unit: NumberUnit
  /** Since 1970, since an unknown start, or wall time in days. */
  readonly from: 'epoch' | 'start' | 'days'
}

export const msPer: Readonly<Record<NumberUnit, number>> = {
  ns: 1e-6,
  us: 1e-3,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  excel: 86_400_000,
}

export const ourDays = { fromMs: Date.UTC(2000, 0), toMs: Date.UTC(2070, 0) }
/** 1899-12-30, day 0 of spreadsheets. */
export const daysEpochMs = Date.UTC(1899, 11, 30)
const epochUnits = ['s', 'ms', 'us', 'ns'] as const
const startUnits = ['s', 'ms', 'us'] as const
const roundUnits = ['min', 'h'] as const
const slowestStepMs = { s: 5000, ms: 60_001, us: 1000 }
const fastestStepMs = 2
/** Pace assumed for a single reading: one that suits every epoch unit. */
const unknownStepMs = 100
const longestRunMs = 100 * 86_400_000

/** The unit in a column's name: `t (s)`, `time_ms`, `millis()`, `atMs`. */
export function unitInName(name: string): NumberUnit | null {
  const word =
    /(?:^|[\s_([/-])(ms|msec|millis|milliseconds?|s|secs?|seconds?|us|\u00b5s|\u03bcs|micros|microseconds?|ns|nanos|nanoseconds?|min|minutes?|h|hours?)(?:\(\))?[)\]]?\s*$/i.exec(
      name.replace(/([a-z])(Ms|Us|Ns)$/, '$1_$2'),
    )?.[1]
  if (word === undefined) return null
  const lower = word.toLowerCase()
  if (/^(us|\u00b5s|\u03bcs|micro)/.test(lower)) return 'us'
  if (/^(ms|milli)/.test(lower)) return 'ms'
  if (/^n/.test(lower)) return 'ns'
  if (lower.startsWith('s')) return 's'
  if (lower.startsWith('d')) return null
  return lower.startsWith('h') ? 'h' : 'min'
}

/** Every meaning that fits, with samples in file order. `said` restricts it to one unit of any pace. */
export function numberTimes(samples: readonly number[], said: NumberUnit | null): NumberTime[] {
  const middle = middleOf(samples) ?? 0
  if (said !== null) return [saidTime(said, middle)]
  const steps = samples.slice(1).map((value, index) => value - (samples[index] ?? 0))
  const pace = {
    middle,
    step: middleOf(steps.filter((each) => each > 0)),
    whole: samples.every(Number.isInteger),
  }
  return [...epochTimes(pace), ...startTimes(pace), ...roundTimes(pace), ...dayTimes(pace)]
}

interface Pace {
  readonly middle: number
  /** Null when no sample exceeds the previous one. */
  readonly step: number | null
  readonly whole: boolean
}

function epochTimes({ middle, step }: Pace): NumberTime[] {
  const paced = (unit: NumberUnit) => {
    const ms = step === null ? unknownStepMs : step * msPer[unit]
    return ms >= 0.2 && ms <= 60_000
  }
  return epochUnits
    .filter((unit) => inOurDays(middle * msPer[unit]) && paced(unit))
    .map((unit) => ({ unit, from: 'epoch' }))
}

function startTimes({ middle, step, whole }: Pace): NumberTime[] {
  const paced = (unit: (typeof startUnits)[number]) => {
    if (step === null) return unit === (whole ? 'ms' : 's')
    const ms = step * msPer[unit]
    return ms >= fastestStepMs && ms <= slowestStepMs[unit]
  }
  return startUnits
    .filter((unit) => paced(unit) && middle * msPer[unit] < longestRunMs)
    .map((unit) => ({ unit, from: 'start' }))
}

/** A fast count of seconds with steps that are not whole milliseconds, but round as minutes or hours. */
function roundTimes({ step, whole }: Pace): NumberTime[] {
  if (whole || step === null) return []
  const secondsMs = step * msPer.s
  if (secondsMs >= 20 || round(secondsMs, 1)) return []
  return roundUnits
    .filter((unit) => step * msPer[unit] < 60_001 && round(step * msPer[unit], 10))
    .map((unit) => ({ unit, from: 'start' }))
}

function dayTimes({ middle, step, whole }: Pace): NumberTime[] {
  if (whole || step === null || step * msPer.excel >= 60_000) return []
  return inOurDays(daysEpochMs + middle * msPer.excel) ? [{ unit: 'excel', from: 'days' }] : []
}

const round = (ms: number, toMs: number): boolean =>
  Math.abs(ms / toMs - Math.round(ms / toMs)) < 0.02 * Math.max(1, ms / toMs / 100)

function saidTime(unit: NumberUnit, middle: number): NumberTime {
  if (unit === 'excel')
    return { unit, from: inOurDays(daysEpochMs + middle * msPer.excel) ? 'days' : 'start' }
  return { unit, from: inOurDays(middle * msPer[unit]) ? 'epoch' : 'start' }
}

const inOurDays = (atMs: number): boolean => atMs >= ourDays.fromMs && atMs < ourDays.toMs

/** The median; null without values. */
export const middleOf = (values: readonly number[]): number | null =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null
