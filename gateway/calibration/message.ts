/** What a person should know about the calibration in force: changed surface, age, failed cells. Null if nothing. */
import { calibrationUrgeDays, calibrationWarnDays } from '../../core/model/calibration-age.ts'
import type { Calibration } from '../../core/model/schemas/calibration.ts'

export function calibrationMessage(
  { cells, surface }: Pick<Calibration, 'cells' | 'surface'>,
  { ageDays, surfaceChanged }: { readonly ageDays: number; readonly surfaceChanged: boolean },
): string | null {
  const parts: string[] = []
  if (surfaceChanged)
    parts.push(
      `The cushion is no longer on the surface it was calibrated on (${surface}). Please calibrate again.`,
    )
  else if (ageDays >= calibrationUrgeDays)
    parts.push(`The calibration is ${ageDays} days old. Cells drift with time, so please calibrate again.`)
  else if (ageDays >= calibrationWarnDays)
    parts.push(`The calibration is ${ageDays} days old. It is worth checking with a known weight.`)
  const failed = cells.flatMap(({ verdict }, index) => (verdict === 'fail' ? [index] : []))
  if (failed.length > 0)
    parts.push(
      `${failed.length === 1 ? `Cell ${failed[0]}` : `Cells ${failed.join(', ')}`} could not be calibrated and ${failed.length === 1 ? 'is' : 'are'} left out.`,
    )
  return parts.length === 0 ? null : parts.join(' ')
}
