/**
 * What a simulated cushion accepts and publishes beyond the usual topics: wire faults, scenario and speed; and, while its
 * console is open, the lines on its wire and the true values. Part of the MQTT contract.
 */

import { z } from 'zod'
import { wireFaultSchemas } from '../core/model/schemas/cell-faults.ts'
import { v1 } from '../core/model/schemas/primitives.ts'
import {
  leastSitterKg,
  mostSitterKg,
  mostSpeed,
  placeBounds,
  simulatedSurfaces,
} from '../core/model/simulated-sitter.ts'

/** Offset of the sitter from their usual place: to their right and forward. */
const simulatedPlace = z.strictObject({
  xCm: z.number().min(placeBounds.xCm[0]).max(placeBounds.xCm[1]),
  yCm: z.number().min(placeBounds.yCm[0]).max(placeBounds.yCm[1]),
})
/** Weight of the simulated sitter, kg. */
const sitterKg = z.number().min(leastSitterKg).max(mostSitterKg)

const off = <T extends z.ZodType>(setting: T) => setting.nullable().optional()

/** A setting switches the fault on, null switches it off. The simulator's README describes each. */
export const simulatedWireSchema = z.strictObject({
  noise: off(wireFaultSchemas.noise),
  drop: off(wireFaultSchemas.drop),
  double: off(wireFaultSchemas.double),
  swap: off(wireFaultSchemas.swap),
  cut: off(wireFaultSchemas.cut),
  'wrong-baud': off(wireFaultSchemas['wrong-baud']),
  frozen: off(wireFaultSchemas.frozen),
  'reset-storm': off(wireFaultSchemas['reset-storm']),
  drift: off(wireFaultSchemas.drift),
  wrap: off(wireFaultSchemas.wrap),
  'swapped-sides': off(wireFaultSchemas['swapped-sides']),
  'slow-usb': off(wireFaultSchemas['slow-usb']),
  bursts: off(wireFaultSchemas.bursts),
})

/** Fields of `simulatorControlSchema` for the console. */
export const consoleControl = {
  wire: simulatedWireSchema.optional(),
  /** Clears every fault: wire, cells, cable. */
  heal: z.literal(true).optional(),
  /** One of the built-in scenarios; the board restarts. */
  scenario: z
    .string()
    .max(32)
    .regex(/^[a-z0-9-]+$/, 'the name of a scenario')
    .optional(),
  surface: z.enum(simulatedSurfaces).optional(),
  /** The sitter slides there within a second and stays; null returns to the usual place. */
  place: simulatedPlace.nullable().optional(),
  /** Changes the sitter's weight; the board restarts. */
  massKg: sitterKg.optional(),
  /** Simulated seconds per real second; the board restarts. */
  speed: z.number().min(1).max(mostSpeed).optional(),
  /** Lines and truth are published for this long; renew in time to keep them coming. */
  watch: z
    .strictObject({ forS: z.number().min(1).max(60), everyLine: z.boolean().default(false) })
    .optional(),
} as const

/** Wire lines as the gateway received and sent them, with the counts since the last batch. QoS 0. */
export const simulatorLinesSchema = z.object({
  v: v1,
  /** Real time of the batch, and since the previous one. */
  sentMs: z.number(),
  forMs: z.number(),
  bytesToHost: z.number().int(),
  bytesToBoard: z.number().int(),
  linesToHost: z.number().int(),
  frames: z.number().int(),
  /** Lines counted above but not listed below: a batch is bounded. */
  leftOut: z.number().int(),
  lines: z
    .array(
      z.object({
        /** The cushion's time, epoch ms; strictly rising from frame to frame. */
        atMs: z.number().int(),
        /** Real time of sending. */
        sentMs: z.number(),
        from: z.enum(['board', 'host']),
        /** Without its line end, latin1. */
        line: z.string().max(1024),
        /** In words; for a rejected line, the reason. */
        says: z.string().max(200),
        ok: z.boolean(),
        /** Only for frames. */
        seq: z.number().int().nullable(),
      }),
    )
    .max(4000),
})
export type SimulatorLines = z.infer<typeof simulatorLinesSchema>

/** The true values, before any sensor, and the simulator's settings. QoS 0. */
export const simulatorTruthSchema = z.object({
  v: v1,
  atMs: z.number(),
  /** True pressure on each cell. */
  kpa: z.array(z.number()).max(64),
  leftKpa: z.number(),
  rightKpa: z.number(),
  occupied: z.boolean(),
  posture: z.string().nullable(),
  act: z.string().nullable(),
  bench: z.object({
    board: z.enum(['virtual', 'avr']),
    /** Whether scenario and speed can be changed. */
    scenarios: z.array(z.string()),
    mostSpeed: z.number(),
    scenario: z.string(),
    title: z.string(),
    surface: z.enum(simulatedSurfaces),
    speed: z.number(),
    seat: z.enum(['sit', 'stand', 'follow']),
    posture: z.string().nullable(),
    place: simulatedPlace,
    massKg: z.number(),
    plugged: z.boolean(),
    wire: z.record(z.string(), z.record(z.string(), z.number())),
    cells: z.record(z.string(), z.object({ kind: z.string() })),
  }),
})
export type SimulatorTruth = z.infer<typeof simulatorTruthSchema>
/** The simulator's settings. */
export type SimulatorSetup = SimulatorTruth['bench']

export interface RecordingState {
  readonly on: boolean
  readonly lines: number
  readonly bytes: number
  /** Lines that arrived too fast to be kept. */
  readonly leftOut: number
  /** It stopped because it is full. */
  readonly full: boolean
}

/** Frames by latency from the wire to the server: upper bounds of the bins, the last one open. */
export interface WireLatency {
  readonly endsMs: readonly number[]
  readonly counts: readonly number[]
  readonly medianMs: number | null
}

/** From the dashboard server to a page: what is new since the last update; each part is optional. */
export interface SimulatorConsoleUpdate {
  readonly cushion: string
  readonly lines?: SimulatorLines
  readonly truth?: SimulatorTruth
  readonly latency?: WireLatency
  readonly recording?: RecordingState | null
}
