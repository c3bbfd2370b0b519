/** Runs the sitters of the benchmark one after the other and keeps only their figures. */
import { type FaultKind, faultTrials, quickFaults, slowFaults } from './cell-faults.ts'
import { type DayErrors, type Mode, modes, sitterDay } from './sitter-day.ts'
import { benchSitter } from './sitters.ts'
import { faultRows, type Row, rowsOf } from './summary.ts'

export interface AccuracyReport {
  readonly v: 1
  readonly seeds: number
  readonly hours: number
  readonly modes: Readonly<Record<Mode | 'stress', readonly Row[]>>
  readonly faults: readonly Row[]
}

/** 17 % in four minutes, like the worst real cushions. */
const stress = { creepPerDecade: 0.072 }

export async function runAccuracy(options: {
  seeds: number
  hours: number
  first?: number
  /** Faults that take many sittings to show. */
  slow?: readonly FaultKind[]
  /** Bad cells of each quick kind per sitter. */
  trialsPerSitter?: number
  progress?: (done: number) => void
}): Promise<AccuracyReport> {
  const { seeds, hours, first = 1, slow = slowFaults, trialsPerSitter = 3 } = options
  const days: DayErrors[] = []
  const stressed: DayErrors[] = []
  const trials = []
  for (let i = 0; i < seeds; i++) {
    const sitter = await benchSitter(first + i)
    days.push(...sitterDay(sitter, { hours }))
    if (i % 4 === 0) stressed.push(...sitterDay(sitter, { hours: Math.min(hours, 2), spread: stress }))
    for (let k = 0; k < trialsPerSitter; k++)
      trials.push(
        ...faultTrials(
          { ...sitter, seed: sitter.seed + 1000 * k },
          k === 0 ? [...quickFaults, ...slow] : quickFaults,
        ),
      )
    options.progress?.(i + 1)
  }
  const of = (mode: Mode) => rowsOf(days.filter((day) => day.mode === mode))
  const [calibrated, ladder, quick, limit, limitCalibrated, uncalibrated, relative] = modes.map(of)
  return {
    v: 1,
    seeds,
    hours,
    modes: {
      calibrated: calibrated ?? [],
      ladder: ladder ?? [],
      quick: quick ?? [],
      limit: limit ?? [],
      limitCalibrated: limitCalibrated ?? [],
      uncalibrated: uncalibrated ?? [],
      relative: relative ?? [],
      stress: rowsOf(stressed.filter((day) => day.mode === 'calibrated')),
    },
    faults: faultRows(trials),
  }
}
