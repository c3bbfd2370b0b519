/** The guided calibration in words: what to do now, how far it is, how good a cell came out. */
import type { CushionInfo } from '../../../server/contract.ts'

export type Procedure = NonNullable<CushionInfo['calibration']['procedure']>
export type ProcedureCell = Procedure['cells'][number]
export type PlannedStep = Procedure['plan'][number]
export type Verdict = NonNullable<ProcedureCell['fit']>['verdict']

/** The cell to work on: the one chosen if it still has steps, else the first that has. Null when all are done. */
export function currentCell(procedure: Procedure, chosen: number | null): ProcedureCell | null {
  const open = procedure.cells.filter((cell) => cell.fit === null)
  return open.find((cell) => cell.index === chosen) ?? open[0] ?? null
}

export interface Instruction {
  /** The dominant figure: a weight, `empty`, or how often to press. */
  readonly figure: string
  readonly unit: string
  readonly sentence: string
}

export function instruction(step: PlannedStep, before: PlannedStep | null): Instruction {
  switch (step.kind) {
    case 'preload':
      return {
        figure: '5',
        unit: 'presses',
        sentence: `Press the marked cell five times with about ${step.massG} g and let go each time. It settles the cell; nothing is measured yet.`,
      }
    case 'empty':
      return {
        figure: '0',
        unit: 'g',
        sentence: 'Take everything off the cell, and leave it empty.',
      }
    case 'up':
      return {
        figure: String(step.massG),
        unit: 'g',
        sentence:
          before?.kind === 'up'
            ? 'Add to what stands on the cell until this much rests on it. Do not lift it in between.'
            : 'Put this much on the marked cell, stamp included.',
      }
    case 'down':
      return {
        figure: String(step.massG),
        unit: 'g',
        sentence: 'Take some off until this much is left. Do not lift what stays.',
      }
    case 'verify':
      return {
        figure: String(step.massG),
        unit: 'g',
        sentence: 'A last weight that has not been used yet, to check the result.',
      }
  }
}

/** Counts of a cell that carries something, above its zero (2 % of a 10-bit range). */
const loadedCounts = 20

export const isLoaded = (count: number, zero: number): boolean => count > zero + loadedCounts

export interface Sample {
  readonly atMs: number
  readonly count: number
}

/**
 * Is it time to measure by itself: the cell has stood still for three seconds (cushion time), with a load that fits the step and
 * is another than that of the step before.
 */
export function readyToMeasure(
  samples: readonly Sample[],
  step: PlannedStep,
  { zero, lastCount }: { readonly zero: number; readonly lastCount: number | null },
): boolean {
  const last = samples.at(-1)
  if (last === undefined || step.kind === 'preload') return false
  // A fast simulated clock leaves seconds between two samples: three of them are the least.
  const still = samples.filter((sample, at) => last.atMs - sample.atMs <= stillMs || at >= samples.length - 3)
  const oldest = still[0]
  if (still.length < 3 || oldest === undefined || last.atMs - oldest.atMs < leastSpanMs) return false
  const counts = still.map((sample) => sample.count)
  const spread = Math.max(...counts) - Math.min(...counts)
  if (spread > Math.max(4, 0.02 * last.count)) return false
  const loaded = isLoaded(last.count, zero)
  if (step.kind === 'empty') return !loaded
  if (!loaded) return false
  if (lastCount === null || !isLoaded(lastCount, zero)) return true
  const change = last.count - lastCount
  return step.kind === 'down' ? change < -0.04 * lastCount : change > 0.04 * lastCount
}
const stillMs = 3000
const leastSpanMs = 2800

const secondsPerStep = 36
/** About how long the whole takes, in minutes. */
export const minutesFor = (cells: number, weights: number): number =>
  Math.round((cells * (20 + (2 * weights + 2) * secondsPerStep)) / 60)

export const verdictWords: Record<Verdict, string> = {
  pass: 'good',
  warn: 'usable',
  fail: 'not usable',
}

export const percent = (share: number): string =>
  `${share > 0 ? '+' : share < 0 ? '−' : ''}${Math.abs(share * 100).toFixed(1)} %`

export function ageWords(ageDays: number | null): string {
  if (ageDays === null) return ''
  const days = Math.round(ageDays)
  return days === 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`
}

/** Numbers of cells, counted from 0 as on the map; null when that is not what it says. */
export function readCells(text: string): number[] | null {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '')
  return parts.length > 0 && parts.every((part) => /^\d+$/.test(part)) ? parts.map(Number) : null
}

/** `100, 200 400` -> numbers; null when something in it is none. */
export function readMasses(text: string): number[] | null {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '')
  const masses = parts.map(Number)
  return masses.length > 0 && masses.every((mass) => Number.isFinite(mass) && mass > 0) ? masses : null
}
