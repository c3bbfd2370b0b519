/**
 * One cushion of the gateway: its link and its core, and the way of what they give to MQTT and the outbox.
 *
 *   link -> frame -> core -> reading, events -> batch -> outbox -> record        (nothing lost)
 *                        \-> live, state, event                                  (the latest only)
 *
 * Decides nothing about pressure or limits: the core does. Needs no broker for alerts.
 */
import type { Command, CommandResult, Layout, Tolerance } from '../contract.ts'
import { recordedSchema, topics } from '../contract.ts'
import type { Calibration } from '../core/calibration.ts'
import type { CushionCore } from '../core/core.ts'
import type { Core, CoreOptions, CoreOutput, Frame } from '../core/model.ts'
import type { BoardHello } from '../link/board.ts'
import { createLink, type Link, type LinkState } from '../link/link.ts'
import type { Source } from '../link/source.ts'
import type { Timing } from '../link/timing.ts'
import type { Log } from '../log.ts'
import type { MqttLink } from '../mqtt/mqtt-link.ts'
import type { Added, Addition, Outbox } from '../outbox/outbox.ts'
import { BatchBuilder } from './batch-builder.ts'
import { Buzzer } from './buzzer.ts'
import { takeCommands } from './commands.ts'
import { cushionInfo } from './cushion-info.ts'
import { CushionState } from './cushion-state.ts'
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

export type GatewayCore = Core & Pick<CushionCore, 'setRate' | 'calibration' | 'baseline'>

export interface CushionServiceOptions {
  readonly gatewayId: string
  readonly base: string
  readonly mqtt: MqttLink
  readonly outbox: Outbox
  readonly day: CoreOptions['day']
  readonly log: Log
  /** Monotonic. */
  readonly nowMs: () => number
  readonly createCore: (options: CoreOptions, snapshot: unknown) => GatewayCore
  readonly timing?: Partial<Timing>
  /** Batches pile up: write to the disk before the next beat. */
  flushSoon(): void
}

export interface CushionHealth {
  readonly id: string
  readonly state: LinkState
  readonly detail: string
  readonly lastFrameAgeMs: number | null
}

/** Before a board has said its rate. */
const usualRateHz = 10
const snapshotEveryMs = 30_000
const dropEventEveryMs = 60_000
const batchesAtOnce = 10

export class CushionService {
  readonly #settings: CushionSettings
  readonly #options: CushionServiceOptions
  readonly #publisher: CushionPublisher
  readonly #sender: RecordSender
  readonly #tolerance: ToleranceKeeper
  readonly #kept: CushionState
  #link: Link | null = null
  #buzzer: Buzzer | null = null
  #core: GatewayCore | null = null
  #batches: BatchBuilder | null = null
  #board: BoardHello | null = null
  #refusal: string | null = null
  #online = false
  #lastFrameMs: number | null = null
  #snapshotAtMs = Number.NEGATIVE_INFINITY
  #dropped = 0
  #droppedAtMs = Number.NEGATIVE_INFINITY

  constructor(settings: CushionSettings, options: CushionServiceOptions) {
    this.#settings = settings
    this.#options = options
    const { base, mqtt, outbox, log, nowMs } = options
    const cushion = settings.id
    const topic = topics(base)
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
      changed: (tolerance) => this.#setTolerance(tolerance),
    })
  }

  /** The outbox has to be started. */
  start(): void {
    const { base, mqtt, outbox, log, nowMs } = this.#options
    const cushion = this.#settings.id
    this.#dropped = outbox.counters(cushion).droppedBatches
    this.#tolerance.start()
    mqtt.subscribe(topics(base).cushion(cushion, 'recorded'), 1, ({ payload }) => this.#recorded(payload))
    takeCommands({ base, cushion, mqtt, log, nowMs, perform: (command) => this.#perform(command) })

    const link = createLink({
      source: this.#settings.source,
      channels: this.#settings.layout.cells.length,
      lastAtMs: this.#kept.lastAtMs,
      log: (level, message) => log[level]({ cushion }, message),
      ...(this.#options.timing === undefined ? {} : { timing: this.#options.timing }),
      events: {
        hello: (board, { nowMs: atMs, reset }) => this.#hello(board, { atMs, reset }),
        frame: (frame) => this.#frame(frame),
        state: (state, detail) => this.#linkState(state, detail),
        clockJump: (jumpMs) => this.#clockJump(jumpMs),
      },
    })
    this.#link = link
    this.#buzzer = new Buzzer(link)
    // A real cushion is known from its last run: its alerts can be seen and acknowledged before it answers. A simulated
    // one is on a clock of its own, which only its board can tell.
    const known = this.#kept.board
    if (known !== null && !known.simulated) this.#makeCore(known)
    void this.#publisher.availability('offline')
    link.start()
    if (mqtt.connected) this.connected(true)
  }

  /** After this nothing more comes; what is gathered is given to the last flush. Waits for the broker until `parting`. */
  async stop(parting: Promise<void>): Promise<void> {
    this.#tolerance.stop()
    await this.#link?.stop()
    if (this.#core !== null) {
      this.#handle(this.#core.linkLost(this.#coreNowMs(), 'The gateway was stopped.'))
    }
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
    const core = this.#core
    if (core !== null) this.#handle(core.tick(this.#coreNowMs()))
    this.#sender.pump()
    this.#publishInfo()
  }

  /** What has to be on the disk now; null when there is nothing. */
  addition(): Addition | null {
    this.#noticeDrops()
    const core = this.#core
    const contents = this.#batches?.take() ?? []
    const nowMs = this.#options.nowMs()
    if (core === null || (contents.length === 0 && nowMs - this.#snapshotAtMs < snapshotEveryMs)) return null
    this.#snapshotAtMs = nowMs
    return {
      cushion: this.#settings.id,
      contents,
      state: this.#kept.after(core.snapshot(), this.#lastFrameMs),
    }
  }

  added({ batches }: Added): void {
    this.#sender.fresh(batches)
  }

  health(): CushionHealth {
    const { state, detail } = this.#link?.state() ?? { state: 'connecting', detail: 'Not started yet.' }
    const lastFrameAgeMs = this.#link?.counters().lastFrameAgeMs ?? null
    const refused = this.#refusal !== null
    return {
      id: this.#settings.id,
      state: refused ? 'refused' : state,
      detail: this.#refusal ?? detail,
      lastFrameAgeMs,
    }
  }

  // ------------------------------------------------------------------ from the link

  #hello(board: BoardHello, { atMs, reset }: { atMs: number; reset: boolean }): void {
    this.#board = board
    const simulated = board.simulated !== null
    const kept = this.#kept.simulated
    if (kept !== null && kept !== simulated) {
      this.#refusal = refusal(this.#settings.id, { came: simulated })
      this.#options.log.error({ cushion: this.#settings.id }, this.#refusal)
      return
    }
    this.#refusal = null
    const known = { bits: board.bits, rateHz: board.rateHz ?? usualRateHz, simulated }
    if (kept === null) this.#kept.simulated = simulated
    const before = this.#kept.board
    if (before?.bits !== known.bits || before.rateHz !== known.rateHz) this.#kept.board = known
    if (this.#core === null || before?.bits !== known.bits) this.#makeCore(known)
    this.#core?.setRate(known.rateHz)
    if (reset && this.#core !== null) {
      this.#handle(this.#core.boardReset(atMs, { boot: board.boot, resetCause: board.resetCause }))
    }
  }

  /** From what the last core remembers, if there is one, else from the disk. */
  #makeCore({ bits, rateHz, simulated }: { bits: number; rateHz: number; simulated: boolean }): void {
    const { id, layout, calibration } = this.#settings
    const tolerance = this.#tolerance.current
    const { gatewayId, day, createCore } = this.#options
    const snapshot = this.#core?.snapshot() ?? this.#kept.snapshot
    this.#core = createCore(
      { cushion: id, simulated, layout, calibration, tolerance, bits, rateHz, day },
      snapshot,
    )
    this.#batches ??= new BatchBuilder({ gateway: gatewayId, cushion: id, simulated })
    this.#publisher.stateChanged()
  }

  #frame(frame: Frame): void {
    const core = this.#core
    if (core === null || this.#refusal !== null) return
    const output = core.frame(frame)
    this.#lastFrameMs = frame.atMs
    this.#batches?.frame(frame, core.kpa())
    this.#handle(output)
    this.#publisher.live(this.#fast, () => core.live())
    if ((this.#batches?.waiting ?? 0) >= batchesAtOnce) this.#options.flushSoon()
  }

  #linkState(state: LinkState, detail: string): void {
    const online = state === 'online' && this.#refusal === null
    if (this.#online && !online && this.#core !== null) {
      this.#handle(this.#core.linkLost(this.#coreNowMs(), detail))
    }
    this.#online = online
    void this.#publisher.availability(online ? 'online' : 'offline')
    this.#publishInfo()
  }

  #clockJump(jumpMs: number): void {
    const at = new Date(this.#coreNowMs()).toISOString()
    const s = Math.round(jumpMs / 100) / 10
    const detail = 'The clock of this computer moved, or it slept.'
    this.#gather({ events: [{ v: 1, at, kind: 'clock-jump', s, detail }], minutes: [], bouts: [] })
  }

  get #fast(): boolean {
    const clock = this.#link?.clock()
    return clock?.kind === 'simulated' && clock.speed > 1
  }

  /**
   * On a fast simulated clock a moment of this computer is minutes of the cushion: between two readings that arrive
   * back to back no time counts as passed, or every delay of this program would look like silence.
   */
  #coreNowMs(): number {
    if (this.#fast && this.#online && this.#lastFrameMs !== null) return this.#lastFrameMs
    return this.#link?.nowMs() ?? Date.now()
  }

  // ------------------------------------------------------------------ from the core

  #gather(output: Pick<CoreOutput, 'events' | 'minutes' | 'bouts'>): void {
    this.#batches?.output(output)
    for (const event of output.events) this.#publisher.event(event)
  }

  #handle(output: CoreOutput): void {
    const core = this.#core
    if (core === null) return
    this.#gather(output)
    if (output.changed) this.#publisher.stateChanged()
    this.#publisher.state(() => core.state(this.#coreNowMs()))
    if (output.sound) this.#buzzer?.sound(output, core.state(this.#coreNowMs()).level)
  }

  #publishInfo(): void {
    const link = this.#link
    if (link === null || !this.#options.mqtt.connected) return
    const simulated = this.#board === null ? this.#kept.simulated : this.#board.simulated !== null
    // Until a board has said what it is, or plainly none is there, nobody is told that it is a real one.
    const undecided = simulated === null && ['connecting', 'handshake'].includes(link.state().state)
    if (undecided) return
    const { id, layout, source, calibration } = this.#settings
    const { gatewayId: gateway, outbox } = this.#options
    this.#publisher.info(
      cushionInfo({
        gateway,
        cushion: id,
        simulated: simulated ?? false,
        board: this.#board,
        port: source.name,
        link,
        refusal: this.#refusal,
        layout,
        calibration: this.#core === null ? calibration : this.#core.calibration,
        baseline: this.#core?.baseline ?? null,
        cells: this.#core?.cells() ?? [],
        outbox,
      }),
    )
  }

  #noticeDrops(): void {
    const dropped = this.#options.outbox.counters(this.#settings.id).droppedBatches
    const nowMs = this.#options.nowMs()
    if (dropped === this.#dropped || nowMs - this.#droppedAtMs < dropEventEveryMs) return
    const detail = `The outbox was full: ${dropped - this.#dropped} of the oldest batches of readings were left out of the history.`
    this.#dropped = dropped
    this.#droppedAtMs = nowMs
    const at = new Date(this.#coreNowMs()).toISOString()
    this.#gather({ events: [{ v: 1, at, kind: 'outbox-dropped', detail }], minutes: [], bouts: [] })
  }

  // ------------------------------------------------------------------ from MQTT

  #setTolerance(tolerance: Tolerance): void {
    if (this.#core !== null) this.#handle(this.#core.setTolerance(tolerance, this.#coreNowMs()))
    this.#publisher.stateChanged()
  }

  #recorded(payload: Buffer): void {
    let given: unknown
    try {
      given = JSON.parse(payload.toString())
    } catch {
      given = null
    }
    const parsed = recordedSchema.safeParse(given)
    if (!parsed.success) {
      this.#options.log.warn(
        { cushion: this.#settings.id },
        'An acknowledgement of the recorder could not be read; its batches are sent again.',
      )
      return
    }
    for (const { batch, reason } of parsed.data.setAside) {
      this.#options.log.warn(
        { cushion: this.#settings.id, batch, reason },
        'A batch cannot be stored; the recorder keeps it in its set-aside file.',
      )
    }
    this.#sender.recorded(parsed.data)
  }

  async #perform(command: Command): Promise<CommandResult> {
    const link = this.#link
    if (link === null) return noCushion(command.id)
    switch (command.verb) {
      case 'rate': {
        const result = await this.#toBoard(command.id, { type: 'rate', hz: command.hz })
        if (result.ok) this.#rateChanged(command.hz)
        return result
      }
      case 'buzz':
        return await this.#toBoard(command.id, { type: 'buzz', ms: command.ms })
      default: {
        if (this.#core === null) return noCushion(command.id)
        const { result, output } = this.#core.command(command, this.#coreNowMs())
        this.#handle(output)
        this.#publisher.stateChanged()
        return result
      }
    }
  }

  async #toBoard(id: string, command: Parameters<Link['send']>[0]): Promise<CommandResult> {
    if (this.#link === null) return noCushion(id)
    const answer = await this.#link.send(command)
    if (answer.ok) return { v: 1, id, ok: true }
    return { v: 1, id, ok: false, error: { code: answer.code, message: answer.message } }
  }

  #rateChanged(rateHz: number): void {
    const board = this.#board
    if (board === null) return
    this.#board = { ...board, rateHz }
    const known = { bits: board.bits, rateHz, simulated: board.simulated !== null }
    this.#kept.board = known
    this.#core?.setRate(rateHz)
  }
}

const noCushion = (id: string): CommandResult => ({
  v: 1,
  id,
  ok: false,
  error: { code: 'no-cushion', message: 'The cushion has not been connected yet. Plug it in and try again.' },
})

function refusal(id: string, { came }: { came: boolean }): string {
  const [is, has] = came ? ['simulated', 'real'] : ['real', 'simulated']
  return (
    `This is a ${is} cushion, but the data kept under the id ${id} is from a ${has} one; they are never mixed, so its ` +
    `readings are not taken. Give the ${is} cushion an id of its own with --cushion, or its own folder with --data.`
  )
}
