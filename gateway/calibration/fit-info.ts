/** A fitted cell as `info` shows it. */
import type { z } from 'zod'
import type { cellFitSchema } from '../../contract/calibration.ts'
import type { CellFit } from './fit.ts'
import { reasonInWords } from './words.ts'

/** Figures are rounded to their meaningful digits. */
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
