/** Texts of the guided calibration: instructions, progress, results. */

import type { CushionInfo } from '../../../../../contract/info.ts'
import { ladderSteps, type PlannedStep, preloadPresses } from '../../../../../core/model/calibration-steps.ts'
import { signed } from '../../words/differences.ts'

export type Procedure = NonNullable<CushionInfo['calibration']['procedure']>
export type ProcedureCell = Procedure['cells'][number]
export type Verdict = NonNullable<ProcedureCell['fit']>['verdict']

/**
 * The current cell: the one that is being measured, else the chosen one while it has no fit, else the gateway's next one. Null when
 * all are done.
 */
export function currentCell({ cells, next, hold }: Procedure, chosen: number | null): ProcedureCell | null {
  const on = hold?.cell ?? chosen
  const open = cells.find((cell) => cell.index === on && cell.fit === null)
  return open ?? cells.find((cell) => cell.index === next) ?? null
}

/** The cell whose last step "back" undoes: during repeats the last one measured, else the current one. */
export function backCell({ plan, note }: Procedure, cell: ProcedureCell): number {
  const repeating = plan[cell.done]?.kind === 'repeat'
  return repeating && note?.ok === true ? note.cell : cell.index
}

/** Position of a cell in the plan, in words. */
export function whereWords({ index, done }: ProcedureCell, plan: readonly PlannedStep[]): string {
  const ladder = ladderSteps(plan)
  if (plan.length === 1) return `Cell ${index}`
  return done < ladder
    ? `Cell ${index}, step ${done + 1} of ${ladder}`
    : `Cell ${index}, repeat ${done - ladder + 1} of ${plan.length - ladder}`
}

export interface Instruction {
  /** The main figure: a weight, `empty`, or how often to press. */
  readonly figure: string
  readonly unit: string
  readonly sentence: string
}

/** Of the check. */
export const checkInstruction = ({ massG }: PlannedStep): Instruction => ({
  figure: String(massG),
  unit: 'g',
  sentence: 'Put the coin and the cup on the marked cell, or on any other that is not done, and let go.',
})

/** Of the quick method; `before` is null for the first cup. */
export const quickInstruction = ({ massG }: PlannedStep, before: PlannedStep | null): Instruction => ({
  figure: String(massG),
  unit: 'g',
  sentence:
    before === null
      ? 'Put the coin and the first cup on the marked cell, or on any other that is not done, and let go.'
      : 'Put the second cup on top, and let go.',
})

/** `cells` are calibrated: with many, each rests long enough while the others have their turn. */
export function instruction(step: PlannedStep, before: PlannedStep | null, cells: number): Instruction {
  switch (step.kind) {
    case 'preload':
      return {
        figure: String(preloadPresses),
        unit: 'presses',
        sentence: `Press the marked cell five times with about ${step.massG} g, letting go each time. This settles the cell; nothing is measured yet.`,
      }
    case 'empty':
      return {
        figure: '0',
        unit: 'g',
        sentence: 'Take everything off the cell and leave it empty.',
      }
    case 'up':
      return {
        figure: String(step.massG),
        unit: 'g',
        sentence:
          before?.kind === 'up'
            ? 'Add to the weight on the cell until it carries this much. Do not lift it in between.'
            : 'Put this much on the marked cell, stamp included.',
      }
    case 'down':
      return {
        figure: String(step.massG),
        unit: 'g',
        sentence: 'Take some off until this much is left. Do not lift the rest.',
      }
    case 'verify':
      return {
        figure: String(step.massG),
        unit: 'g',
        sentence: 'One last weight, not used so far, to check the result.',
      }
    case 'repeat':
      return {
        figure: String(step.massG),
        unit: 'g',
        sentence:
          cells > 2
            ? 'Put this much on the marked cell once more. A cell never reads quite the same twice; this evens it out.'
            : 'Take it off, wait 20 s, and put this much on the marked cell once more. A cell never reads quite the same twice; this evens it out.',
      }
  }
}

/** Counts above zero from which a cell carries something (2 % of a 10-bit range). */
const loadedCounts = 20

export const isLoaded = (count: number, zero: number): boolean => count > zero + loadedCounts

export interface Sample {
  readonly atMs: number
  readonly count: number
}

export interface Before {
  readonly zero: number
  /** Load of the previous step; null when that measured nothing. */
  readonly lastCount: number | null
  /** Has the cell been seen without load since then? */
  readonly emptied: boolean
}

/**
 * Is it time to measure automatically? The cell has been still for three seconds (cushion time), with a load that fits the step
 * and differs from the previous one. A repeat starts once a new weight is on a cell that was empty before.
 */
export function readyToMeasure(
  samples: readonly Sample[],
  step: PlannedStep,
  { zero, lastCount, emptied }: Before,
): boolean {
  const last = samples.at(-1)
  if (last === undefined || step.kind === 'preload') return false
  if (step.kind === 'repeat') return emptied && isLoaded(last.count, zero)
  // A fast simulated clock leaves seconds between samples: require at least three samples.
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
const secondsPerRepeat = 9
/** For pressing, and for the longer first weight. */
const secondsMore = 50
/** Rough total duration in minutes. */
export const minutesFor = (cells: number, weights: number, repeats: number): number =>
  Math.round((cells * (secondsMore + (2 * weights + 2) * secondsPerStep + repeats * secondsPerRepeat)) / 60)

const secondsPerQuickCell = 45
export const quickMinutesFor = (cells: number): number =>
  Math.max(1, Math.round((cells * secondsPerQuickCell) / 60))

const secondsPerCheckedCell = 15
export const checkMinutesFor = (cells: number): number =>
  Math.max(1, Math.round((cells * secondsPerCheckedCell) / 60))

const verdictWords: Record<Verdict, string> = {
  pass: 'good',
  warn: 'usable',
  fail: 'not usable',
}

const checkVerdictWords: Record<Verdict, string> = {
  pass: 'holds',
  warn: 'aged',
  fail: 'far off',
}

export const verdictWordsOf = ({ method }: Procedure): Record<Verdict, string> =>
  method === 'check' ? checkVerdictWords : verdictWords

export const percent = (share: number): string => signed(share, (size) => `${(size * 100).toFixed(1)} %`)

/** Deviation of the cells from a known weight. */
export const deviationWords = (share: number): string =>
  Math.abs(share) < 0.005
    ? 'right on average'
    : `${Math.round(Math.abs(share) * 100)} % ${share > 0 ? 'too high' : 'too low'} on average`

export function ageWords(ageDays: number | null): string {
  if (ageDays === null) return ''
  const days = Math.round(ageDays)
  return days === 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`
}

/** Cell numbers, counted from 0 as on the map; null for anything else. */
export function readCells(text: string): number[] | null {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '')
  return parts.length > 0 && parts.every((part) => /^\d+$/.test(part)) ? parts.map(Number) : null
}

/** `100, 200 400` as numbers; null if any part is not a number. */
export function readMasses(text: string): number[] | null {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '')
  const masses = parts.map(Number)
  return masses.length > 0 && masses.every((mass) => Number.isFinite(mass) && mass > 0) ? masses : null
}
