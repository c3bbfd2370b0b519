/**
 * The gateway: one process that serves one or more cushions. It joins each cushion's link and core to MQTT and to the
 * outbox on the disk. It starts and goes on without broker, recorder or cushion, and says what is missing.
 */
import { topics } from '../contract/topics.ts'
import { CushionCore } from '../core/cushion-core.ts'
import type { CoreOptions } from '../core/model/types.ts'
import type { MqttLink } from '../mqtt/mqtt-link.ts'
import type { Log } from '../platform/log.ts'
import type { Timing } from './link/timing.ts'
import type { Addition, Outbox } from './outbox/outbox.ts'
import {
  type CushionHealth,
  CushionService,
  type CushionServiceOptions,
  type CushionSettings,
} from './runtime/cushion-service.ts'

export interface GatewayOptions {
  readonly gatewayId: string
  readonly base: string
  readonly mqtt: MqttLink
  /** Started and stopped by the gateway. */
  readonly outbox: Outbox
  readonly cushions: readonly CushionSettings[]
  readonly day: CoreOptions['day']
  readonly log: Log
  readonly timing?: Partial<Timing>
}

interface GatewayHealth {
  readonly cushions: readonly CushionHealth[]
  readonly broker: boolean
  readonly outbox: { readonly ok: boolean; readonly detail: string }
}

export interface Gateway {
  /** Throws OutboxUnusable when the data folder cannot be used; nothing else keeps it from starting. */
  start(): Promise<void>
  stop(): Promise<void>
  health(): GatewayHealth
}

/**
 * Cores are told the time each beat. A commit to the disk holds everything up for some ms, so from `flushMs` after the last one on it is
 * made right after a reading, when the next is farthest, and when none comes at the first beat after `flushLatestMs`. A reading so
 * waits for half a second as a rule, three quarters at most. Time is counted and not beats: after a stall the next reading is enough.
 */
const beatMs = 240
const flushMs = 450
const flushLatestMs = 500
const partingMs = 500

export function createGateway(options: GatewayOptions): Gateway {
  const { gatewayId, base, mqtt, outbox, log } = options
  const availability = topics(base).gatewayAvailability(gatewayId)
  const services: CushionService[] = []
  let timer: NodeJS.Timeout | null = null
  let soon = false
  let flushedAtMs = performance.now()
  let listening = false
  let running = false

  const announce = async (is: 'online' | 'offline') => {
    await mqtt.publish(availability, is, { qos: 1, retain: true }).catch(() => {})
  }

  const createCore: CushionServiceOptions['createCore'] = (given, snapshot) => {
    const core = new CushionCore(given, snapshot)
    if (core.snapshotRefused !== null) {
      log.warn(
        { cushion: given.cushion, reason: core.snapshotRefused },
        'The state saved before the restart cannot be used, so sitting time and load start from zero. The history is not affected.',
      )
    }
    return core
  }

  const sinceFlushMs = () => performance.now() - flushedAtMs

  /** Everything gathered goes to the disk in one transaction, and then on its way. */
  const flush = () => {
    flushedAtMs = performance.now()
    const additions: Addition[] = []
    const from: CushionService[] = []
    for (const service of services) {
      const addition = service.addition()
      if (addition === null) continue
      additions.push(addition)
      from.push(service)
    }
    if (additions.length === 0) return
    for (const [i, added] of outbox.add(additions).entries()) from[i]?.added(added)
  }

  const flushSoon = () => {
    if (soon) return
    soon = true
    setImmediate(() => {
      soon = false
      if (running) flush()
    })
  }

  const beat = () => {
    for (const service of services) {
      try {
        service.beat()
      } catch (error) {
        log.error({ err: error }, 'A cushion could not be processed just now. Sitbone tries again.')
      }
    }
    if (sinceFlushMs() >= flushLatestMs) flush()
  }

  return {
    async start() {
      if (running) return
      outbox.start()
      running = true
      services.length = 0
      for (const cushion of options.cushions) {
        services.push(
          new CushionService(cushion, {
            gatewayId,
            base,
            mqtt,
            outbox,
            day: options.day,
            log,
            nowMs: () => performance.now(),
            createCore,
            ...(options.timing === undefined ? {} : { timing: options.timing }),
            flushSoon,
            readingTaken: () => sinceFlushMs() >= flushMs && flushSoon(),
          }),
        )
      }
      if (!listening) {
        listening = true
        // The will of an earlier connection that the broker has only now given up, or of another program of the same name.
        mqtt.subscribe(availability, 1, ({ payload }) => {
          if (running && payload.toString() === 'offline') void announce('online')
        })
        mqtt.onConnection((connected) => {
          if (!running) return
          if (connected) void announce('online')
          for (const service of services) service.connected(connected)
        })
      }
      if (mqtt.connected) void announce('online')
      for (const service of services) service.start()
      timer = setInterval(beat, beatMs)
    },
    async stop() {
      if (!running) return
      if (timer !== null) clearInterval(timer)
      timer = null
      // A broker that does not answer does not hold up the end.
      const parting = new Promise<void>((resolve) => setTimeout(resolve, partingMs).unref())
      await Promise.all(services.map((service) => service.stop(parting)))
      flush()
      running = false
      await Promise.race([announce('offline'), parting])
      outbox.stop()
    },
    health: () => ({
      cushions: services.map((service) => service.health()),
      broker: mqtt.connected,
      outbox: outbox.health(),
    }),
  }
}
