/** The parts of one cushion, made in the order in which they need each other. Nothing starts here. */

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
import type { Timing } from '../link/timing.ts'
import type { Outbox } from '../outbox/outbox.ts'
import { Buzzer } from './buzzer.ts'
import { ConnectedBoard } from './connected-board.ts'
import { CushionState } from './cushion-state.ts'
import { DroppedBatches } from './dropped-batches.ts'
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

export interface CushionParts {
  readonly kept: CushionState
  readonly board: ConnectedBoard
  readonly link: Link
  readonly tolerance: ToleranceKeeper
  readonly calibrationService: CalibrationService
  readonly publisher: CushionPublisher
  readonly sender: RecordSender
  readonly dropped: DroppedBatches
  readonly pipeline: Pipeline
}

export function makeCushionParts(settings: CushionSettings, options: CushionServiceOptions): CushionParts {
  const { base, mqtt, outbox, log, nowMs, timing } = options
  const { id: cushion, source, layout, calibration } = settings
  const topic = topics(base)
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
  })
  const tolerance = new ToleranceKeeper({
    cushion,
    topic: topic.cushion(cushion, 'tolerance'),
    outbox,
    mqtt,
    log,
    initial: settings.tolerance,
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
  const sender = new RecordSender({ cushion, topic: topic.cushion(cushion, 'record'), outbox, mqtt, nowMs })
  const dropped = new DroppedBatches(outbox, cushion)
  return { kept, board, link, tolerance, calibrationService, publisher, sender, dropped, pipeline }
}
