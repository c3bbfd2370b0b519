/**
 * What the pages and the dashboard server say to each other. The web app imports only types from here.
 *
 * socket.io, one room per cushion:
 *   client -> server   'cushions' (ack: CushionSummary[]), 'join' {cushion} (ack: Snapshot | Problem), 'shown' {cushion}, 'leave' {cushion},
 *                      'tester' {cushion} (ack: Ok | Problem) and 'leaveTester' {cushion}: the bench of a simulated cushion,
 *                      'command' {cushion, verb, args} (ack: CommandResult), 'tolerance' {cushion, tolerance} (ack: Ok | Problem)
 *   server -> client   'live' LiveUpdate (volatile, coalesced to at most 10 a second), 'state', 'info', 'event',
 *                      'availability', 'tolerance', each with its cushion; 'health' Health; 'tester' TesterUpdate to who asked for it
 * HTTP: `/api/v1/...` as JSON (errors as application/problem+json), see api.ts.
 */
import type { Bout } from '../core/model/bouts.ts'
import type { CommandResult } from '../core/model/command-result.ts'
import type { Verb } from '../core/model/commands.ts'
import type { CushionEvent } from '../core/model/events.ts'
import type { Live } from '../core/model/live.ts'
import type { MinuteSummary } from '../core/model/minutes.ts'
import type { CushionState } from '../core/model/state.ts'
import type { Tolerance } from '../core/model/tolerance.ts'
import type { CushionInfo } from './info.ts'
import type { SimulatorLines, SimulatorTruth } from './simulator-console.ts'

export type { OpenAlert } from '../core/model/alerts.ts'

export type { Verb } from '../core/model/commands.ts'
export type { CushionEvent } from '../core/model/events.ts'

export type { LimitName } from '../core/model/limits.ts'
export type { Live } from '../core/model/live.ts'
export type { MinuteSummary } from '../core/model/minutes.ts'

export type { CushionState } from '../core/model/state.ts'
export type { Tolerance } from '../core/model/tolerance.ts'
export type { Side } from '../core/model/zones.ts'
export type {
  BaselineSetting,
  CheckInAnswer,
  CheckInsAnswer,
  LoadSpikeAnswer,
  NewCheckIn,
  ProgressAnswer,
  RedFlag,
} from './diary.ts'
export type { CushionInfo } from './info.ts'
export type { SimulatorLines, SimulatorTruth } from './simulator-console.ts'
export type { SimulatorControl } from './simulator-control.ts'

export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  /** One word for programs: a command's error code (`timeout`, `busy`, ...) where the problem comes from one. */
  readonly code?: string
  /** Where in the input the error stands, for forms: path and message. */
  readonly errors?: readonly { readonly path: string; readonly message: string }[]
}

export interface CushionSummary {
  readonly id: string
  readonly simulated: boolean
  readonly availability: 'online' | 'offline'
  readonly lastAt: string | null
}

/** One point a second of the last ten minutes; null values and missing seconds are gaps. */
export interface StripPoint {
  readonly atMs: number
  readonly leftKpa: number | null
  readonly rightKpa: number | null
  readonly leftErrorKpa: number | null
  readonly rightErrorKpa: number | null
  readonly leftRelative: number | null
  readonly rightRelative: number | null
  readonly occupancy: 'occupied' | 'empty' | 'unknown'
}

export interface Snapshot {
  readonly cushion: string
  readonly availability: 'online' | 'offline'
  readonly info: CushionInfo | null
  readonly state: CushionState | null
  readonly tolerance: Tolerance | null
  readonly live: Live | null
  /** How long ago `live` came to the server (ms, its own clock); null with `live`. */
  readonly liveAgeMs: number | null
  readonly strip: readonly StripPoint[]
  readonly health: Health
  /** Zone and start hour of the day in force. */
  readonly day: { readonly zone: string; readonly startHour: number }
  /** Names the pages that this server hands out; another one than before: the page has to be loaded anew. Null: not built. */
  readonly build: string | null
}

export interface LiveUpdate {
  readonly cushion: string
  readonly live: Live
}

/** Parts as observed by the dashboard server, each with a sentence for people. */
export interface Health {
  readonly broker: { readonly ok: boolean; readonly detail: string }
  readonly store: { readonly ok: boolean; readonly detail: string }
  readonly gateways: Readonly<Record<string, 'online' | 'offline'>>
}

/** GET /api/v1/cushions: `store` says whether cushions known only from the store could be listed. */
export interface CushionsAnswer {
  readonly cushions: readonly CushionSummary[]
  readonly store: { readonly ok: boolean; readonly detail: string }
}

/** GET /api/v1/cushions/{id}/days: one entry for each day with data (a day without is missing, not zero), `day` as YYYY-MM-DD in the asked zone, days begin at startHour. */
export interface DaySummary {
  readonly day: string
  readonly startsAt: string
  readonly endsAt: string
  readonly seatedS: number
  readonly unknownS: number
  /** Time that minute summaries cover at all (seated + empty + unknown); the rest of the day nobody watched. */
  readonly recordedS: number
  readonly bouts: number
  readonly longestBoutS: number
  readonly breaks: number
  readonly weightShifts: number
  readonly pressureReliefs: number
  readonly alerts: number
  readonly leftPtiKpaMin: number | null
  readonly rightPtiKpaMin: number | null
  readonly leftMeanKpa: number | null
  readonly rightMeanKpa: number | null
  readonly leftMaxKpa: number | null
  readonly rightMaxKpa: number | null
}

/** The bench of a simulated cushion: what was new since the last update, each part alone. */
export interface TesterUpdate {
  readonly cushion: string
  readonly lines?: SimulatorLines
  readonly truth?: SimulatorTruth
  /** Frames by the time from the wire to the server: upper ends of the classes, the last one open. */
  readonly latency?: {
    readonly endsMs: readonly number[]
    readonly counts: readonly number[]
    readonly medianMs: number | null
  }
  readonly recording?: {
    readonly on: boolean
    readonly lines: number
    readonly bytes: number
    readonly leftOut: number
    readonly full: boolean
  } | null
}

export interface ClientToServer {
  tester(request: { cushion: string }, ack: (answer: { ok: true } | { problem: Problem }) => void): void
  leaveTester(request: { cushion: string }): void
  cushions(ack: (cushions: readonly CushionSummary[]) => void): void
  /**
   * With `paced: true` the next 'live' of the cushion comes only after `shown`, to be said once the one before is on the
   * screen: so a slow viewer always sees the newest reading and never works off a queue.
   */
  join(
    request: { cushion: string; paced?: boolean },
    ack: (answer: Snapshot | { problem: Problem }) => void,
  ): void
  shown(request: { cushion: string }): void
  leave(request: { cushion: string }): void
  command(
    request: { cushion: string; verb: Verb; args: Record<string, unknown> },
    ack: (answer: CommandResult | { problem: Problem }) => void,
  ): void
  tolerance(
    request: { cushion: string; tolerance: Tolerance },
    ack: (answer: { ok: true } | { problem: Problem }) => void,
  ): void
}

export interface ServerToClient {
  tester(update: TesterUpdate): void
  live(update: LiveUpdate): void
  state(update: { cushion: string; state: CushionState }): void
  info(update: { cushion: string; info: CushionInfo }): void
  event(update: { cushion: string; event: CushionEvent }): void
  availability(update: { cushion: string; availability: 'online' | 'offline' }): void
  tolerance(update: { cushion: string; tolerance: Tolerance }): void
  cushions(cushions: readonly CushionSummary[]): void
  health(health: Health): void
}

/** JSON answers of the read API. `simulated` is null when neither gateway nor store says. */
export interface MinutesAnswer {
  readonly cushion: string
  readonly simulated?: boolean | null
  readonly minutes: readonly (MinuteSummary & { readonly at: string })[]
}
export interface BoutsAnswer {
  readonly cushion: string
  readonly simulated?: boolean | null
  readonly bouts: readonly (Bout & { readonly startedAt: string; readonly endedAt: string })[]
}
export interface EventsAnswer {
  readonly cushion: string
  readonly simulated?: boolean | null
  readonly events: readonly CushionEvent[]
}
export interface DaysAnswer {
  readonly cushion: string
  readonly simulated?: boolean | null
  readonly tz: string
  readonly startHour: number
  readonly days: readonly DaySummary[]
}
