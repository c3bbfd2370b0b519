/** Creates the parts of one cushion, in the order of their dependencies. Nothing starts here. */

import { topics } from '../../contract/topics.ts'
import type { Calibration } from '../../core/model/schemas/calibration.ts'
import type { Layout } from '../../core/model/schemas/layout.ts'
import type { Tolerance } from '../../core/model/schemas/tolerance.ts'
import type { CoreOptions } from '../../core/model/types.ts'
import type { MqttLink } from '../../mqtt/mqtt-link.ts'
import type { Log } from '../../platform/log.ts'
import { CalibrationService } from '../calibration/calibration-service.ts'
import { createLink, type Link } from '../link/link.ts'
import type { Source } from '../link/sources/source.ts'
import type { HostTime } from '../link/time/host-clock.ts'
import type { Timing } from '../link/timing.ts'
import type { Outbox } from '../outbox/outbox.ts'
import { NameClaim } from '../publishing/name-claim.ts'
import { type NamedLink, namedLink } from '../publishing/named-link.ts'
import { CushionPublisher } from '../publishing/publisher.ts'
import { Buzzer } from './buzzer.ts'
import { ClockWait } from './clock-wait.ts'
import { ConnectedBoard } from './connected-board.ts'
import { CushionState } from './cushion-state.ts'
import { DroppedBatches } from './dropped-batches.ts'
import { type CreateCore, Pipeline } from './pipeline.ts'
import { RecordSender } from './record-sender.ts'
import { ToleranceKeeper } from './tolerance-keeper.ts'

export interface CushionSettings {
  readonly id: string
  readonly source: Source
  readonly layout: Layout
  /** Null: relative mode. */
  readonly calibration: Calibration | null
  /** Applies until another is set over MQTT; after that, the one on disk applies. */
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
  /** How long to listen for another gateway before using the cushion's name. */
  readonly listenMs: number
  /** Default: this computer's clocks. */
  readonly hostTime?: HostTime
  /** Batches pile up: write to disk before the next beat. */
  flushSoon(): void
  /** A reading was processed and published. */
  readingTaken(): void
}

export interface CushionParts {
  readonly claim: NameClaim
  /** The link, available while this gateway has the name. */
  readonly named: NamedLink
  readonly kept: CushionState
  readonly board: ConnectedBoard
  readonly link: Link
  readonly tolerance: ToleranceKeeper
  readonly calibrationService: CalibrationService
  readonly publisher: CushionPublisher
  readonly clockWait: ClockWait
  readonly sender: RecordSender
  readonly dropped: DroppedBatches
  readonly pipeline: Pipeline
}

export function makeCushionParts(
  settings: CushionSettings,
  options: CushionServiceOptions & { nameChanged(): void },
): CushionParts {
  const { base, outbox, log, nowMs, timing } = options
  const { id: cushion, source, layout, calibration } = settings
  const topic = topics(base)
  const claim = new NameClaim({ ...options, cushion, outboxId: outbox.id, changed: options.nameChanged })
  const mqtt = namedLink(options.mqtt, claim, cushion)
  const kept = new CushionState(outbox, cushion)
  const board = new ConnectedBoard(cushion, kept)
  const link = createLink({
    source,
    channels: layout.cells.length,
    lastAtMs: kept.lastAtMs,
    epochs: kept.epochs,
    simulated: kept.simulated === true,
    log: (level, message) => log[level]({ cushion }, message),
    ...(timing === undefined ? {} : { timing }),
    ...(options.hostTime === undefined ? {} : { hostTime: options.hostTime }),
  })
  const tolerance = new ToleranceKeeper({
    cushion,
    topic: topic.cushion(cushion, 'tolerance'),
    outbox,
    mqtt,
    log,
    initial: settings.tolerance,
    kept,
  })
  const calibrationService = new CalibrationService({
    layout,
    file: calibration,
    speed: () => link.clock().speed,
    kept: {
      read: (key) => outbox.read(cushion, key),
      write: (key, value) => outbox.write(cushion, key, value),
    },
  })
  const publisher = new CushionPublisher({ base, cushion, mqtt, nowMs })
  const pipeline = new Pipeline({
    ...options,
    cushion,
    layout,
    calibration,
    kept,
    link,
    board,
    calibrationService,
    tolerance,
    publisher,
    buzzer: new Buzzer(link),
  })
  const clockWait = new ClockWait({ cushion, outbox, link, nowMs, log })
  const sender = new RecordSender({
    cushion,
    topic: topic.cushion(cushion, 'record'),
    outbox,
    mqtt,
    nowMs,
    holds: () => clockWait.holds,
  })
  const dropped = new DroppedBatches(outbox, cushion)
  return {
    claim,
    named: mqtt,
    kept,
    board,
    link,
    tolerance,
    calibrationService,
    publisher,
    clockWait,
    sender,
    dropped,
    pipeline,
  }
}
