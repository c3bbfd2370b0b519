/** Calibration files: `G[S] = k F[N]^n` per cell. conductance.ts turns counts into kPa with them. */

import { z } from 'zod'
import { calibrationVerdicts } from '../calibration-reasons.ts'
import { cellMethods } from '../calibration-steps.ts'
import { v1 } from './primitives.ts'

export const cellCalibrationSchema = z.object({
  rMOhm: z.number().positive(),
  k: z.number().positive(),
  n: z.number().min(0.2).max(3),
  creepPerDecade: z.number().min(0).max(1).default(0),
  zeroAdc: z.number().min(0).default(0),
  /** Width of the loop between loading and unloading, as a fraction of the reading; 0 when not measured. */
  hysteresis: z.number().min(0).max(0.5).default(0),
  /** Result of the procedure; a failed cell is left out and its figures are not used. Absent in hand-written files. */
  verdict: z.enum(calibrationVerdicts).optional(),
  /** Absent in hand-written files, and in those from before there was a choice: exact. */
  method: z.enum(cellMethods).optional(),
  /** factory: half width that holds the true force nine times of ten, as a fraction. */
  statedError: z.number().positive().max(1).optional(),
  /** (measured - true) / true for the check weight, which the fit does not use. */
  verifyError: z.number().nullable().optional(),
})
export type CellCalibration = z.infer<typeof cellCalibrationSchema>

export const calibrationSchema = z.object({
  v: v1,
  madeAt: z.iso.datetime(),
  surface: z.string(),
  /** When it was last checked with a weight. */
  checkedAt: z.iso.datetime().optional(),
  /** When a command put it in force, also for a restored older one. Absent in files. */
  setAt: z.iso.datetime().optional(),
  cells: z.array(cellCalibrationSchema).min(1).max(64),
})
export type Calibration = z.infer<typeof calibrationSchema>
