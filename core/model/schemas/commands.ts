/** Commands to a cushion: the payloads of `cmd/<verb>` (see docs/topics.md). */
import { z } from 'zod'
import { longestQuietMin } from '../alerts.ts'
import {
  leastWeights,
  longestSurface,
  mostRepeats,
  mostWeights,
  procedureMethods,
} from '../calibration-steps.ts'
import { alertKind } from './open-alert.ts'

export const verbs = ['tare', 'calibrate', 'acknowledge', 'snooze', 'quiet', 'rate', 'buzz'] as const

export type Verb = (typeof verbs)[number]

const massG = z.number().min(10).max(20_000)
const count = z.number().int().min(0)

const calibrateActions = [
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
  'keep',
] as const

/** Fields besides the id; docs/calibration.md lists which an action needs. */
const calibrateFields = {
  action: z.enum(calibrateActions),
  /** set: a whole calibration file. */
  calibration: z.unknown().optional(),
  /** begin: what the cushion lies on, in the sitter's words. */
  surface: z.string().min(1).max(longestSurface).optional(),
  /** begin: default exact. */
  method: z.enum(procedureMethods).optional(),
  /** begin: total weights on the cell, stamp included; default: suitable ones. */
  massesG: z.array(massG).min(leastWeights.quick).max(mostWeights).optional(),
  /** begin: the weight to check with. */
  verifyG: massG.optional(),
  /** begin: number of final rounds, in which each cell is weighted once more; has a default. */
  repeats: count.max(mostRepeats).optional(),
  /** begin: only for a stamp larger than the cell. */
  stampAreaCm2: z.number().positive().max(400).nullable().optional(),
  /** begin: only these cells; default: all. */
  cells: z.array(count).min(1).max(64).optional(),
  /** hold, back, redo, skip: the cell. */
  cell: count.optional(),
  /** restore: which earlier calibration. */
  madeAt: z.iso.datetime().optional(),
}

const commandId = z.string().min(1).max(64)

export const commandSchemas = {
  tare: z.object({ id: commandId }),
  /** The baseline of relative mode, the steps of the guided calibration, and putting a calibration in force. */
  calibrate: z.object({ id: commandId, ...calibrateFields }),
  acknowledge: z.object({ id: commandId, alertId: z.string() }),
  /** Snooze one kind of alert for some minutes; 0 ends the snooze. */
  snooze: z.object({ id: commandId, kind: alertKind, minutes: z.number().min(0).max(longestQuietMin) }),
  /** Quiet time or a meeting: no new sound or buzz until then; the break stays due. 0 ends it. */
  quiet: z.object({ id: commandId, minutes: z.number().min(0).max(longestQuietMin) }),
  rate: z.object({ id: commandId, hz: z.number().int().min(1).max(50) }),
  buzz: z.object({ id: commandId, ms: z.number().int().min(0).max(5000) }),
} as const satisfies Record<Verb, z.ZodType>

export type Command = {
  [K in Verb]: { verb: K } & z.infer<(typeof commandSchemas)[K]>
}[Verb]
