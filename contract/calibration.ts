/** What others see of a calibration in progress and of those before it (in `info`). */
import { z } from 'zod'
import { calibrationReasons, calibrationVerdicts } from '../core/model/calibration-reasons.ts'
import { stepKinds } from '../core/model/calibration-steps.ts'
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
  /** Standard deviation from one loading to the next, as a fraction; null with less than three of them. */
  repeatability: z.number().nullable(),
  /** (measured - true) / true of the check weight. */
  verifyError: z.number().nullable(),
})

export const procedureSchema = z.object({
  startedAt: iso,
  surface: z.string(),
  stampAreaCm2: z.number().nullable(),
  /** True while it goes on: sitting is not watched then. It rests by itself when nothing was measured for ten minutes. */
  active: z.boolean(),
  /** The steps of each cell, in order; `s` is how long each is held, 0 for presses. */
  plan: z.array(z.object({ kind: z.enum(stepKinds), massG: z.number(), s: z.number() })),
  /** The step that is being measured; `s` is 0 for presses, which are counted. */
  hold: z
    .object({
      cell: count,
      step: count,
      startedAtMs: z.number(),
      s: z.number(),
      presses: z.number().int(),
    })
    .nullable(),
  /** What came of the last step, in words. */
  note: z.object({ cell: count, ok: z.boolean(), text: z.string() }).nullable(),
  /** The cell to go on with: each in turn to its check, then the good ones around with the repeats; null when nothing is left. */
  next: count.nullable(),
  /** Counts of every cell at the beginning, without load. */
  zeroCounts: z.array(z.number()),
  cells: z.array(
    z.object({
      index: count,
      /** Steps done. */
      done: count,
      skipped: z.boolean(),
      /** Mean count of each step done; null for the presses. */
      counts: z.array(z.number().nullable()),
      /** Once its check is done, or it was skipped; repeats after that make it better. */
      fit: cellFitSchema.nullable(),
    }),
  ),
  /** Why the proposal cannot be put in force yet, in words; null when it can. */
  acceptProblem: z.string().nullable(),
})
export type ProcedureInfo = z.infer<typeof procedureSchema>

const pastCalibrationSchema = z.object({
  madeAt: iso,
  surface: z.string(),
  inForce: z.boolean(),
  /** Cells by verdict; null for one that came from a file without verdicts. */
  verdicts: z.object({ pass: count, warn: count, fail: count }).nullable(),
})

/** What `info.calibration` says beside mode, age and message. */
export const calibrationExtras = {
  /** Weights that suit the smallest cell of the layout. */
  suggested: z.object({ massesG: z.array(z.number()), verifyG: z.number() }).optional(),
  /** The sitter said that the cushion lies on something else than at the calibration. */
  surfaceChangedAt: iso.nullable().optional(),
  procedure: procedureSchema.nullable().optional(),
  history: z.array(pastCalibrationSchema).optional(),
}
