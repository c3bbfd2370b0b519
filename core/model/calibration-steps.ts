/** The steps of a guided calibration, by kind; how many of them come before the repeats, and how many repeats there may be. */

/** Brings what is left of one loading's chance down to less than a third (docs/accuracy.md). */
export const usualRepeats = 12
export const mostRepeats = 30

/** Different weights, the one of the check not among them. */
export const leastWeights = 5
export const mostWeights = 12

/** How often a cell is pressed before it is measured. */
export const preloadPresses = 5

/** Characters of the name of what the cushion lies on. */
export const longestSurface = 64

export const stepKinds = ['preload', 'empty', 'up', 'down', 'verify', 'repeat'] as const
type StepKind = (typeof stepKinds)[number]

export interface PlannedStep {
  readonly kind: StepKind
  /** The whole weight on the cell; for the preload the one to press with. */
  readonly massG: number
  /** How long it is held, s; 0 for presses, which are counted. */
  readonly s: number
}

/** How many steps of a plan come before the repeats: with them a cell has a fit. */
export const ladderSteps = (plan: readonly PlannedStep[]): number =>
  plan.filter(({ kind }) => kind !== 'repeat').length
