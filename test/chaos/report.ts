/** What a run of the harness gave, and how it is printed. */
import type { FaultKind } from './schedule.ts'
import type { Verdict } from './verdict.ts'

export type StoreName = 'influx' | 'sqlite' | 'cluster'

export interface RunOptions {
  readonly store: StoreName
  readonly seed: number
  /** Under fault; starting and settling come on top. */
  readonly minutes: number
  /** Null: all that are possible. */
  readonly faults: readonly FaultKind[] | null
  /** Ended early: everything is stopped and removed, and the run rejects. */
  readonly signal: AbortSignal
  say(text: string): void
}

export interface RunReport extends Verdict {
  readonly store: StoreName
  readonly seed: number
  readonly minutes: number
  readonly faults: Readonly<Record<string, number>>
  /** From the line on the cable to the first sight of it in the store, of frames that were due (s); an upper bound. */
  readonly longestDelayS: number
  readonly medianDelayS: number
  /** How often the outbox of a gateway that had just ended was read. */
  readonly outboxReads: number
  readonly batchesWaitingAtEnd: number
  /** Misbehaviour of parts: ended by themselves, or did not end on request. */
  readonly misbehaved: readonly string[]
  readonly diskFaults: boolean
  /** The end of each part's log; for people, only when something is wrong. */
  readonly logs: string
}

const wrongs = (report: RunReport): Readonly<Record<string, readonly string[]>> => ({
  lost: report.lost,
  doubled: report.doubled,
  altered: report.altered,
  'minutes, bouts and events lost': report.factsLost,
  'history lost': report.historyLost,
  misbehaved: report.misbehaved,
})

export const isClean = (report: RunReport): boolean =>
  report.due > 0 && Object.values(wrongs(report)).every((list) => list.length === 0)

const historyOf = ({ history, historyLost }: RunReport): string =>
  historyLost.length === 0
    ? `history intact (${history} rows)`
    : `history NOT intact: ${historyLost.length} of ${history} rows are missing or changed`

export function describeReport(report: RunReport): string {
  const faults = Object.entries(report.faults).map(([name, times]) => `${name} ${times}`)
  const lines = [
    `seed ${report.seed}, ${report.store}, ${report.minutes} min: sent ${report.sent}, due ${report.due}, stored ${report.stored}, ` +
      `lost ${report.lost.length}, doubled ${report.doubled.length}, altered ${report.altered.length}, ` +
      `minutes/bouts/events lost ${report.factsLost.length}, ${historyOf(report)}; ` +
      `delay to the store median ${report.medianDelayS} s, longest ${report.longestDelayS} s; ` +
      `outbox read after ${report.outboxReads} ends, ${report.batchesWaitingAtEnd} batches waiting at the end`,
    `  faults: ${faults.join(', ')}${report.diskFaults ? '' : '; no full disks (needs root)'}`,
  ]
  for (const [what, list] of Object.entries(wrongs(report))) {
    for (const one of list.slice(0, 20)) lines.push(`  ${what}: ${one}`)
    if (list.length > 20) lines.push(`  ... and ${list.length - 20} more ${what}`)
  }
  if (report.due === 0)
    lines.push('  No reading was due: the gateway was never heard. This run shows nothing.')
  if (!isClean(report)) lines.push(report.logs)
  return lines.join('\n')
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** One line per run, and the totals. */
export function describeTable(reports: readonly RunReport[]): string {
  const head = ['seed', 'store', 'faults', 'sent', 'due', 'lost', 'doubled', 'altered', 'facts lost']
  const figures = (report: RunReport): number[] => [
    sum(Object.values(report.faults)),
    report.sent,
    report.due,
    report.lost.length,
    report.doubled.length,
    report.altered.length,
    report.factsLost.length,
  ]
  const row = (report: RunReport): string[] => [
    String(report.seed),
    report.store,
    ...figures(report).map(String),
    report.historyLost.length === 0 ? 'intact' : `${report.historyLost.length} lost`,
    `${report.medianDelayS} s`,
    `${report.longestDelayS} s`,
    isClean(report) ? '' : 'LOOK',
  ]
  const totals = reports.map(figures).reduce((all, one) => all.map((value, i) => value + (one[i] ?? 0)))
  const isIntact = reports.every(({ historyLost }) => historyLost.length === 0)
  const longest = Math.max(...reports.map(({ longestDelayS }) => longestDelayS))
  const rows = [
    [...head, 'history', 'median', 'longest', ''],
    ...reports.map(row),
    ['all', '', ...totals.map(String), isIntact ? 'intact' : 'LOST', '', `${longest} s`, ''],
  ]
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((cells) => cells[i]?.length ?? 0))) ?? []
  return rows
    .map((cells) =>
      cells
        .map((cell, i) => cell.padStart(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
