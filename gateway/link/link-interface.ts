/** What the link takes and gives: see link.ts. */

import type { linkStates } from '../../contract/info.ts'
import type { Frame } from '../../core/model/types.ts'
import type { HostCommand } from '../../firmware-protocol/index.ts'
import type { BoardHello } from './board.ts'
import type { CommandAnswer } from './command-queue.ts'
import type { Source } from './sources/source.ts'
import type { HostTime } from './time/host-clock.ts'
import type { Timing } from './timing.ts'

export type LinkState = (typeof linkStates)[number]

export interface LinkOptions {
  readonly source: Source
  /** Cells of the layout; a board with another number is refused. */
  readonly channels: number
  /** The last stamp given out before a restart: none will be at or before it. */
  readonly lastAtMs: number | null
  readonly log: (level: 'info' | 'warn' | 'error', message: string) => void
  readonly events: LinkEvents
  readonly timing?: Partial<Timing>
  readonly hostTime?: HostTime
  readonly random?: () => number
}

interface LinkEvents {
  /** A good handshake (`reset` false), or the board began anew while connected (`reset` true). */
  hello(board: BoardHello, at: { nowMs: number; reset: boolean }): void
  frame(frame: Frame): void
  /** On every change; `detail` is a sentence for people. */
  state(state: LinkState, detail: string): void
  /** The host's wall clock stepped, or the computer slept; forward is positive. */
  clockJump?(jumpMs: number): void
}

export interface LinkCounters {
  /** Lines not taken, by reason, since the link started. */
  readonly rejected: Readonly<Record<string, number>>
  readonly framesLost: number
  /** Good lines of unknown type. */
  readonly ignored: number
  /** Broken first lines after opening. */
  readonly partial: number
  readonly resets: number
  readonly reconnects: number
  /** Epoch ms at board ms = 0. */
  readonly clockOffsetMs: number | null
  /** Positive: the board's clock runs fast. */
  readonly driftPpm: number | null
  /** Real ms since the last good frame. */
  readonly lastFrameAgeMs: number | null
}

export interface Link {
  start(): void
  /** Idempotent; when it resolves the port is closed and no event follows. */
  stop(): Promise<void>
  /** The cushion's time: wall clock, or that of a simulated board. */
  nowMs(): number
  clock(): { kind: 'wall' | 'simulated'; speed: number }
  state(): { state: LinkState; detail: string }
  counters(): LinkCounters
  /** One at a time, in order. RATE is remembered and sent again after a reset. */
  send(command: HostCommand, timeoutMs?: number): Promise<CommandAnswer>
}
