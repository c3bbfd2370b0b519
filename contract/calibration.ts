/** The calibration in progress and earlier ones, as `info` publishes them. */
import { z } from 'zod'
import { calibrationReasons, calibrationVerdicts } from '../core/model/calibration-reasons.ts'
import { cellMethods, procedureMethods, stepKinds } from '../core/model/calibration-steps.ts'
import { iso } from '../core/model/schemas/primitives.ts'

const count = z.number().int().min(0)

export const cellFitSchema = z.object({
  verdict: z.enum(calibrationVerdicts),
  reasons: z.array(z.object({ code: z.enum(calibrationReasons), text: z.string() })),
  n: z.number().nullable(),
  k: z.number().nullable(),
  creepPerDecade: z.number().nullable(),
  hysteresis: z.number().nullable(),
  r2: z.number().nullable(),
  /** Standard deviation from one loading to the next, as a fraction; null with fewer than three loadings. */
  repeatability: z.number().nullable(),
  /** (measured - true) / true of the check weight. */
  verifyError: z.number().nullable(),
})

export const procedureSchema = z.object({
  startedAt: iso,
  surface: z.string(),
  /** Absent from older gateways: exact. */
  method: z.enum(procedureMethods).optional(),
  stampAreaCm2: z.number().nullable(),
  /** True while it runs; sitting is not watched then. It pauses when nothing has been measured for ten minutes. */
  active: z.boolean(),
  /** The steps of each cell, in order; `s` is how long each is held, 0 for presses. */
  plan: z.array(z.object({ kind: z.enum(stepKinds), massG: z.number(), s: z.number() })),
  /** The step being measured; `s` is 0 for presses, which are counted. */
  hold: z
    .object({
      cell: count,
      step: count,
      startedAtMs: z.number(),
      s: z.number(),
      presses: z.number().int(),
    })
    .nullable(),
  /** The result of the last step, in words. */
  note: z.object({ cell: count, ok: z.boolean(), text: z.string() }).nullable(),
  /** The next cell: each in turn up to its check, then rounds of repeats over the good ones; null when nothing is left. */
  next: count.nullable(),
  /** Counts of every cell at the start, without load. */
  zeroCounts: z.array(z.number()),
  cells: z.array(
    z.object({
      index: count,
      /** Steps done. */
      done: count,
      skipped: z.boolean(),
      /** Mean count of each step done; null for the presses. */
      counts: z.array(z.number().nullable()),
      /** Set once the check is done or the cell was skipped; later repeats refine it. */
      fit: cellFitSchema.nullable(),
    }),
  ),
  /** check: how far the cells so far read too high (above 0) or low on average, as a fraction; null before the first. */
  deviation: z.number().nullable().optional(),
  /** In words, why the proposal cannot be put in force yet; null when it can. */
  acceptProblem: z.string().nullable(),
})
export type ProcedureInfo = z.infer<typeof procedureSchema>

const pastCalibrationSchema = z.object({
  madeAt: iso,
  surface: z.string(),
  inForce: z.boolean(),
  /** Cells by verdict; null for a calibration from a file without verdicts. */
  verdicts: z.object({ pass: count, warn: count, fail: count }).nullable(),
})

/** Further fields of `info.calibration`, besides mode, age and message. */
export const calibrationExtras = {
  /** How the calibration in force was made; for several ways the least exact one. */
  method: z.enum(cellMethods).optional(),
  /** The last check with a weight, and how far the cells read too high or low on average, as a fraction. */
  checked: z.object({ at: iso, deviation: z.number() }).nullable().optional(),
  /** Weights that suit the smallest cell of the layout; of the exact method, and of the quick one. */
  suggested: z
    .object({
      massesG: z.array(z.number()),
      verifyG: z.number(),
      quickMassesG: z.array(z.number()).optional(),
    })
    .optional(),
  /** The sitter reported a different seat from the one used for the calibration. */
  surfaceChangedAt: iso.nullable().optional(),
  /** Without a calibration: why the one that the board keeps is not used, in words; null when it keeps none. */
  factoryProblem: z.string().nullable().optional(),
  procedure: procedureSchema.nullable().optional(),
  history: z.array(pastCalibrationSchema).optional(),
}
