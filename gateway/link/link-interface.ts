/** The options, events and methods of the link: see link.ts. */

import type { linkStates } from '../../contract/info.ts'
import type { Frame } from '../../core/model/types.ts'
import type { HostCommand } from '../../firmware-protocol/index.ts'
import type { BoardHello } from './board.ts'
import type { CommandAnswer } from './command-queue.ts'
import type { Source } from './sources/source.ts'
import type { EpochsState } from './time/epochs.ts'
import type { HostTime } from './time/host-clock.ts'
import type { LinkJump } from './time/link-clock.ts'
import type { Timing } from './timing.ts'

export type LinkState = (typeof linkStates)[number]

export interface LinkOptions {
  readonly source: Source
  /** Cells of the layout; a board with another number is refused. */
  readonly channels: number
  /** The last stamp given out before a restart; all later ones are greater. */
  readonly lastAtMs: number | null
  /** `epochs()` before a restart; null for a first run. */
  readonly epochs?: EpochsState | null
  /** `lastAtMs` is on the clock of a simulated board. */
  readonly simulated?: boolean
  readonly log: (level: 'info' | 'warn' | 'error', message: string) => void
  readonly timing?: Partial<Timing>
  readonly hostTime?: HostTime
  readonly random?: () => number
}

export interface LinkEvents {
  /** A successful handshake (`reset` false), or the board restarted while connected (`reset` true). */
  hello(board: BoardHello, at: { nowMs: number; reset: boolean }): void
  frame(frame: Frame): void
  /** On every change; `detail` is a sentence for people. */
  state(state: LinkState, detail: string): void
  /** The host's wall clock was set, or the computer slept. Called before anything that is stamped after it. */
  clockJump?(jump: LinkJump): void
}

export interface LinkCounters {
  /** Rejected lines by reason, since the link started. */
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
  start(events: LinkEvents): void
  /** Idempotent; once it resolves, the port is closed and no event follows. */
  stop(): Promise<void>
  /** The cushion's time: wall clock, or that of a simulated board. */
  nowMs(): number
  clock(): { kind: 'wall' | 'simulated'; speed: number }
  /** False while this computer does not know the time, for instance while it shows 1970. */
  isClockSet(): boolean
  /** Must be saved on disk together with the last stamp. */
  epochs(): EpochsState
  /** The store may already hold a reading of another epoch at this time. */
  isShared(atMs: number): boolean
  state(): { state: LinkState; detail: string }
  counters(): LinkCounters
  /** One at a time, in order. RATE is remembered and sent again after a reset. */
  send(command: HostCommand, timeoutMs?: number): Promise<CommandAnswer>
}
