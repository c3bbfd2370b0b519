/**
 * The path of a reading through the gateway: from the link through the core into the next record batch, and to MQTT.
 *
 *   link -> frame -> core -> minutes, bouts, events, pressures -> batch     (nothing lost)
 *                       \-> live, state, event, buzz                        (the latest only)
 */

import type { CoreCommand } from '../../core/commands.ts'
import type { CushionCore } from '../../core/cushion-core.ts'
import { isoAt } from '../../core/event-collector.ts'
import { sameCounting } from '../../core/model/counting.ts'
import type { Calibration } from '../../core/model/schemas/calibration.ts'
import type { CommandResult } from '../../core/model/schemas/command-result.ts'
import type { CushionEvent, EventKind } from '../../core/model/schemas/events.ts'
import type { Layout } from '../../core/model/schemas/layout.ts'
import type { Core, CoreOptions, CoreOutput, Frame } from '../../core/model/types.ts'
import type { CalibrationService } from '../calibration/calibration-service.ts'
import type { Link, LinkJump } from '../link/link.ts'
import type { Addition } from '../outbox/outbox.ts'
import type { CushionPublisher } from '../publishing/publisher.ts'
import { BatchBuilder } from './batch-builder.ts'
import type { Buzzer } from './buzzer.ts'
import type { ConnectedBoard } from './connected-board.ts'
import type { CushionState, KnownBoard } from './cushion-state.ts'
import type { ToleranceKeeper } from './tolerance-keeper.ts'

export type GatewayCore = Core & Pick<CushionCore, 'setRate' | 'calibration' | 'baseline' | 'moveTime'>
export type CreateCore = (options: CoreOptions, snapshot: unknown) => GatewayCore

export interface PipelineOptions {
  readonly gatewayId: string
  readonly cushion: string
  readonly layout: Layout
  /** The one from the settings, if any. */
  readonly calibration: Calibration | null
  readonly day: CoreOptions['day']
  readonly createCore: CreateCore
  readonly kept: CushionState
  readonly link: Pick<Link, 'nowMs' | 'clock' | 'epochs' | 'isShared'>
  readonly board: ConnectedBoard
  readonly calibrationService: CalibrationService
  readonly tolerance: Pick<ToleranceKeeper, 'current'>
  readonly publisher: CushionPublisher
  readonly buzzer: Buzzer
  /** Batches pile up: write to disk before the next beat. */
  flushSoon(): void
  /** A reading was processed and published. */
  readingTaken(): void
}

const batchesAtOnce = 10

export class Pipeline {
  readonly #options: PipelineOptions
  #core: GatewayCore | null = null
  #batches: BatchBuilder | null = null
  #lastFrameMs: number | null = null
  #online = false

  constructor(options: PipelineOptions) {
    this.#options = options
  }

  get core(): GatewayCore | null {
    return this.#core
  }

  /** The board is known, from its hello or the last run. Continues with the existing core, or from disk. */
  setBoard(board: KnownBoard): void {
    const { kept, publisher, createCore, cushion, gatewayId, layout, calibration, day } = this.#options
    const same = this.#core !== null && kept.board !== null && sameCounting(kept.board, board)
    kept.board = board
    if (!same) {
      const { simulated, bits, full, law, rateHz } = board
      const counting = { bits, full, law }
      const tolerance = this.#options.tolerance.current
      this.#core = createCore(
        { cushion, simulated, layout, calibration, tolerance, ...counting, rateHz, day },
        this.#core?.snapshot() ?? kept.snapshot,
      )
      this.#options.calibrationService.open(counting, this.#core.calibration)
      this.#batches ??= new BatchBuilder({ gateway: gatewayId, cushion, simulated })
    }
    this.#core?.setRate(board.rateHz)
    publisher.stateChanged()
  }

  frame(frame: Frame): void {
    const core = this.#core
    const { board, calibrationService, publisher } = this.#options
    if (core === null || board.refusal !== null) return
    calibrationService.frame(frame.atMs, frame.counts)
    const output = core.frame(frame, { weightsOn: calibrationService.active })
    const { reading } = output
    this.#lastFrameMs = frame.atMs
    // First of all: somebody may be looking.
    publisher.live(this.#fast, () =>
      calibrationService.begun ? { ...reading.live(), counts: [...frame.counts] } : reading.live(),
    )
    this.#batches?.frame(frame, reading.kpa())
    if (this.#options.link.isShared(frame.atMs)) this.#batches?.meetOthers()
    this.#handOut(output)
    if ((this.#batches?.waiting ?? 0) >= batchesAtOnce) this.#options.flushSoon()
    this.#options.readingTaken()
  }

  tick(): void {
    if (this.#options.board.refusal === null) this.step((core, nowMs) => core.tick(nowMs))
  }

  /** `detail` is the reason if it is not online. */
  online(is: boolean, detail: string): void {
    const lost = this.#online && !is
    const nowMs = this.nowMs()
    this.#online = is
    if (lost) this.step((core) => core.linkLost(nowMs, detail))
  }

  /** Any other work of the core; nothing without a core. */
  step(take: (core: GatewayCore, nowMs: number) => CoreOutput): void {
    if (this.#core !== null) this.#handOut(take(this.#core, this.nowMs()))
  }

  /** A command to the core, and its answer; null without a core. Every page shows the change at once. */
  command(command: CoreCommand): CommandResult | null {
    if (this.#core === null) return null
    const { result, output } = this.#core.command(command, this.nowMs())
    this.#handOut({ ...output, changed: true })
    return result
  }

  /** An event of the gateway itself. */
  event(kind: EventKind, more: Omit<CushionEvent, 'v' | 'at' | 'kind'>): void {
    const at = new Date(this.nowMs()).toISOString()
    this.#collect({ events: [{ ...more, v: 1, at, kind }], minutes: [], bouts: [] })
  }

  /** The clock was set: what was gathered belongs to the earlier one, and the core continues with the new one. */
  leaveEpoch(epoch: NonNullable<LinkJump['epoch']>): void {
    this.step((core) => core.moveTime(epoch.toMs - epoch.fromMs))
    this.#batches?.cutOff()
    // Also before the first reading; otherwise the next start would find the same jump again.
    this.#lastFrameMs = (this.#lastFrameMs ?? epoch.fromMs) + epoch.toMs - epoch.fromMs
  }

  /** `datedBack`: no reading still has a time of the earlier clock. */
  clockJumped({ byMs, epoch }: LinkJump, { datedBack }: { datedBack: boolean }): void {
    const s = Math.round(byMs / 100) / 10
    if (epoch === null || datedBack) {
      const detail = datedBack
        ? 'The clock of this computer was set for the first time since it started. Earlier readings got their true time.'
        : 'The clock of this computer moved, or it slept.'
      this.event('clock-jump', { s, detail })
      return
    }
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

  /**
   * What must be on disk: everything recorded since the last call, and the core's state after that. Null if nothing was recorded
   * (unless the core alone is `due`), or before the cushion is known.
   */
  addition(due: boolean): Addition | null {
    const { cushion, kept, link } = this.#options
    if (this.#core === null || this.#batches === null || (this.#batches.empty && !due)) return null
    const contents = this.#batches.take()
    return { cushion, contents, state: kept.after(this.#core.snapshot(), this.#lastFrameMs, link.epochs()) }
  }

  /**
   * The cushion's time. On a fast simulated clock, a moment of this computer is minutes of the cushion. No time counts as passed
   * between two readings that arrive back to back; otherwise every delay of this program would look like silence.
   */
  nowMs(): number {
    const { board, link } = this.#options
    // The time of a refused board is not the time of this cushion's data.
    if (board.refusal !== null) return Date.now()
    if (this.#fast && this.#online && this.#lastFrameMs !== null) return this.#lastFrameMs
    return link.nowMs()
  }

  get #fast(): boolean {
    const { kind, speed } = this.#options.link.clock()
    return kind === 'simulated' && speed > 1
  }

  #collect(output: Pick<CoreOutput, 'events' | 'minutes' | 'bouts'>): void {
    this.#batches?.output(output)
    for (const event of output.events) this.#options.publisher.event(event)
  }

  #handOut(output: CoreOutput): void {
    const { publisher, buzzer } = this.#options
    const state = () => output.reading.state(this.nowMs())
    this.#collect(output)
    if (output.changed) publisher.stateChanged()
    publisher.state(state)
    for (const { kind, level } of output.events) if (kind === 'reminder') buzzer.sound(level)
  }
}
