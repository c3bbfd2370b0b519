/**
 * Messages between the pages and the dashboard server over socket.io.
 *
 * One room per cushion:
 *   client -> server   'cushions' (ack: CushionSummary[] | Problem), 'join' {cushion} (ack: Snapshot | Problem), 'shown' {cushion}, 'leave' {cushion},
 *                      'tester' {cushion} (ack: Ok | Problem) and 'leaveTester' {cushion}: the console of a simulated cushion,
 *                      'command' {cushion, verb, args} (ack: CommandResult), 'tolerance' {cushion, tolerance} (ack: Ok | Problem)
 *   server -> client   'live' LiveUpdate (volatile, coalesced to at most 10 a second), 'state', 'info', 'event',
 * 'availability', 'tolerance', each with its cushion; 'health' Health; 'tester' SimulatorConsoleUpdate to pages that asked for
 * it; 'revoked': a cushion that this page watched is not shared with it any more
 */
import type { CommandResult } from '../core/model/schemas/command-result.ts'
import type { Verb } from '../core/model/schemas/commands.ts'
import type { CushionEvent } from '../core/model/schemas/events.ts'
import type { Live } from '../core/model/schemas/live.ts'
import type { CushionState } from '../core/model/schemas/state.ts'
import type { Tolerance } from '../core/model/schemas/tolerance.ts'
import type { StripPoint } from '../core/model/strip-point.ts'
import type { CushionSummary, PartHealth, PartProblem } from './cushions.ts'
import type { CushionInfo } from './info.ts'
import type { Problem } from './problem.ts'
import type { SimulatorConsoleUpdate } from './simulator-console.ts'
import type { Availability } from './topics.ts'

export type { StripPoint }

export interface Snapshot {
  readonly cushion: string
  readonly availability: Availability
  readonly info: CushionInfo | null
  readonly state: CushionState | null
  readonly tolerance: Tolerance | null
  readonly live: Live | null
  /** Time since `live` arrived at the server (ms, server clock); null when `live` is. */
  readonly liveAgeMs: number | null
  readonly strip: readonly StripPoint[]
  readonly health: Health
  /** Zone and start hour of the day in force. */
  readonly day: { readonly zone: string; readonly startHour: number }
  /** Identifies the page build that this server serves; when it changes, reload the page. Null: not built. */
  readonly build: string | null
}

export interface LiveUpdate {
  readonly cushion: string
  readonly live: Live
}

/** The parts as the dashboard server observes them, each with a sentence for people. */
export interface Health {
  readonly broker: PartHealth
  readonly store: PartHealth
  /** Of the data folder; absent where the server keeps none. */
  readonly disk?: PartHealth
  readonly gateways: Readonly<Record<string, Availability>>
  readonly problems: readonly PartProblem[]
}

export interface ClientToServer {
  tester(request: { cushion: string }, ack: (answer: { ok: true } | { problem: Problem }) => void): void
  leaveTester(request: { cushion: string }): void
  cushions(ack: (answer: readonly CushionSummary[] | { problem: Problem }) => void): void
  /**
   * With `paced: true` the server sends the next 'live' only after `shown`, which the page emits once the last one is on the
   * screen. So a slow viewer always sees the newest reading and never works through a queue.
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
  /** Somebody took back what this page was showing: show nothing of it any more, and ask for `cushions` again. */
  revoked(): void
}
