/**
 * One cushion of the gateway: starts and stops its parts and joins them to link, disk and MQTT. Decides nothing about
 * pressure or limits: the core does. Needs no broker for alerts.
 */

import { topics } from '../../contract/topics.ts'
import type { LinkEvents, LinkState } from '../link/link.ts'
import type { Added, Addition } from '../outbox/outbox.ts'
import { takeAcknowledgements } from './acknowledgements.ts'
import { takeCommands } from './commands.ts'
import { cushionInfo } from './cushion-info.ts'
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

export class CushionService {
  readonly #settings: CushionSettings
  readonly #options: CushionServiceOptions
  readonly #parts: CushionParts
  #snapshotAtMs = Number.NEGATIVE_INFINITY

  constructor(settings: CushionSettings, options: CushionServiceOptions) {
    this.#settings = settings
    this.#options = options
    this.#parts = makeCushionParts(settings, options)
  }

  start(): void {
    const { base, mqtt, log, nowMs } = this.#options
    const { id: cushion } = this.#settings
    const parts = this.#parts
    const { tolerance, pipeline, kept, publisher, link, sender } = parts
    tolerance.start((now) => pipeline.step((core, atMs) => core.setTolerance(now, atMs)))
    const recorded = topics(base).cushion(cushion, 'recorded')
    takeAcknowledgements({ cushion, topic: recorded, mqtt, log, sender })
    takeCommands({ base, cushion, mqtt, log, nowMs, perform: (command) => perform(command, parts) })
    // A real cushion is known from its last run: its alerts can be seen and acknowledged before it answers. A simulated
    // one is on a clock of its own, which only its board can tell.
    const known = kept.board
    if (known !== null && !known.simulated) pipeline.setBoard(known)
    void publisher.availability('offline')
    link.start(this.#linkEvents())
    if (mqtt.connected) this.connected(true)
  }

  /** After this nothing more comes; what is collected is given to the last flush. Waits for the broker until `parting`. */
  async stop(parting: Promise<void>): Promise<void> {
    this.#parts.tolerance.stop()
    await this.#parts.link.stop()
    this.#parts.pipeline.online(false, 'The gateway was stopped.')
    this.#snapshotAtMs = Number.NEGATIVE_INFINITY
    await Promise.race([this.#parts.publisher.availability('offline'), parting])
  }

  connected(is: boolean): void {
    this.#parts.tolerance.connected(is)
    if (!is) return
    this.#parts.publisher.connected()
    this.#parts.sender.connected()
    this.beat()
  }

  /** Four times a second. */
  beat(): void {
    this.#parts.publisher.beat()
    this.#parts.pipeline.tick()
    this.#parts.sender.pump()
    this.#publishInfo()
  }

  /** What has to be on the disk now; null when there is nothing. */
  addition(): Addition | null {
    const nowMs = this.#options.nowMs()
    const detail = this.#parts.dropped.take(nowMs)
    if (detail !== null) this.#parts.pipeline.event('outbox-dropped', { detail })
    const addition = this.#parts.pipeline.addition(nowMs - this.#snapshotAtMs >= snapshotEveryMs)
    if (addition !== null) this.#snapshotAtMs = nowMs
    return addition
  }

  added({ batches }: Added): void {
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
    const { board, pipeline, publisher } = this.#parts
    return {
      hello: (hello, { nowMs, reset }) => {
        board.greet(hello)
        const { refusal, known } = board
        if (refusal !== null) {
          this.#options.log.error({ cushion: this.#settings.id }, refusal)
          return
        }
        if (known !== null) pipeline.setBoard(known)
        const { boot, resetCause } = hello
        if (reset) pipeline.step((core) => core.boardReset(nowMs, { boot, resetCause }))
      },
      frame: (frame) => pipeline.frame(frame),
      state: (state, detail) => {
        const online = state === 'online' && board.refusal === null
        pipeline.online(online, detail)
        void publisher.availability(online ? 'online' : 'offline')
        this.#publishInfo()
      },
      clockJump: (jump) => pipeline.clockJumped(jump),
    }
  }

  #publishInfo(): void {
    if (!this.#options.mqtt.connected) return
    const { gatewayId, outbox } = this.#options
    const info = cushionInfo({ ...this.#settings, ...this.#parts, gateway: gatewayId, outbox })
    if (info !== null) this.#parts.publisher.info(info)
  }
}
