/** What others see of a calibration in progress and of those before it (in `info`), and what may be asked for (`calibrate`). */
import { z } from 'zod'
import type { CellFit } from './fit.ts'
import { mostRepeats, stepKinds } from './plan.ts'
import { calibrationReasons, reasonInWords } from './words.ts'

const iso = z.iso.datetime({ precision: 3 })
const massG = z.number().min(10).max(20_000)
const count = z.number().int().min(0)

export const calibrateActions = [
  'baseline',
  'cancel',
  'set',
  'begin',
  'hold',
  'back',
  'redo',
  'skip',
  'accept',
  'restore',
  'surface-changed',
] as const

/** Fields of the command beside its id; which of them an action needs stands in docs/calibration.md. */
export const calibrateFields = {
  action: z.enum(calibrateActions),
  /** set: a whole calibration file. */
  calibration: z.unknown().optional(),
  /** begin: what the cushion lies on, in the sitter's words. */
  surface: z.string().min(1).max(64).optional(),
  /** begin: whole weights on the cell, stamp included; suitable ones when left out. */
  massesG: z.array(massG).min(5).max(12).optional(),
  verifyG: massG.optional(),
  /** begin: how often a weight is put on each cell again in the end; the usual number when left out. */
  repeats: count.max(mostRepeats).optional(),
  /** begin: only for a stamp that is larger than the cell. */
  stampAreaCm2: z.number().positive().max(400).nullable().optional(),
  /** begin: these cells only; all when left out. */
  cells: z.array(count).min(1).max(64).optional(),
  /** hold, back, redo, skip: the cell. */
  cell: count.optional(),
  /** restore: which of the earlier ones. */
  madeAt: z.iso.datetime().optional(),
}

export const verdicts = ['pass', 'warn', 'fail'] as const

export const cellFitSchema = z.object({
  verdict: z.enum(verdicts),
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

export const pastCalibrationSchema = z.object({
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

/** Figures are rounded to what they mean. */
export function fitInfo(fit: CellFit): z.infer<typeof cellFitSchema> {
  const { calibration: found, verdict, reasons, r2, repeatability, verifyError } = fit
  return {
    verdict,
    reasons: reasons.map((code) => ({ code, text: reasonInWords(code) })),
    n: rounded(found?.n, 4),
    k: found === null ? null : Number(found.k.toPrecision(4)),
    creepPerDecade: rounded(found?.creepPerDecade, 4),
    hysteresis: rounded(found?.hysteresis, 4),
    r2: rounded(r2, 5),
    repeatability: rounded(repeatability, 4),
    verifyError: rounded(verifyError, 4),
  }
}

const rounded = (value: number | null | undefined, digits: number): number | null =>
  value === null || value === undefined ? null : Number(value.toFixed(digits))
