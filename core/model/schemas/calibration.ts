/** Calibration files: `G[S] = k F[N]^n` per cell. What turns counts into kPa with them lives in conductance.ts. */

import { z } from 'zod'
import { calibrationVerdicts } from '../calibration-reasons.ts'
import { v1 } from './primitives.ts'

export const cellCalibrationSchema = z.object({
  rMOhm: z.number().positive(),
  k: z.number().positive(),
  n: z.number().min(0.2).max(3),
  creepPerDecade: z.number().min(0).max(1).default(0),
  zeroAdc: z.number().min(0).default(0),
  /** Width of the loop between loading and unloading, as a fraction of the reading; 0 when not measured. */
  hysteresis: z.number().min(0).max(0.5).default(0),
  /** What the procedure found; a cell that failed is left out, its figures are not used. Not there in hand-written files. */
  verdict: z.enum(calibrationVerdicts).optional(),
  /** (measured - true) / true of the weight that the fit had not seen. */
  verifyError: z.number().nullable().optional(),
})
export type CellCalibration = z.infer<typeof cellCalibrationSchema>

export const calibrationSchema = z.object({
  v: v1,
  madeAt: z.iso.datetime(),
  surface: z.string(),
  /** When it was put in force by command; an older one that was put back counts from then. Not there in files. */
  setAt: z.iso.datetime().optional(),
  cells: z.array(cellCalibrationSchema).min(1).max(64),
})
export type Calibration = z.infer<typeof calibrationSchema>
