/** The steps of a guided calibration, by kind; how many come before the repeats, and how many repeats are allowed. */

/** Reduces the random error of a single loading to less than a third (docs/accuracy.md). */
export const usualRepeats = 12
export const mostRepeats = 30

/**
 * quick: two weights on each cell, a few minutes, and the error is larger. exact: a ladder of weights up and down, a check weight
 * and repeats; more than an hour.
 */
export const calibrationMethods = ['quick', 'exact'] as const
export type CalibrationMethod = (typeof calibrationMethods)[number]

/** What a procedure does: a calibration, or a check of the one in force with one weight. */
export const procedureMethods = [...calibrationMethods, 'check'] as const
export type ProcedureMethod = (typeof procedureMethods)[number]

/** How a cell was calibrated. factory: once at a workbench; its board keeps the constants and states their error. */
export const cellMethods = [...calibrationMethods, 'factory'] as const
export type CellMethod = (typeof cellMethods)[number]

/** Different weights, without the check weight. */
export const leastWeights: Readonly<Record<CalibrationMethod, number>> = { quick: 2, exact: 5 }
export const mostWeights = 12

/** How often a cell is pressed before it is measured. */
export const preloadPresses = 5

/** Maximum length of the surface name, in characters. */
export const longestSurface = 64

export const stepKinds = ['preload', 'empty', 'up', 'down', 'verify', 'repeat'] as const
type StepKind = (typeof stepKinds)[number]

export interface PlannedStep {
  readonly kind: StepKind
  /** Total weight on the cell; for the preload, the force to press with. */
  readonly massG: number
  /** How long it is held, s; 0 for presses, which are counted. */
  readonly s: number
}

/** Steps of a plan before the repeats; after them a cell has a fit. */
export const ladderSteps = (plan: readonly PlannedStep[]): number =>
  plan.filter(({ kind }) => kind !== 'repeat').length
