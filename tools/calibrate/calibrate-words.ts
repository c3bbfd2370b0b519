/** Texts of `calibrate`: one line for each step, and a table at the end. */

import type { ProcedureInfo } from '../../contract/calibration.ts'
import { ladderSteps, type PlannedStep } from '../../core/model/calibration-steps.ts'
import { repeatRestS } from '../../gateway/calibration/plan.ts'

export function instructionText(step: PlannedStep, before: PlannedStep | null): string {
  switch (step.kind) {
    case 'preload':
      return `press the cell five times with about ${step.massG} g, and release it each time.`
    case 'empty':
      return `take everything off the cell (${step.s} s).`
    case 'up':
      return before?.kind === 'up'
        ? `add weight up to ${step.massG} g, without lifting (${step.s} s).`
        : `put ${step.massG} g on it, stamp included (${step.s} s).`
    case 'down':
      return `take weight off down to ${step.massG} g, without lifting the rest (${step.s} s).`
    case 'verify':
      return `put the check weight on it, ${step.massG} g (${step.s} s).`
    case 'repeat':
      return `put ${step.massG} g on it once more, after at least ${repeatRestS} s without load (${step.s} s).`
  }
}

/** Step number and total, of the weights or of the repeats. */
export function stepText(plan: readonly PlannedStep[], done: number): string {
  const ladder = ladderSteps(plan)
  return done < ladder
    ? `step ${done + 1} of ${ladder}`
    : `again ${done - ladder + 1} of ${plan.length - ladder}`
}

const headings = ['cell', 'verdict', 'check', 'n', 'creep', 'loop', 'repeats to', 'R2']

export function resultTable({ cells }: Pick<ProcedureInfo, 'cells'>): string {
  const percent = (share: number | null | undefined) =>
    share === null || share === undefined ? '-' : `${(share * 100).toFixed(1)} %`
  const rows = cells.map(({ index, fit }) => [
    String(index),
    fit?.verdict ?? '-',
    percent(fit?.verifyError),
    fit?.n?.toFixed(3) ?? '-',
    percent(fit?.creepPerDecade),
    percent(fit?.hysteresis),
    percent(fit?.repeatability),
    fit?.r2?.toFixed(4) ?? '-',
  ])
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => (row[column] ?? '').length)),
  )
  const line = (row: readonly string[]) =>
    row
      .map((text, column) => text.padStart(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  const reasons = cells.flatMap(({ index, fit }) =>
    (fit?.reasons ?? []).map(({ text }) => `cell ${index}: ${text}`),
  )
  return [line(headings), ...rows.map(line), ...reasons].join('\n')
}
