/** Combines the measured cells into one calibration, or gives the reason why that is not possible yet. Pure. */
import { z } from 'zod'
import {
  type Calibration,
  type CellCalibration,
  cellCalibrationSchema,
} from '../../core/model/schemas/calibration.ts'
import { heldKinds } from './creep-fit.ts'
import type { CellFit } from './fit.ts'

const heldStepSchema = z.object({
  kind: z.enum(heldKinds),
  massG: z.number(),
  counts: z.number(),
  creepLog: z.number(),
  branch: z.number(),
  saturated: z.boolean(),
  trend: z.array(z.object({ creepLog: z.number(), counts: z.number() })).readonly(),
})
/** Steps in the order of the plan; null stands for the presses, which measure nothing. */
export const cellWorkSchema = z.object({
  index: z.number().int(),
  skipped: z.boolean(),
  steps: z.array(heldStepSchema.nullable()),
})
export type CellWork = z.infer<typeof cellWorkSchema>

export interface ProposalContext {
  readonly surface: string
  readonly madeAt: string
  readonly cellCount: number
  readonly before: Calibration | null
}

/** The file needs figures for a failed cell too; its verdict prevents their use. */
const unused: CellCalibration = {
  rMOhm: 10_000,
  k: 1e-4,
  n: 1,
  creepPerDecade: 0,
  zeroAdc: 0,
  hysteresis: 0,
}

export function proposalOf(
  measured: readonly { readonly work: CellWork; readonly fit: CellFit | null }[],
  { surface, madeAt, cellCount, before }: ProposalContext,
): Calibration | string {
  const open = measured.filter(({ fit }) => fit === null)
  if (open.length > 0)
    return open.length === 1
      ? `Cell ${open[0]?.work.index ?? 0} is not measured yet.`
      : `${open.length} cells are not measured yet.`
  const cells: CellCalibration[] = []
  for (let index = 0; index < cellCount; index++) {
    const own = measured.find(({ work }) => work.index === index)
    const earlier = before?.cells[index]
    if (own?.fit) cells.push(cellOf(own.fit, earlier))
    else if (earlier !== undefined) cells.push(earlier)
    else return `Cell ${index} was not measured, and no earlier calibration includes it. Measure it first.`
  }
  if (measured.every(({ fit }) => fit?.verdict === 'fail'))
    return 'No cell could be calibrated, so there is nothing to accept.'
  return { v: 1, madeAt, surface, cells }
}

function cellOf({ calibration, verdict, verifyError }: CellFit, earlier?: CellCalibration): CellCalibration {
  const found = cellCalibrationSchema.safeParse({ ...calibration, verdict, verifyError })
  if (verdict !== 'fail' && found.success) return found.data
  return { ...(earlier ?? unused), verdict: 'fail', verifyError }
}
