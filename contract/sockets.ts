/**
 * What the pages and the dashboard server say to each other over socket.io.
 *
 * One room per cushion:
 *   client -> server   'cushions' (ack: CushionSummary[] | Problem), 'join' {cushion} (ack: Snapshot | Problem), 'shown' {cushion}, 'leave' {cushion},
 *                      'tester' {cushion} (ack: Ok | Problem) and 'leaveTester' {cushion}: the console of a simulated cushion,
 *                      'command' {cushion, verb, args} (ack: CommandResult), 'tolerance' {cushion, tolerance} (ack: Ok | Problem)
 *   server -> client   'live' LiveUpdate (volatile, coalesced to at most 10 a second), 'state', 'info', 'event',
 *                      'availability', 'tolerance', each with its cushion; 'health' Health; 'tester' SimulatorConsoleUpdate to who asked for it
 */
import type { CommandResult } from '../core/model/schemas/command-result.ts'
import type { Verb } from '../core/model/schemas/commands.ts'
import type { CushionEvent } from '../core/model/schemas/events.ts'
import type { Live } from '../core/model/schemas/live.ts'
import type { Occupancy } from '../core/model/schemas/occupancy.ts'
import type { CushionState } from '../core/model/schemas/state.ts'
import type { Tolerance } from '../core/model/schemas/tolerance.ts'
import type { CushionSummary, PartHealth } from './cushions.ts'
import type { CushionInfo } from './info.ts'
import type { Problem } from './problem.ts'
import type { SimulatorConsoleUpdate } from './simulator-console.ts'
import type { Availability } from './topics.ts'

/** One point a second of the last ten minutes; null values and missing seconds are gaps. */
export interface StripPoint {
  readonly atMs: number
  readonly leftKpa: number | null
  readonly rightKpa: number | null
  readonly leftErrorKpa: number | null
  readonly rightErrorKpa: number | null
  readonly leftRelative: number | null
  readonly rightRelative: number | null
  readonly occupancy: Occupancy
}

export interface Snapshot {
  readonly cushion: string
  readonly availability: Availability
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
  readonly broker: PartHealth
  readonly store: PartHealth
  readonly gateways: Readonly<Record<string, Availability>>
}

export interface ClientToServer {
  tester(request: { cushion: string }, ack: (answer: { ok: true } | { problem: Problem }) => void): void
  leaveTester(request: { cushion: string }): void
  cushions(ack: (answer: readonly CushionSummary[] | { problem: Problem }) => void): void
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
  tester(update: SimulatorConsoleUpdate): void
  live(update: LiveUpdate): void
  state(update: { cushion: string; state: CushionState }): void
  info(update: { cushion: string; info: CushionInfo }): void
  event(update: { cushion: string; event: CushionEvent }): void
  availability(update: { cushion: string; availability: Availability }): void
  tolerance(update: { cushion: string; tolerance: Tolerance }): void
  cushions(cushions: readonly CushionSummary[]): void
  health(health: Health): void
}
