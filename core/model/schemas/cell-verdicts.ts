/** Verdicts on a cell; all but `ok` and `saturated` leave it out of its zone. */
import { z } from 'zod'

const cellVerdicts = [
  'ok',
  'open',
  'stuck',
  'saturated',
  'flat',
  'spiking',
  'swapped',
  'gain-change',
] as const

export const cellVerdict = z.enum(cellVerdicts)

export type CellVerdict = z.infer<typeof cellVerdict>
