/**
 * The core of one cushion and the way of what it gives: into the next batch for the record, and to MQTT.
 *
 *   frame -> core -> reading, minutes, bouts, events -> batch     (nothing lost)
 *                \-> live, state, event, buzz                     (the latest only)
 */

import { isoAt } from '../../core/core-output.ts'
import type { CushionCore } from '../../core/cushion-core.ts'
import type { Calibration } from '../../core/model/calibration.ts'
import type { CushionEvent, EventKind } from '../../core/model/events.ts'
import type { Layout } from '../../core/model/layout.ts'
import type { Tolerance } from '../../core/model/tolerance.ts'
import type { Core, CoreOptions, CoreOutput, Frame } from '../../core/model/types.ts'
import type { CalibrationDesk } from '../calibration/calibration-service.ts'
import type { Link, LinkJump } from '../link/link.ts'
import { BatchBuilder, type BatchContent } from './batch-builder.ts'
import type { Buzzer } from './buzzer.ts'
import type { CushionState, KnownBoard } from './cushion-state.ts'
import type { CushionPublisher } from './publisher.ts'

export type GatewayCore = Core &
  Pick<CushionCore, 'setRate' | 'calibration' | 'baseline' | 'watch' | 'moveTime'>
export type CreateCore = (options: CoreOptions, snapshot: unknown) => GatewayCore

export interface PipelineOptions {
  readonly gatewayId: string
  readonly cushion: string
  readonly layout: Layout
  readonly calibration: Calibration | null
  readonly day: CoreOptions['day']
  readonly createCore: CreateCore
  readonly kept: CushionState
  readonly publisher: CushionPublisher
  readonly link: Link
  readonly buzzer: Buzzer
  readonly desk: CalibrationDesk
  readonly tolerance: () => Tolerance
  /** Batches pile up: write to the disk before the next beat. */
  flushSoon(): void
}

const batchesAtOnce = 10

export class Pipeline {
  readonly #options: PipelineOptions
  #core: GatewayCore | null = null
  #batches: BatchBuilder | null = null
  #lastFrameMs: number | null = null
  #online = false
  /** Readings and time of the board do not belong to this cushion's data: see board-gate.ts. */
  refused = false

  constructor(options: PipelineOptions) {
    this.#options = options
  }

  get core(): GatewayCore | null {
    return this.#core
  }

  /** The board is known, from its hello or from the last run. Goes on from the core before, or from the disk. */
  board(board: KnownBoard): void {
    const { kept, publisher, createCore, cushion, gatewayId, layout, calibration, day } = this.#options
    const same = this.#core !== null && kept.board?.bits === board.bits
    kept.board = board
    if (!same) {
      const { simulated, bits, rateHz } = board
      this.#core = createCore(
        { cushion, simulated, layout, calibration, tolerance: this.#options.tolerance(), bits, rateHz, day },
        this.#core?.snapshot() ?? kept.snapshot,
      )
      this.#options.desk.open(bits, this.#core.calibration)
      this.#batches ??= new BatchBuilder({ gateway: gatewayId, cushion, simulated })
    }
    this.#core?.setRate(board.rateHz)
    publisher.stateChanged()
  }

  frame(frame: Frame): void {
    const core = this.#core
    if (core === null || this.refused) return
    const { desk, publisher } = this.#options
    desk.frame(frame.atMs, frame.counts)
    core.watch(!desk.active)
    const output = core.frame(frame)
    this.#lastFrameMs = frame.atMs
    // First of all: somebody may be looking.
    publisher.live(this.#fast, () =>
      desk.begun ? { ...core.live(), counts: [...frame.counts] } : core.live(),
    )
    this.#batches?.frame(frame, core.kpa())
    if (this.#options.link.isShared(frame.atMs)) this.#batches?.meetOthers()
    this.#handle(output)
    if ((this.#batches?.waiting ?? 0) >= batchesAtOnce) this.#options.flushSoon()
  }

  tick(): void {
    if (!this.refused) this.step((core, nowMs) => core.tick(nowMs))
  }

  /** `detail` says why it is not online. */
  online(is: boolean, detail: string): void {
    const lost = this.#online && !is
    const nowMs = this.nowMs()
    this.#online = is
    if (lost) this.step((core) => core.linkLost(nowMs, detail))
  }

  /** Something else that the core does; nothing without a core. */
  step(take: (core: GatewayCore, nowMs: number) => CoreOutput): void {
    if (this.#core !== null) this.#handle(take(this.#core, this.nowMs()))
  }

  /** An event of the gateway itself. */
  event(kind: EventKind, more: Omit<CushionEvent, 'v' | 'at' | 'kind'>): void {
    const at = new Date(this.nowMs()).toISOString()
    this.#gather({ events: [{ ...more, v: 1, at, kind }], minutes: [], bouts: [] })
  }

  /** The clock was set: what is gathered belongs to the one before, and the core goes on by the new one. */
  clockJumped({ byMs, epoch }: LinkJump): void {
    const s = Math.round(byMs / 100) / 10
    if (epoch === null) {
      this.event('clock-jump', { s, detail: 'The clock of this computer moved, or it slept.' })
      return
    }
    this.step((core) => core.moveTime(epoch.toMs - epoch.fromMs))
    this.#batches?.cutOff()
    // Also before the first reading: or the next start would find the same jump once more.
    this.#lastFrameMs = (this.#lastFrameMs ?? epoch.fromMs) + epoch.toMs - epoch.fromMs
    const [sinceAt, fromAt, toAt] = [epoch.sinceMs, epoch.fromMs, epoch.toMs].map(isoAt)
    this.event('clock-jump', {
      s,
      epoch: epoch.number,
      sinceAt,
      fromAt,
      toAt,
      exact: epoch.exact,
      detail: 'The clock of this computer was set.',
    })
  }

  /** What is gathered for the record since the last call. */
  take(): BatchContent[] {
    return this.#batches?.take() ?? []
  }

  /** What describes the cushion after everything taken; null before it is known. */
  state(): Record<string, string> | null {
    const { kept, link } = this.#options
    return this.#core === null ? null : kept.after(this.#core.snapshot(), this.#lastFrameMs, link.epochs())
  }

  /**
   * The cushion's time. On a fast simulated clock a moment of this computer is minutes of the cushion: between two
   * readings that arrive back to back no time counts as passed, or every delay of this program would look like silence.
   */
  nowMs(): number {
    if (this.refused) return Date.now()
    if (this.#fast && this.#online && this.#lastFrameMs !== null) return this.#lastFrameMs
    return this.#options.link.nowMs()
  }

  get #fast(): boolean {
    const { kind, speed } = this.#options.link.clock()
    return kind === 'simulated' && speed > 1
  }

  #gather(output: Pick<CoreOutput, 'events' | 'minutes' | 'bouts'>): void {
    this.#batches?.output(output)
    for (const event of output.events) this.#options.publisher.event(event)
  }

  #handle(output: CoreOutput): void {
    const core = this.#core
    if (core === null) return
    const { publisher, buzzer } = this.#options
    this.#gather(output)
    if (output.changed) publisher.stateChanged()
    publisher.state(() => core.state(this.nowMs()))
    if (output.sound) buzzer.sound(output, core.state(this.nowMs()).level)
  }
}
