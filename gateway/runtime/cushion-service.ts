/**
 * One cushion of the gateway: starts and stops its parts and connects them to link, disk and MQTT. Decides nothing about
 * pressure or limits: the core does. Needs no broker for alerts.
 */

import { topics } from '../../contract/topics.ts'
import { askConstants } from '../calibration/board-constants.ts'
import type { LinkEvents, LinkJump, LinkState } from '../link/link.ts'
import type { Added, Addition } from '../outbox/outbox.ts'
import { cushionInfo } from '../publishing/cushion-info.ts'
import type { WatchedCushion } from '../publishing/gateway-problems.ts'
import { takeAcknowledgements } from './acknowledgements.ts'
import { takeCommands } from './commands.ts'
import {
  type CushionParts,
  type CushionServiceOptions,
  type CushionSettings,
  makeCushionParts,
} from './cushion-parts.ts'
import { perform } from './perform.ts'

export type { CushionServiceOptions, CushionSettings } from './cushion-parts.ts'

export interface CushionHealth {
  readonly id: string
  readonly state: LinkState
  readonly detail: string
  readonly lastFrameAgeMs: number | null
}

const snapshotEveryMs = 30_000
const stallMs = 1000

export class CushionService {
  readonly #settings: CushionSettings
  readonly #options: CushionServiceOptions
  readonly #parts: CushionParts
  #snapshotAtMs = Number.NEGATIVE_INFINITY
  #beatAtMs = Number.NEGATIVE_INFINITY
  #stalled = false

  constructor(settings: CushionSettings, options: CushionServiceOptions) {
    this.#settings = settings
    this.#options = options
    this.#parts = makeCushionParts(settings, { ...options, nameChanged: () => this.#nameChanged() })
  }

  start(): void {
    const { base, log, nowMs } = this.#options
    const { id: cushion } = this.#settings
    const parts = this.#parts
    const { claim, named: mqtt, tolerance, pipeline, kept, publisher, link, clockWait, sender } = parts
    claim.start()
    tolerance.start((now) => pipeline.step((core, atMs) => core.setTolerance(now, atMs)))
    const recorded = topics(base).cushion(cushion, 'recorded')
    takeAcknowledgements({ cushion, topic: recorded, mqtt, log, sender })
    takeCommands({ base, cushion, mqtt, log, nowMs, perform: (command) => perform(command, parts) })
    // A real cushion is known from its last run: its alerts can be seen and acknowledged before it answers. A simulated
    // one is on a clock of its own, which only its board can tell.
    const known = kept.board
    if (known !== null && !known.simulated) pipeline.setBoard(known)
    void publisher.availability('offline')
    if (kept.simulated !== true) clockWait.start()
    link.start(this.#linkEvents())
    if (this.#options.mqtt.connected) this.connected(true)
  }

  /** Nothing more comes after this; the last flush takes what was collected. Waits for the broker until `parting`. */
  async stop(parting: Promise<void>): Promise<void> {
    this.#parts.tolerance.stop()
    await this.#parts.link.stop()
    this.#parts.pipeline.online(false, 'The gateway was stopped.')
    this.#snapshotAtMs = Number.NEGATIVE_INFINITY
    await Promise.race([this.#parts.publisher.availability('offline'), parting])
  }

  connected(is: boolean): void {
    if (!is) this.#parts.tolerance.connected(false)
    this.#parts.claim.connected(is)
  }

  /** Why nothing is published under the cushion's name; and how long readings have waited for a recorder. */
  watched(): WatchedCushion {
    const { claim, sender } = this.#parts
    return { id: this.#settings.id, nameRefusal: claim.refusal, unconfirmedMs: sender.unconfirmedMs }
  }

  /** Four times a second. After a stall of this process, what the board sent meanwhile is read before anything is judged. */
  beat(): void {
    this.#parts.claim.beat()
    const nowMs = this.#options.nowMs()
    // Not twice in a row: even a computer that is always this slow must notice silence.
    this.#stalled = !this.#stalled && nowMs - this.#beatAtMs > stallMs
    this.#beatAtMs = nowMs
    this.#parts.publisher.beat()
    if (!this.#stalled) this.#parts.pipeline.tick()
    this.#parts.clockWait.beat()
    this.#parts.sender.pump()
    this.#publishInfo()
  }

  /** What must be on disk now; null if nothing. */
  addition(): Addition | null {
    const nowMs = this.#options.nowMs()
    const detail = this.#parts.dropped.take(nowMs)
    if (detail !== null) this.#parts.pipeline.event('outbox-dropped', { detail })
    const addition = this.#parts.pipeline.addition(nowMs - this.#snapshotAtMs >= snapshotEveryMs)
    if (addition !== null) this.#snapshotAtMs = nowMs
    return addition
  }

  added({ batches }: Added): void {
    this.#parts.clockWait.added(batches)
    this.#parts.sender.fresh(batches)
  }

  health(): CushionHealth {
    const { state, detail } = this.#parts.link.state()
    const { refusal } = this.#parts.board
    return {
      id: this.#settings.id,
      state: refusal === null ? state : 'refused',
      detail: refusal ?? detail,
      lastFrameAgeMs: this.#parts.link.counters().lastFrameAgeMs,
    }
  }

  #linkEvents(): LinkEvents {
    const { board, pipeline, publisher, tolerance } = this.#parts
    return {
      hello: (hello, { nowMs, reset }) => {
        tolerance.boardKnown({ simulated: hello.simulated !== null })
        board.greet(hello)
        const { refusal, known } = board
        if (refusal !== null) {
          this.#options.log.error({ cushion: this.#settings.id }, refusal)
          return
        }
        if (known !== null) pipeline.setBoard(known)
        const { boot, resetCause } = hello
        if (reset) pipeline.step((core) => core.boardReset(nowMs, { boot, resetCause }))
        else void this.#askConstants()
      },
      frame: (frame) => pipeline.frame(frame),
      state: (state, detail) => {
        const online = state === 'online' && board.refusal === null
        pipeline.online(online, detail)
        void publisher.availability(online ? 'online' : 'offline')
        this.#publishInfo()
      },
      clockJump: (jump) => this.#clockJumped(jump),
    }
  }

  /** Once a connection. A board that keeps none refuses the first question. */
  async #askConstants(): Promise<void> {
    const { link, pipeline, calibrationService } = this.#parts
    const { id, layout } = this.#settings
    const factory = await askConstants((command) => link.send(command), layout.cells.length)
    const { core } = pipeline
    if (factory === null || core === null) return
    if (typeof factory === 'string') {
      this.#options.log.warn({ cushion: id }, factory)
      calibrationService.factoryNotUsed(factory)
      this.#publishInfo()
      return
    }
    const taken = calibrationService.offerFactory(factory, pipeline.nowMs(), {
      calibration: core.calibration,
      set: (calibration) => {
        const command = { verb: 'calibrate', id: 'factory', action: 'set', calibration } as const
        return pipeline.command(command)?.error ?? null
      },
    })
    if (taken)
      this.#options.log.info({ cushion: id }, 'The cushion keeps a calibration, which is in use now.')
    this.#publishInfo()
  }

  #nameChanged(): void {
    const { claim, named, tolerance, publisher, sender } = this.#parts
    tolerance.connected(claim.mine)
    if (!claim.mine) return
    named.release()
    publisher.connected()
    sender.connected()
    this.beat()
  }

  #clockJumped(jump: LinkJump): void {
    const { pipeline, clockWait } = this.#parts
    if (jump.epoch !== null) pipeline.leaveEpoch(jump.epoch)
    if (clockWait.holds) this.#flush()
    const datedBack = clockWait.dateBack(jump)
    pipeline.clockJumped(jump, { datedBack })
  }

  /** Everything gathered under the earlier clock goes to the outbox, so that all of it can be corrected. */
  #flush(): void {
    const gathered = this.#parts.pipeline.addition(true)
    if (gathered === null) return
    for (const added of this.#options.outbox.add([gathered])) this.added(added)
  }

  #publishInfo(): void {
    if (!this.#parts.named.connected) return
    const { gatewayId, outbox } = this.#options
    const info = cushionInfo({ ...this.#settings, ...this.#parts, gateway: gatewayId, outbox })
    if (info !== null) this.#parts.publisher.info(info)
  }
}
