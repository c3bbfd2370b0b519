/** `sitbone simulator --fleet 500 --broker ...`: publishes like that many whole gateways, and reports every second. */
import { setTimeout as delay } from 'node:timers/promises'
import { topics } from '../../contract/topics.ts'
import type { Layout } from '../../core/model/schemas/layout.ts'
import type { MqttLink } from '../../mqtt/mqtt-link.ts'
import { type FleetPlanOptions, presence, reach } from '../../simulator/fleet.ts'
import type { Scenario } from '../../simulator/index.ts'
import { FleetCushion } from './fleet-cushion.ts'
import { batchEveryMs, FleetGroup, type FleetMember } from './fleet-group.ts'

export interface FleetOptions {
  readonly cushions: number
  /** Cushions per connection, that is, per gateway and will. */
  readonly perConnection: number
  readonly rateHz: number
  readonly base: string
  readonly scenario: Scenario
  readonly layout: Layout
  readonly zone: string
  readonly dayStartHour: number
  readonly plan: FleetPlanOptions
  /** A link whose will announces that this gateway is offline. */
  readonly connect: (gateway: string, presence: { topic: string }) => MqttLink
  /** Called once a second. */
  readonly report: (figures: FleetFigures) => void
}

export interface FleetFigures {
  readonly s: number
  readonly there: number
  readonly groups: number
  readonly groupsReached: number
  /** In the last second. */
  readonly readingsS: number
  readonly recordedS: number
  /** Since the start. */
  readonly readings: number
  readonly recorded: number
  readonly unacknowledgedBatches: number
  /** Age of the oldest unrecorded batch. */
  readonly lagMs: number
  readonly droppedBatches: number
  readonly outages: number
  readonly memoryMb: number
}

const stepMs = 20
const settleMs = 15_000

export interface Fleet {
  /** Runs until the signal, then waits a while for unrecorded batches. Returns the last figures. */
  run(signal: AbortSignal): Promise<FleetFigures>
}

export function createFleet(options: FleetOptions): Fleet {
  const { cushions, perConnection, base, plan } = options
  const startMs = Date.now()
  const outbox = `fleet-${startMs.toString(36)}`
  const groups: FleetGroup[] = []
  const links: MqttLink[] = []
  for (let first = 0; first < cushions; first += perConnection) {
    const group = groups.length
    const gateway = `fleet-${group + 1}`
    const mqtt = options.connect(gateway, { topic: topics(base).gatewayAvailability(gateway) })
    const members = Array.from({ length: Math.min(perConnection, cushions - first) }, (_, i): FleetMember => {
      const index = first + i
      const id = `fleet-${String(index + 1).padStart(4, '0')}`
      const phaseMs = (index * 7919) % batchEveryMs
      const cushion = new FleetCushion({ ...options, id, gateway, seed: plan.seed + index, startMs, outbox })
      return { cushion, presence: presence(plan, index), phaseMs, there: false, nextMs: startMs + phaseMs }
    })
    groups.push(new FleetGroup({ base, gateway, mqtt, members, reach: reach(plan, group) }))
    links.push(mqtt)
  }
  const all = groups.flatMap(({ members }) => members)
  let before = { readings: 0, recorded: 0, atMs: performance.now() }

  const figures = (): FleetFigures => {
    const nowMs = performance.now()
    const s = Math.max(0.001, (nowMs - before.atMs) / 1000)
    const readings = all.reduce((sum, { cushion }) => sum + cushion.readings, 0)
    const recorded = groups.reduce((sum, group) => sum + group.recordedReadings, 0)
    let oldestMs = Date.now()
    let unacknowledgedBatches = 0
    for (const { cushion } of all) {
      unacknowledgedBatches += cushion.kept.size
      for (const { madeMs } of cushion.kept.values()) {
        oldestMs = Math.min(oldestMs, madeMs)
        break
      }
    }
    const made = {
      s: Math.round((Date.now() - startMs) / 1000),
      there: all.filter(({ there }) => there).length,
      groups: groups.length,
      groupsReached: groups.filter(({ reached }) => reached).length,
      readingsS: Math.round((readings - before.readings) / s),
      recordedS: Math.round((recorded - before.recorded) / s),
      readings,
      recorded,
      unacknowledgedBatches,
      lagMs: Date.now() - oldestMs,
      droppedBatches: all.reduce((sum, { cushion }) => sum + cushion.droppedBatches, 0),
      outages: groups.reduce((sum, group) => sum + group.outages, 0),
      memoryMb: Math.round(process.memoryUsage().rss / 1e6),
    }
    before = { readings, recorded, atMs: nowMs }
    return made
  }
  const step = (making: boolean) => {
    const nowMs = Date.now()
    for (const group of groups) group.step({ nowMs, passedMs: nowMs - startMs, making })
  }

  return {
    async run(signal) {
      await Promise.all(links.map((link) => link.start()))
      const teller = setInterval(() => options.report(figures()), 1000)
      try {
        while (!signal.aborted) {
          step(true)
          await delay(stepMs, undefined, { signal }).catch(() => {})
        }
        const untilMs = performance.now() + settleMs
        while (performance.now() < untilMs && all.some(({ cushion }) => cushion.kept.size > 0)) {
          step(false)
          await delay(stepMs)
        }
      } finally {
        clearInterval(teller)
      }
      const last = figures()
      await Promise.all(groups.map((group) => group.part()))
      await Promise.all(links.map((link) => link.stop()))
      return last
    },
  }
}
