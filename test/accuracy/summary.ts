/** All figures of a run, side by side, with their targets. */
import { type FaultKind, type FaultTrial, quickFaults, slowFaults } from './cell-faults.ts'
import type { DayErrors } from './sitter-day.ts'
import { f1, mean, quantile } from './statistics.ts'

export interface Row {
  readonly figure: string
  readonly unit: string
  readonly median: number | null
  readonly p95: number | null
  /** Number of seeds, edges, alerts or trials. */
  readonly n: number
  /** Median and 95th percentile as targets; null: informative. */
  readonly goal: readonly [number, number] | null
}

const percent = (value: number) => 100 * value
const absolute = (value: number) => Math.abs(value)

export function rowsOf(days: readonly DayErrors[]): Row[] {
  const spread = (
    figure: string,
    unit: string,
    values: readonly (number | null)[],
    goal: Row['goal'] = null,
  ): Row => {
    const known = values.filter((value) => value !== null)
    return { figure, unit, median: quantile(known, 0.5), p95: quantile(known, 0.95), n: known.length, goal }
  }
  const one = (
    figure: string,
    unit: string,
    value: number | null,
    n: number,
    goal: number | null = null,
  ): Row => ({
    figure,
    unit,
    median: value,
    p95: null,
    n,
    goal: goal === null ? null : [goal, goal],
  })
  const delays = (kind: string) =>
    days.flatMap((day) => day.alerts.filter((each) => each.kind === kind).flatMap(({ delaysS }) => delaysS))
  const total = (of: (day: DayErrors) => number) => days.reduce((sum, day) => sum + of(day), 0)
  const hours = total((day) => day.hours)
  const per100Days = (count: number) => (hours > 0 ? (count * 800) / hours : null)
  const f1Of = (of: (day: DayErrors) => DayErrors['shifts']) =>
    f1(
      total((day) => of(day).hits),
      total((day) => of(day).wrong),
      total((day) => of(day).missed),
    )
  const sum = (counts: Readonly<Record<string, number>>) =>
    Object.values(counts).reduce((all, value) => all + value, 0)
  return [
    spread(
      'zone PPI error, mean of a sitter',
      '%',
      days.map((day) => day.ppiMean && percent(day.ppiMean)),
      [5, 10],
    ),
    spread(
      'zone PPI error, 95 % of the readings',
      '%',
      days.map((day) => day.ppiP95 && percent(day.ppiP95)),
    ),
    spread(
      'load over two hours',
      '%',
      days.flatMap((day) => day.load.map(percent)),
      [3, 6],
    ),
    spread(
      'plain pressure x time',
      '%',
      days.map((day) => day.pti && percent(day.pti)),
      [3, 6],
    ),
    one(
      'occupancy wrong, as kept',
      '% of time',
      mean(days.map((day) => percent(day.occupancyShare))),
      days.length,
      0.1,
    ),
    one(
      'occupancy wrong, as known live',
      '% of time',
      mean(days.map((day) => percent(day.occupancyLiveShare))),
      days.length,
    ),
    spread(
      'bout edges',
      's',
      days.flatMap((day) => [...day.edgesS]),
      [2, 4],
    ),
    one(
      'bouts without counterpart',
      'in 100 days',
      per100Days(total((day) => day.boutsUnmatched)),
      days.length,
    ),
    one(
      'weight shifts F1',
      '',
      f1Of((day) => day.shifts),
      total((day) => day.shifts.hits + day.shifts.missed),
      0.97,
    ),
    one(
      'pressure reliefs F1',
      '',
      f1Of((day) => day.reliefs),
      total((day) => day.reliefs.hits + day.reliefs.missed),
      0.97,
    ),
    ...['bout', 'day', 'load', 'pressure'].map((kind) =>
      spread(`${kind} alert, off the true crossing`, 's', delays(kind).map(absolute), [5, 15]),
    ),
    one('alerts missed', 'in 100 days', per100Days(total((day) => sum(day.alertsMissed))), hours, null),
    one('alerts false', 'in 100 days', per100Days(total((day) => sum(day.alertsWrong))), hours, null),
    one(
      'alerts missed that were clearly due',
      'in 100 days',
      per100Days(total((day) => day.alertsMissedPlainly)),
      hours,
      0,
    ),
    one(
      'alerts false that were clearly not',
      'in 100 days',
      per100Days(total((day) => day.alertsWrongPlainly)),
      hours,
      0,
    ),
    one('false cell verdicts', 'in 100 days', per100Days(total((day) => day.falseVerdicts)), hours, 1),
  ]
}

const titles: Record<FaultKind, string> = {
  open: 'cell open, found after',
  stuck: 'cell stuck, found after',
  saturated: 'cell saturated, found after',
  spiking: 'cell spiking, found after',
  flat: 'cell flat, found after',
  swapped: 'sit bone and thigh exchanged, found after',
  sides: 'left and right exchanged, found after',
  'gain-step': 'gain changed while sitting, found after',
  'gain-overnight': 'gain changed off the seat, found after',
}
const quick: readonly FaultKind[] = quickFaults

export function faultRows(trials: readonly FaultTrial[]): Row[] {
  const found = (kind: FaultKind): Row[] => {
    const of = trials.filter((trial) => trial.kind === kind)
    const afterS = of.map(({ foundAfterS }) => foundAfterS ?? Infinity)
    const row: Row = {
      figure: titles[kind],
      unit: 's of sitting',
      median: finite(quantile(afterS, 0.5)),
      p95: finite(quantile(afterS, 0.95)),
      n: of.length,
      goal: quick.includes(kind) ? [60, 60] : null,
    }
    return of.length === 0 ? [] : [row]
  }
  const share = (
    figure: string,
    of: readonly FaultTrial[],
    { hit, goal }: { hit: (trial: FaultTrial) => boolean; goal: Row['goal'] },
  ): Row[] => {
    const median = (100 * of.filter(hit).length) / of.length
    return of.length === 0 ? [] : [{ figure, unit: '%', median, p95: null, n: of.length, goal }]
  }
  const withinS = (s: number) => (trial: FaultTrial) => (trial.foundAfterS ?? Infinity) <= s
  const soon = trials.filter(({ kind }) => quick.includes(kind))
  const late = trials.filter(({ kind }) => !quick.includes(kind))
  return [
    ...quickFaults.flatMap(found),
    ...share('of these found within 60 s', soon, { hit: withinS(60), goal: [99, 99] }),
    ...slowFaults.flatMap(found),
    ...share('of these found within an hour of sitting', late, { hit: withinS(3600), goal: null }),
    ...share('no good cell named instead', trials, {
      hit: ({ falseVerdicts }) => falseVerdicts === 0,
      goal: [99, 99],
    }),
  ]
}

const finite = (value: number | null): number | null =>
  value === null || Number.isFinite(value) ? value : null
