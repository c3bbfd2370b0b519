/**
 * The MQTT contract: topics and the zod schema of every payload (version 1).
 * The roles of Sitbone meet only here and in the store. Times are ISO 8601 UTC with milliseconds, or epoch
 * milliseconds where the name ends in `Ms`; units stand in the names.
 */
import { z } from 'zod'
import { calibrateFields, calibrationExtras } from './calibration/schema.ts'
import { benchControl } from './simulator-contract.ts'

export const idPattern = /^[a-z0-9-]{1,32}$/
export const cushionId = z.string().regex(idPattern, 'an id is 1-32 of a-z, 0-9 and -')
const iso = z.iso.datetime({ precision: 3 })
const v1 = z.literal(1)

// ---------------------------------------------------------------- topics

export const cushionTopics = [
  'availability',
  'info',
  'state',
  'live',
  'record',
  'recorded',
  'event',
  'tolerance',
] as const
export type CushionTopic = (typeof cushionTopics)[number]
export const verbs = ['tare', 'calibrate', 'acknowledge', 'snooze', 'quiet', 'rate', 'buzz'] as const
export type Verb = (typeof verbs)[number]

export const topics = (base: string) => ({
  gatewayAvailability: (gatewayId: string) => `${base}/gateway/${gatewayId}/availability`,
  cushion: (id: string, topic: CushionTopic) => `${base}/cushion/${id}/${topic}`,
  command: (id: string, verb: Verb) => `${base}/cushion/${id}/cmd/${verb}`,
  commandResult: (id: string, verb: Verb) => `${base}/cushion/${id}/cmd/${verb}/result`,
  /** Filters with `+` for the cushion id. */
  everyCushion: (topic: CushionTopic) => `${base}/cushion/+/${topic}`,
  everyCommand: (id: string) => `${base}/cushion/${id}/cmd/+`,
  everyCommandResult: `${base}/cushion/+/cmd/+/result`,
  /** Only simulated cushions listen there. */
  simulator: (id: string) => `${base}/simulator/${id}/set`,
  /** Only while somebody watches a simulated cushion's bench. */
  simulatorLines: (id: string) => `${base}/simulator/${id}/lines`,
  simulatorTruth: (id: string) => `${base}/simulator/${id}/truth`,
})

/** The cushion id and the rest of a topic below `<base>/cushion/`, or null when it is another topic. */
export function parseCushionTopic(base: string, topic: string): { cushion: string; rest: string } | null {
  const prefix = `${base}/cushion/`
  if (!topic.startsWith(prefix)) return null
  const slash = topic.indexOf('/', prefix.length)
  if (slash < 0) return null
  const cushion = topic.slice(prefix.length, slash)
  return idPattern.test(cushion) ? { cushion, rest: topic.slice(slash + 1) } : null
}

export const availability = z.enum(['online', 'offline'])

// ---------------------------------------------------------------- info (retained)

export const zones = ['left-ischium', 'right-ischium', 'left-thigh', 'right-thigh', 'sacrum'] as const
export const zone = z.enum(zones)
export type Zone = z.infer<typeof zone>

export const cellVerdicts = [
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

export const layoutSchema = z.object({
  v: v1,
  name: z.string().min(1).max(64),
  cells: z
    .array(
      z.object({
        zone,
        xCm: z.number().min(-60).max(60),
        yCm: z.number().min(-60).max(60),
        areaCm2: z.number().positive().max(400),
      }),
    )
    .min(1)
    .max(64),
})
export type Layout = z.infer<typeof layoutSchema>

/** Why the link to the board is as it is, in one word; `detail` is the sentence for people. */
export const linkStates = [
  'connecting',
  'handshake',
  'online',
  'stale',
  'unplugged',
  'no-cushion',
  'refused',
] as const

export const infoSchema = z.object({
  v: v1,
  at: iso,
  gateway: cushionId,
  /** True for every simulated cushion, on every page and in every export. */
  simulated: z.boolean(),
  /** Simulated boards may run faster than the wall clock; `speed` 1 is real time. */
  clock: z.object({ kind: z.enum(['wall', 'simulated']), speed: z.number().positive() }),
  board: z
    .object({
      id: z.string().nullable(),
      dev: z.string().nullable(),
      firmware: z.string().nullable(),
      channels: z.number().int(),
      bits: z.number().int(),
      rateHz: z.number().nullable(),
      resetCause: z.number().int().nullable(),
      boot: z.number().int(),
    })
    .nullable(),
  link: z.object({
    state: z.enum(linkStates),
    detail: z.string(),
    port: z.string(),
    /** Lines of the wire that were not taken, by reason, since the gateway started. */
    rejected: z.record(z.string(), z.number().int()),
    framesLost: z.number().int(),
    clockOffsetMs: z.number().nullable(),
    driftPpm: z.number().nullable(),
  }),
  layout: layoutSchema,
  calibration: z.object({
    mode: z.enum(['calibrated', 'relative']),
    madeAt: iso.nullable(),
    surface: z.string().nullable(),
    ageDays: z.number().nullable(),
    /** Only in relative mode: has the 5-minute comfortable-sit baseline been taken? */
    baseline: z.enum(['none', 'running', 'done']).nullable(),
    message: z.string().nullable(),
    ...calibrationExtras,
  }),
  cells: z.array(
    z.object({
      index: z.number().int(),
      verdict: cellVerdict,
      since: iso.nullable(),
      advice: z.string().nullable(),
    }),
  ),
  outbox: z.object({
    pendingBatches: z.number().int(),
    pendingBytes: z.number().int(),
    droppedBatches: z.number().int(),
    oldestAt: iso.nullable(),
    setAside: z.string().nullable(),
  }),
})
export type CushionInfo = z.infer<typeof infoSchema>

// ---------------------------------------------------------------- tolerance (retained)

export const timeZone = z.string().refine(
  (name) => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: name })
      return true
    } catch {
      return false
    }
  },
  { message: 'not an IANA time zone such as Europe/Berlin' },
)

const sideTolerance = z.object({
  loadKpaMin: z.number().min(10).max(20_000).nullable(),
  pressureKpa: z.number().min(1).max(200).nullable(),
})
/** Limits in force. Any limit may be null: not watched. The bounds only keep out slips of the keyboard. */
export const toleranceSchema = z.object({
  v: v1,
  stage: z.enum(['reactive', 'settled']),
  boutMin: z.number().min(1).max(600).nullable(),
  dayMin: z.number().min(5).max(1440).nullable(),
  left: sideTolerance,
  right: sideTolerance,
  holdS: z.number().min(0).max(3600),
  offloadKpa: z.number().min(0.1).max(50),
  recoveryHalfTimeMin: z.number().min(0.5).max(1440),
  breakMin: z.number().min(0.25).max(60),
  /** An alert is raised only after this long beyond a threshold (minutes); 0 at once. */
  alertAfterMin: z.number().min(0).max(60).default(0),
})
export type Tolerance = z.infer<typeof toleranceSchema>

/** The starting tolerance of a new cushion: a starting point (ours) that the sitter changes. */
export const startingTolerance: Tolerance = {
  v: 1,
  stage: 'settled',
  boutMin: 45,
  dayMin: 360,
  left: { loadKpaMin: 500, pressureKpa: 20 },
  right: { loadKpaMin: 500, pressureKpa: 20 },
  holdS: 120,
  offloadKpa: 2,
  recoveryHalfTimeMin: 10,
  breakMin: 2,
  alertAfterMin: 0,
}

// ---------------------------------------------------------------- state (retained)

export const occupancy = z.enum(['occupied', 'empty', 'unknown'])
export type Occupancy = z.infer<typeof occupancy>
export const side = z.enum(['left', 'right'])
export type Side = z.infer<typeof side>
export const levels = ['none', 'notice', 'warning', 'exceeded'] as const
export const level = z.enum(levels)
export type Level = z.infer<typeof level>
export const alertKinds = ['bout', 'day', 'load', 'pressure', 'data-stopped', 'cell-fault'] as const
export const alertKind = z.enum(alertKinds)
export type AlertKind = z.infer<typeof alertKind>
/** Alerts about the sitter's limits and alarms about the equipment are kept apart. */
export const alertGroup = (kind: AlertKind): 'limit' | 'equipment' =>
  kind === 'data-stopped' || kind === 'cell-fault' ? 'equipment' : 'limit'

/** The limits that are watched; `used[x]` is the used fraction, null when that limit is not watched or not known. */
export const limitNames = ['bout', 'day', 'loadLeft', 'loadRight', 'pressureLeft', 'pressureRight'] as const
export const limitName = z.enum(limitNames)
export type LimitName = z.infer<typeof limitName>

export const openAlertSchema = z.object({
  id: z.string(),
  kind: alertKind,
  side: side.nullable(),
  level: z.enum(['warning', 'exceeded']),
  since: iso,
  acknowledged: z.boolean(),
  snoozedUntil: iso.nullable(),
  /** Only for cell-fault: the cells concerned. */
  cells: z.array(z.number().int()).optional(),
})
export type OpenAlert = z.infer<typeof openAlertSchema>

const sideState = z.object({
  /** Peak pressure index of the side (zone PPI on a sparse cushion); null when unknown or in relative mode. */
  ppiKpa: z.number().nullable(),
  /** Half width of the stated uncertainty (kPa), null when unknown. */
  errorKpa: z.number().nullable(),
  /** Relative mode only, unit "x baseline". */
  ppiRelative: z.number().nullable(),
  /** Load with recovery; null in relative mode. */
  loadKpaMin: z.number().nullable(),
})

export const stateSchema = z.object({
  v: v1,
  at: iso,
  simulated: z.boolean(),
  occupancy,
  boutS: z.number(),
  boutStartedAt: iso.nullable(),
  lastBreak: z.object({ endedAt: iso.nullable(), startedAt: iso, breakS: z.number() }).nullable(),
  daySeatedS: z.number(),
  left: sideState,
  right: sideState,
  used: z.object({
    bout: z.number().nullable(),
    day: z.number().nullable(),
    loadLeft: z.number().nullable(),
    loadRight: z.number().nullable(),
    pressureLeft: z.number().nullable(),
    pressureRight: z.number().nullable(),
  }),
  level,
  /** Seconds until the first limit is reached at the mean pressure of the last minute; null when none will be. */
  timeLeftS: z.number().nullable(),
  timeLeftLimit: limitName.nullable(),
  copCm: z.object({ x: z.number(), y: z.number() }).nullable(),
  sideBalance: z.number().nullable(),
  contactAreaCm2: z.number().nullable(),
  /** Share of the ischial cells that can be believed, 0..1. */
  confidence: z.number(),
  quietUntil: iso.nullable(),
  alerts: z.array(openAlertSchema),
})
export type CushionState = z.infer<typeof stateSchema>

// ---------------------------------------------------------------- live (QoS 0)

export const liveSchema = z.object({
  v: v1,
  atMs: z.number(),
  seq: z.number().int(),
  /** kPa per cell, in the order of the layout; null for a cell that is left out, all null in relative mode. */
  kpa: z.array(z.number().nullable()),
  /** Relative mode: x baseline per cell. */
  relative: z.array(z.number().nullable()).nullable(),
  leftPpiKpa: z.number().nullable(),
  rightPpiKpa: z.number().nullable(),
  leftErrorKpa: z.number().nullable(),
  rightErrorKpa: z.number().nullable(),
  leftRelative: z.number().nullable(),
  rightRelative: z.number().nullable(),
  copX: z.number().nullable(),
  copY: z.number().nullable(),
  occupancy,
  /** Raw counts per cell, only while a calibration goes on. */
  counts: z.array(z.number().int()).optional(),
})
export type Live = z.infer<typeof liveSchema>

// ---------------------------------------------------------------- event

export const eventKinds = [
  'bout-started',
  'bout-ended',
  'weight-shift',
  'pressure-relief',
  'in-chair-movement',
  'alert-raised',
  'alert-acknowledged',
  'alert-snoozed',
  'alert-cleared',
  'board-reset',
  'cell-fault',
  'cell-recovered',
  'data-stopped',
  'data-resumed',
  'tare',
  'tolerance-changed',
  'calibration-changed',
  'clock-jump',
  'outbox-dropped',
  'quiet',
] as const
export type EventKind = (typeof eventKinds)[number]
/**
 * Common fields; what an event adds stands beside them, flat, with units in the names. More kinds may come within version 1:
 * a reader keeps what it does not know.
 */
export const eventSchema = z.looseObject({
  v: v1,
  at: iso,
  kind: z.enum(eventKinds).or(z.string().regex(/^[a-z][a-z-]{0,39}$/)),
  side: side.nullable().optional(),
  level: level.optional(),
  alertId: z.string().optional(),
  alertKind: alertKind.optional(),
  cell: z.number().int().optional(),
  verdict: cellVerdict.optional(),
  s: z.number().optional(),
  boutS: z.number().optional(),
  startedAt: iso.optional(),
  detail: z.string().optional(),
})
export type CushionEvent = z.infer<typeof eventSchema>

// ---------------------------------------------------------------- record, recorded

export const minuteSchema = z.object({
  /** Start of the minute, epoch ms, a multiple of 60,000. */
  atMs: z.number().int(),
  seatedS: z.number(),
  unknownS: z.number(),
  emptyS: z.number(),
  leftMeanKpa: z.number().nullable(),
  leftMaxKpa: z.number().nullable(),
  rightMeanKpa: z.number().nullable(),
  rightMaxKpa: z.number().nullable(),
  /** Plain pressure-time integral within the minute. */
  leftPtiKpaMin: z.number().nullable(),
  rightPtiKpaMin: z.number().nullable(),
  /** Load with recovery at the end of the minute. */
  leftLoadKpaMin: z.number().nullable(),
  rightLoadKpaMin: z.number().nullable(),
  leftMeanRelative: z.number().nullable(),
  rightMeanRelative: z.number().nullable(),
  weightShifts: z.number().int(),
  pressureReliefs: z.number().int(),
  movements: z.number().int(),
  frames: z.number().int(),
})
export type MinuteSummary = z.infer<typeof minuteSchema>

export const boutSchema = z.object({
  startedAtMs: z.number().int(),
  endedAtMs: z.number().int(),
  boutS: z.number(),
})
export type Bout = z.infer<typeof boutSchema>

/**
 * Frames as columns, so that a batch is parsed and packed without an object per reading. All columns have the
 * same length n; `counts[cell][i]`, `kpa[cell][i]` (rounded to 0.01 kPa; null where unknown; the whole `kpa` null in relative mode).
 */
export const frameColumnsSchema = z.object({
  atMs: z.array(z.number().int()),
  boot: z.array(z.number().int()),
  seq: z.array(z.number().int()),
  boardMs: z.array(z.number().int()),
  counts: z.array(z.array(z.number().int())),
  kpa: z.array(z.array(z.number().nullable())).nullable(),
})
export type FrameColumns = z.infer<typeof frameColumnsSchema>

export const recordSchema = z.object({
  v: v1,
  gateway: cushionId,
  cushion: cushionId,
  simulated: z.boolean(),
  /** Names the outbox that numbered the batch: a new outbox file begins a new one. */
  outbox: z.string().min(1).max(64),
  batch: z.number().int().positive(),
  /** The clock of the gateway was set, and readings of an earlier epoch of it may lie at the same times: none is overwritten. */
  crossing: z.literal(true).optional(),
  frames: frameColumnsSchema.nullable(),
  minutes: z.array(minuteSchema),
  bouts: z.array(boutSchema),
  events: z.array(eventSchema),
})
export type RecordBatch = z.infer<typeof recordSchema>

export const recordedSchema = z.object({
  v: v1,
  outbox: z.string(),
  /** Batch numbers that are in the store. */
  batches: z.array(z.number().int()),
  /** Batches that no store can take, kept in the recorder's set-aside file with the reason. */
  setAside: z.array(z.object({ batch: z.number().int(), reason: z.string() })),
})
export type Recorded = z.infer<typeof recordedSchema>

// ---------------------------------------------------------------- commands

const commandId = z.string().min(1).max(64)
export const commandSchemas = {
  tare: z.object({ id: commandId }),
  /** The comfortable-sit baseline of relative mode; the guided calibration, step by step; putting a calibration in force. */
  calibrate: z.object({ id: commandId, ...calibrateFields }),
  acknowledge: z.object({ id: commandId, alertId: z.string() }),
  /** Snooze one kind of alert for some minutes; 0 ends the snooze. */
  snooze: z.object({ id: commandId, kind: alertKind, minutes: z.number().min(0).max(480) }),
  /** Quiet time or a meeting: no new sound or buzz until then; the owed break is kept. 0 ends it. */
  quiet: z.object({ id: commandId, minutes: z.number().min(0).max(480) }),
  rate: z.object({ id: commandId, hz: z.number().int().min(1).max(50) }),
  buzz: z.object({ id: commandId, ms: z.number().int().min(0).max(5000) }),
} as const satisfies Record<Verb, z.ZodType>
export type Command = {
  [K in Verb]: { verb: K } & z.infer<(typeof commandSchemas)[K]>
}[Verb]

export const commandErrorCodes = [
  'invalid',
  'no-cushion',
  'busy',
  'refused-by-board',
  'timeout',
  'occupied',
  'unknown-alert',
  'not-supported',
] as const
export const commandResultSchema = z.object({
  v: v1,
  id: z.string().nullable(),
  ok: z.boolean(),
  error: z.object({ code: z.enum(commandErrorCodes), message: z.string() }).optional(),
})
export type CommandResult = z.infer<typeof commandResultSchema>

// ---------------------------------------------------------------- simulator

const cellKey = z.string().regex(/^\d{1,2}$/, 'the number of a cell, from 0')
const perCell = <T extends z.ZodType>(value: T) => z.record(cellKey, value)

export const simulatedPostures = [
  'upright',
  'lean-left',
  'lean-right',
  'lean-forward',
  'slouch',
  'crossed-left',
  'crossed-right',
  'perch',
  'thigh-wedge',
] as const

const simulatedFault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('open') }),
  z.strictObject({ kind: z.literal('stuck'), adc: z.number().int().min(0).max(65_535).optional() }),
  z.strictObject({ kind: z.literal('saturated') }),
  z.strictObject({ kind: z.literal('drifting'), perHour: z.number().min(-10).max(10) }),
  z.strictObject({ kind: z.literal('gain'), factor: z.number().min(0).max(100) }),
  z.strictObject({ kind: z.literal('spiking'), perMinute: z.number().min(0).max(6000) }),
])

/** What a simulated cushion is told; only what stands there changes. Not for real cushions, and never retained. */
export const simulatorControlSchema = z.strictObject({
  v: v1.default(1),
  /** Sits down, gets up, or goes back to the scenario. */
  seat: z.enum(['sit', 'stand', 'follow']).optional(),
  /** Kept while seated; null goes back to the sitter's own. */
  posture: z.enum(simulatedPostures).nullable().optional(),
  /** Whole weight on a cell in g, through a stamp no larger than it; null or 0 takes it off. */
  weights: perCell(z.number().min(0).max(20_000).nullable()).optional(),
  /** A fault of a cell; null heals it. */
  faults: perCell(simulatedFault.nullable()).optional(),
  /** False pulls the cable, true puts it back. */
  plugged: z.boolean().optional(),
  /** The board starts anew in mid-stream. */
  reset: z.literal(true).optional(),
  ...benchControl,
})
export type SimulatorControl = z.infer<typeof simulatorControlSchema>
