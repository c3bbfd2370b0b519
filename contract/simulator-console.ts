/**
 * What a simulated cushion takes and tells beyond the topics of every cushion: faults of the wire, another scenario or speed,
 * and for whoever watches its bench the lines on its wire and what is really there. Part of the MQTT contract.
 */
import { z } from 'zod'

export const simulatedSurfaces = ['soft-foam', 'office-foam', 'firm', 'wood'] as const

/** Where the sitter sits against their usual place: to their right and forward. */
const simulatedPlace = z.strictObject({
  xCm: z.number().min(-8).max(8),
  yCm: z.number().min(-8).max(12),
})
/** Of the simulated sitter, kg. */
const sitterKg = z.number().min(40).max(130)

const share = z.number().min(0).max(1).default(0.05)
const off = <T extends z.ZodType>(setting: T) => setting.nullable().optional()

/** A setting puts the fault on, null takes it off. The simulator's README says what each does. */
export const simulatedWireSchema = z.strictObject({
  noise: off(z.strictObject({ bytesPerLine: z.number().min(0).max(20).default(0.2) })),
  drop: off(z.strictObject({ share })),
  double: off(z.strictObject({ share })),
  swap: off(z.strictObject({ share })),
  cut: off(z.strictObject({ share })),
  'wrong-baud': off(z.strictObject({ baud: z.number().int().min(300).max(1_000_000).default(9600) })),
  frozen: off(z.strictObject({})),
  'reset-storm': off(z.strictObject({ everyS: z.number().min(0.2).max(3600).default(5) })),
  drift: off(z.strictObject({ ppm: z.number().min(-500).max(500).default(500) })),
  wrap: off(z.strictObject({ inS: z.number().min(1).max(3600).default(60) })),
  'swapped-sides': off(z.strictObject({})),
  'slow-usb': off(
    z.strictObject({
      ms: z.number().min(0).max(5000).default(200),
      jitterMs: z.number().min(0).max(5000).default(100),
    }),
  ),
  bursts: off(z.strictObject({ everyMs: z.number().min(10).max(10_000).default(1000) })),
})

/** Fields of `simulatorControlSchema` for the bench. */
export const benchControl = {
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
  speed: z.number().min(1).max(3600).optional(),
  /** Lines and truth are published for so long; asked again in time, on and on. */
  watch: z
    .strictObject({ forS: z.number().min(1).max(60), everyLine: z.boolean().default(false) })
    .optional(),
} as const

const v1 = z.literal(1)

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

/** What is really there, before any sensor, and how the bench is set. QoS 0. */
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
