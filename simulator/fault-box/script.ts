/**
 * Faults in a scenario under `faults:`, each with its time from the first opening of the board and its duration, in simulated time:
 *
 *   faults:
 *     - { atMin: 5, fault: unplug, forS: 20 }
 *     - { atMin: 7, fault: noise, forS: 60, bytesPerLine: 0.5 }
 *     - { atMin: 9, fault: cell, cell: 2, is: { kind: open }, forS: 600 }
 */

import { z } from 'zod'
import { cellFaultSchema, wireFaultSchemas } from '../../core/model/schemas/cell-faults.ts'
import type { WireFaultName } from './wire-fault.ts'

const when = {
  atMin: z.number().min(0).max(1_000_000),
  /** Without it the fault remains. */
  forS: z.number().positive().max(10_000_000).optional(),
}

const plugName = z.string().min(1).max(200)
const wire = <K extends WireFaultName>(name: K) =>
  wireFaultSchemas[name].extend({ ...when, fault: z.literal(name) })

export const scriptedFaultSchema = z.discriminatedUnion(
  'fault',
  [
    z.strictObject({ ...when, fault: z.literal('unplug'), replugAs: plugName.optional() }),
    z.strictObject({ atMin: when.atMin, fault: z.literal('reset') }),
    z.strictObject({
      ...when,
      fault: z.literal('cell'),
      cell: z.number().int().min(0).max(63),
      is: cellFaultSchema,
    }),
    wire('noise'),
    wire('drop'),
    wire('double'),
    wire('swap'),
    wire('cut'),
    wire('wrong-baud'),
    wire('frozen'),
    wire('reset-storm'),
    wire('drift'),
    wire('wrap'),
    wire('swapped-sides'),
    wire('slow-usb'),
    wire('bursts'),
  ],
  { error: 'expected one of the faults of simulator/README.md, such as unplug, noise or cell' },
)
export type ScriptedFault = z.infer<typeof scriptedFaultSchema>

/** One action at a simulated time from the first opening. */
export interface ScriptStep {
  readonly afterMs: number
  readonly of: ScriptedFault
  readonly on: boolean
}

/** In order of time; at the same moment, ends come before starts. */
export function stepsOf(script: readonly ScriptedFault[]): ScriptStep[] {
  const steps = script.flatMap((of): ScriptStep[] => {
    const afterMs = of.atMin * 60_000
    const begins = { afterMs, of, on: true }
    if (!('forS' in of) || of.forS === undefined) return [begins]
    return [begins, { afterMs: afterMs + of.forS * 1000, of, on: false }]
  })
  return steps.sort((a, b) => a.afterMs - b.afterMs || Number(a.on) - Number(b.on))
}
