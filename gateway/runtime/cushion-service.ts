/**
 * One cushion of the gateway: joins its link, its pipeline (core, batches), the outbox and MQTT. Decides nothing about
 * pressure or limits: the core does. Needs no broker for alerts.
 */

import { recordedSchema } from '../../contract/record.ts'
import { topics } from '../../contract/topics.ts'
import type { Calibration } from '../../core/model/calibration.ts'
import type { Layout } from '../../core/model/layout.ts'
import type { Tolerance } from '../../core/model/tolerance.ts'
import type { CoreOptions } from '../../core/model/types.ts'
import type { MqttLink } from '../../mqtt/mqtt-link.ts'
import { parseJson } from '../../platform/json.ts'
import type { Log } from '../../platform/log.ts'
import { CalibrationDesk } from '../calibration/calibration-service.ts'
import type { BoardHello } from '../link/board.ts'
import { createLink, type Link, type LinkState } from '../link/link.ts'
import type { Source } from '../link/sources/source.ts'
import type { Timing } from '../link/timing.ts'
import type { Added, Addition, Outbox } from '../outbox/outbox.ts'
import { refusalOf } from './board-gate.ts'
import { Buzzer } from './buzzer.ts'
import { takeCommands } from './commands.ts'
import { cushionInfo } from './cushion-info.ts'
import { CushionState } from './cushion-state.ts'
import { perform } from './perform.ts'
import { type CreateCore, Pipeline } from './pipeline.ts'
import { CushionPublisher } from './publisher.ts'
import { RecordSender } from './record-sender.ts'
import { ToleranceKeeper } from './tolerance-keeper.ts'

export interface CushionSettings {
  readonly id: string
  readonly source: Source
  readonly layout: Layout
  /** Null: relative mode. */
  readonly calibration: Calibration | null
  /** In force until another is set over MQTT; afterwards the one on the disk. */
  readonly tolerance?: Tolerance
}

export interface CushionServiceOptions {
  readonly gatewayId: string
  readonly base: string
  readonly mqtt: MqttLink
  /** Started. */
  readonly outbox: Outbox
  readonly day: CoreOptions['day']
  readonly log: Log
  /** Monotonic. */
  readonly nowMs: () => number
  readonly createCore: CreateCore
  readonly timing?: Partial<Timing>
  /** Batches pile up: write to the disk before the next beat. */
  flushSoon(): void
  /** A reading was taken in and has been published. */
  readingTaken(): void
}

export interface CushionHealth {
  readonly id: string
  readonly state: LinkState
  readonly detail: string
  readonly lastFrameAgeMs: number | null
}

/** Of a board that does not say its rate. */
const usualRateHz = 10
const snapshotEveryMs = 30_000
const dropEventEveryMs = 60_000

export class CushionService {
  readonly #settings: CushionSettings
  readonly #options: CushionServiceOptions
  readonly #publisher: CushionPublisher
  readonly #sender: RecordSender
  readonly #tolerance: ToleranceKeeper
  readonly #kept: CushionState
  readonly #desk: CalibrationDesk
  readonly #link: Link
  readonly #pipeline: Pipeline
  #board: BoardHello | null = null
  #refusal: string | null = null
  #snapshotAtMs = Number.NEGATIVE_INFINITY
  #dropped: number
  #droppedAtMs = Number.NEGATIVE_INFINITY

  constructor(settings: CushionSettings, options: CushionServiceOptions) {
    this.#settings = settings
    this.#options = options
    const { base, mqtt, outbox, log, nowMs } = options
    const { id: cushion } = settings
    const topic = topics(base)
    this.#dropped = outbox.counters(cushion).droppedBatches
    this.#publisher = new CushionPublisher({ base, cushion, mqtt, nowMs })
    this.#sender = new RecordSender({ cushion, topic: topic.cushion(cushion, 'record'), outbox, mqtt, nowMs })
    this.#kept = new CushionState(outbox, cushion)
    this.#tolerance = new ToleranceKeeper({
      cushion,
      topic: topic.cushion(cushion, 'tolerance'),
      outbox,
      mqtt,
      log,
      initial: settings.tolerance,
      changed: (tolerance) => this.#pipeline.step((core, atMs) => core.setTolerance(tolerance, atMs)),
    })
    this.#desk = new CalibrationDesk({
      layout: settings.layout,
      file: settings.calibration,
      speed: () => this.#link.clock().speed,
      kept: {
        read: (key) => outbox.read(cushion, key),
        write: (key, value) => outbox.write(cushion, key, value),
      },
    })
    this.#link = this.#newLink()
    this.#pipeline = new Pipeline({
      ...settings,
      ...options,
      cushion,
      kept: this.#kept,
      publisher: this.#publisher,
      link: this.#link,
      buzzer: new Buzzer(this.#link),
      desk: this.#desk,
      tolerance: () => this.#tolerance.current,
    })
  }

  start(): void {
    const { base, mqtt, log, nowMs } = this.#options
    const cushion = this.#settings.id
    this.#tolerance.start()
    mqtt.subscribe(topics(base).cushion(cushion, 'recorded'), 1, ({ payload }) => this.#recorded(payload))
    const doing = {
      link: this.#link,
      pipeline: this.#pipeline,
      desk: this.#desk,
      refusal: () => this.#refusal,
      rateChanged: (rateHz: number) => this.#rateChanged(rateHz),
    }
    takeCommands({ base, cushion, mqtt, log, nowMs, perform: (command) => perform(command, doing) })
    // A real cushion is known from its last run: its alerts can be seen and acknowledged before it answers. A simulated
    // one is on a clock of its own, which only its board can tell.
    const known = this.#kept.board
    if (known !== null && !known.simulated) this.#pipeline.board(known)
    void this.#publisher.availability('offline')
    this.#link.start()
    if (mqtt.connected) this.connected(true)
  }

  /** After this nothing more comes; what is gathered is given to the last flush. Waits for the broker until `parting`. */
  async stop(parting: Promise<void>): Promise<void> {
    this.#tolerance.stop()
    await this.#link.stop()
    this.#pipeline.online(false, 'The gateway was stopped.')
    this.#snapshotAtMs = Number.NEGATIVE_INFINITY
    await Promise.race([this.#publisher.availability('offline'), parting])
  }

  connected(is: boolean): void {
    this.#tolerance.connected(is)
    if (!is) return
    this.#publisher.connected()
    this.#sender.connected()
    this.beat()
  }

  /** Four times a second. */
  beat(): void {
    this.#publisher.beat()
    this.#pipeline.tick()
    this.#sender.pump()
    this.#publishInfo()
  }

  /** What has to be on the disk now; null when there is nothing. */
  addition(): Addition | null {
    this.#noticeDrops()
    const contents = this.#pipeline.take()
    const nowMs = this.#options.nowMs()
    if (contents.length === 0 && nowMs - this.#snapshotAtMs < snapshotEveryMs) return null
    const state = this.#pipeline.state()
    if (state === null) return null
    this.#snapshotAtMs = nowMs
    return { cushion: this.#settings.id, contents, state }
  }

  added({ batches }: Added): void {
    this.#sender.fresh(batches)
  }

  health(): CushionHealth {
    const { state, detail } = this.#link.state()
    return {
      id: this.#settings.id,
      state: this.#refusal === null ? state : 'refused',
      detail: this.#refusal ?? detail,
      lastFrameAgeMs: this.#link.counters().lastFrameAgeMs,
    }
  }

  // ------------------------------------------------------------------ from the link

  #newLink(): Link {
    const { log, timing } = this.#options
    const { id: cushion, source, layout } = this.#settings
    return createLink({
      source,
      channels: layout.cells.length,
      lastAtMs: this.#kept.lastAtMs,
      epochs: this.#kept.epochs,
      simulated: this.#kept.simulated === true,
      log: (level, message) => log[level]({ cushion }, message),
      ...(timing === undefined ? {} : { timing }),
      events: {
        hello: (board, at) => this.#hello(board, at),
        frame: (frame) => {
          this.#pipeline.frame(frame)
          this.#options.readingTaken()
        },
        state: (state, detail) => this.#linkState(state, detail),
        clockJump: (jump) => this.#pipeline.clockJumped(jump),
      },
    })
  }

  #hello(board: BoardHello, at: { nowMs: number; reset: boolean }): void {
    const { id: cushion } = this.#settings
    this.#board = board
    this.#refusal = refusalOf(board, cushion, this.#kept)
    this.#pipeline.refused = this.#refusal !== null
    if (this.#refusal !== null) {
      this.#options.log.error({ cushion }, this.#refusal)
      return
    }
    const { bits, boot, resetCause, simulated } = board
    this.#pipeline.board({ bits, rateHz: board.rateHz ?? usualRateHz, simulated: simulated !== null })
    if (at.reset) this.#pipeline.step((core) => core.boardReset(at.nowMs, { boot, resetCause }))
  }

  #linkState(state: LinkState, detail: string): void {
    const online = state === 'online' && this.#refusal === null
    this.#pipeline.online(online, detail)
    void this.#publisher.availability(online ? 'online' : 'offline')
    this.#publishInfo()
  }

  #rateChanged(rateHz: number): void {
    const board = this.#board
    if (board === null) return
    this.#board = { ...board, rateHz }
    this.#pipeline.board({ bits: board.bits, rateHz, simulated: board.simulated !== null })
  }

  // ------------------------------------------------------------------ to and from MQTT

  #publishInfo(): void {
    if (!this.#options.mqtt.connected) return
    const simulated = this.#board === null ? this.#kept.simulated : this.#board.simulated !== null
    // Until a board has said what it is, or plainly none is there, nobody is told that it is a real one.
    if (simulated === null && ['connecting', 'handshake'].includes(this.#link.state().state)) return
    const { id: cushion, layout, source, calibration } = this.#settings
    const { core } = this.#pipeline
    this.#publisher.info(
      cushionInfo({
        gateway: this.#options.gatewayId,
        cushion,
        simulated: simulated ?? false,
        board: this.#board,
        port: source.name,
        link: this.#link,
        refusal: this.#refusal,
        layout,
        calibration: core === null ? calibration : core.calibration,
        baseline: core?.baseline ?? null,
        extras: core === null ? {} : this.#desk.info(core.calibration),
        cells: core?.cells() ?? [],
        outbox: this.#options.outbox,
      }),
    )
  }

  #noticeDrops(): void {
    const dropped = this.#options.outbox.counters(this.#settings.id).droppedBatches
    const nowMs = this.#options.nowMs()
    if (dropped === this.#dropped || nowMs - this.#droppedAtMs < dropEventEveryMs) return
    this.#pipeline.event('outbox-dropped', {
      detail: `The outbox was full: ${dropped - this.#dropped} of the oldest batches of readings were left out of the history.`,
    })
    this.#dropped = dropped
    this.#droppedAtMs = nowMs
  }

  #recorded(payload: Buffer): void {
    const { log } = this.#options
    const cushion = this.#settings.id
    const parsed = recordedSchema.safeParse(parseJson(payload.toString()))
    if (!parsed.success) {
      log.warn(
        { cushion },
        'An acknowledgement of the recorder could not be read; its batches are sent again.',
      )
      return
    }
    for (const { batch, reason } of parsed.data.setAside) {
      log.warn(
        { cushion, batch, reason },
        'A batch cannot be stored; the recorder keeps it in its set-aside file.',
      )
    }
    this.#sender.recorded(parsed.data)
  }
}
