/**
 * The gateway: one process that serves one or more cushions. It connects each cushion's link and core to MQTT and to the outbox
 * on disk. It starts and keeps running without a broker, a recorder or a cushion, and reports what is missing.
 */
import { topics } from '../contract/topics.ts'
import { CushionCore } from '../core/cushion-core.ts'
import type { CoreOptions } from '../core/model/types.ts'
import type { MqttLink } from '../mqtt/mqtt-link.ts'
import type { Log } from '../platform/log.ts'
import type { HostTime } from './link/time/host-clock.ts'
import type { Timing } from './link/timing.ts'
import type { Addition, Outbox } from './outbox/outbox.ts'
import { GatewayProblemsTopic } from './publishing/gateway-problems.ts'
import { RepeatPace } from './publishing/repeat-pace.ts'
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
  /** The gateway starts and stops it. */
  readonly outbox: Outbox
  readonly cushions: readonly CushionSettings[]
  readonly day: CoreOptions['day']
  readonly log: Log
  readonly timing?: Partial<Timing>
  /** How long to listen for another gateway before using a cushion's name; 0 where there can be no other. */
  readonly listenMs?: number
  /** Default: this computer's clocks. */
  readonly hostTime?: HostTime
}

interface GatewayHealth {
  readonly cushions: readonly CushionHealth[]
  readonly broker: boolean
  readonly outbox: { readonly ok: boolean; readonly detail: string }
}

export interface Gateway {
  /** Throws OutboxUnusable if the data folder cannot be used. Nothing else prevents the start. */
  start(): Promise<void>
  stop(): Promise<void>
  health(): GatewayHealth
}

/**
 * Each beat passes the time to the cores. A commit to disk blocks everything for a few ms. So once `flushMs` have passed since
 * the last one, it happens right after a reading, when the next is farthest away; if none comes, at the first beat after
 * `flushLatestMs`. A reading usually waits half a second, at most three quarters. This counts time, not beats: after a stall, one
 * reading is enough.
 */
const beatMs = 240
const flushMs = 450
const flushLatestMs = 500
const partingMs = 500
/** A running gateway publishes at least twice a second while its cushion sends. */
const usualListenMs = 2000

const givenTimes = ({ timing, hostTime }: GatewayOptions): Pick<GatewayOptions, 'timing' | 'hostTime'> => ({
  ...(timing === undefined ? {} : { timing }),
  ...(hostTime === undefined ? {} : { hostTime }),
})

export function createGateway(options: GatewayOptions): Gateway {
  const { gatewayId, base, mqtt, outbox, log } = options
  const availability = topics(base).gatewayAvailability(gatewayId)
  const problems = new GatewayProblemsTopic({ base, gatewayId, mqtt, log })
  const repeatPace = new RepeatPace(() => performance.now())
  const services: CushionService[] = []
  let timer: NodeJS.Timeout | null = null
  let soon = false
  let flushedAtMs = performance.now()
  let listening = false
  let running = false

  const announce = async (is: 'online' | 'offline') => {
    await mqtt.publish(availability, is, { qos: 1, retain: true }).catch(() => {})
  }

  /** What is retained of the gateway itself; the broker may have lost it. */
  const presence = () => {
    void announce('online')
    problems.again()
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

  /** Writes everything gathered to disk in one transaction, then sends it. */
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
    if (mqtt.connected && repeatPace.due()) presence()
    problems.beat(services.map((service) => service.watched()))
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
            listenMs: options.listenMs ?? usualListenMs,
            ...givenTimes(options),
            flushSoon,
            readingTaken: () => sinceFlushMs() >= flushMs && flushSoon(),
          }),
        )
      }
      if (!listening) {
        listening = true
        problems.start()
        // The will of an earlier connection that the broker has only now dropped, or of another program with the same id.
        mqtt.subscribe(availability, 1, ({ payload }) => {
          if (running && payload.toString() === 'offline') void announce('online')
        })
        mqtt.onConnection((connected) => {
          if (!running) return
          if (connected) {
            repeatPace.connected()
            presence()
          }
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
      // A broker that does not answer must not delay the shutdown.
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
