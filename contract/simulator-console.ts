/**
 * What a simulated cushion takes and tells beyond the topics of every cushion: faults of the wire, another scenario or speed,
 * and for whoever has its console open the lines on its wire and what is really there. Part of the MQTT contract.
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

/** Where the sitter sits against their usual place: to their right and forward. */
const simulatedPlace = z.strictObject({
  xCm: z.number().min(placeBounds.xCm[0]).max(placeBounds.xCm[1]),
  yCm: z.number().min(placeBounds.yCm[0]).max(placeBounds.yCm[1]),
})
/** Of the simulated sitter, kg. */
const sitterKg = z.number().min(leastSitterKg).max(mostSitterKg)

const off = <T extends z.ZodType>(setting: T) => setting.nullable().optional()

/** A setting puts the fault on, null takes it off. The simulator's README says what each does. */
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
  /** Every fault off: wire, cells, cable. */
  heal: z.literal(true).optional(),
  /** One of the scenarios that come with Sitbone; the board starts anew. */
  scenario: z
    .string()
    .max(32)
    .regex(/^[a-z0-9-]+$/, 'the name of a scenario')
    .optional(),
  surface: z.enum(simulatedSurfaces).optional(),
  /** Slides there within a second and stays; null goes back to the usual place. */
  place: simulatedPlace.nullable().optional(),
  /** A sitter of this weight; the board starts anew. */
  massKg: sitterKg.optional(),
  /** Simulated seconds per real second; the board starts anew. */
  speed: z.number().min(1).max(mostSpeed).optional(),
  /** Lines and truth are published for so long; asked again in time, on and on. */
  watch: z
    .strictObject({ forS: z.number().min(1).max(60), everyLine: z.boolean().default(false) })
    .optional(),
} as const

/** Lines of the wire as the gateway got them and as it sent them, with what was counted since the last batch. QoS 0. */
export const simulatorLinesSchema = z.object({
  v: v1,
  /** Real time of the batch and since the one before it. */
  sentMs: z.number(),
  forMs: z.number(),
  bytesToHost: z.number().int(),
  bytesToBoard: z.number().int(),
  linesToHost: z.number().int(),
  frames: z.number().int(),
  /** Lines counted above that are not below: a batch is bounded. */
  leftOut: z.number().int(),
  lines: z
    .array(
      z.object({
        /** The cushion's time, epoch ms; strictly rising from frame to frame. */
        atMs: z.number().int(),
        /** Real time at which it left. */
        sentMs: z.number(),
        from: z.enum(['board', 'host']),
        /** Without its line end, latin1. */
        line: z.string().max(1024),
        /** In words; of a line that cannot be taken, why. */
        says: z.string().max(200),
        ok: z.boolean(),
        /** Of a frame. */
        seq: z.number().int().nullable(),
      }),
    )
    .max(4000),
})
export type SimulatorLines = z.infer<typeof simulatorLinesSchema>

/** What is really there, before any sensor, and how the simulator is set. QoS 0. */
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
    /** Scenario and speed can be changed only where they can. */
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
/** How the simulator is set. */
export type SimulatorSetup = SimulatorTruth['bench']

export interface RecordingState {
  readonly on: boolean
  readonly lines: number
  readonly bytes: number
  /** Lines that came too fast to be kept. */
  readonly leftOut: number
  /** It ended by itself because it is full. */
  readonly full: boolean
}

/** Frames by the time from the wire to the server: upper ends of the classes, the last one open. */
export interface WireLatency {
  readonly endsMs: readonly number[]
  readonly counts: readonly number[]
  readonly medianMs: number | null
}

/** From the dashboard server to a page: what was new since the last update, each part alone. */
export interface SimulatorConsoleUpdate {
  readonly cushion: string
  readonly lines?: SimulatorLines
  readonly truth?: SimulatorTruth
  readonly latency?: WireLatency
  readonly recording?: RecordingState | null
}
