/**
 * The latest of every cushion from MQTT: retained topics, the newest reading, ten minutes as a strip. It keeps no other history
 * and decides nothing; its listeners get each change.
 */
import { EventEmitter } from 'node:events'
import type { CushionSummary } from '../../../contract/cushions.ts'
import { type CushionInfo, infoSchema } from '../../../contract/info.ts'
import {
  type Availability,
  availability,
  type CushionTopic,
  idPattern,
  parseCushionTopic,
  topics,
} from '../../../contract/topics.ts'
import { type CushionEvent, eventSchema } from '../../../core/model/schemas/events.ts'
import type { Live } from '../../../core/model/schemas/live.ts'
import { type CushionState, stateSchema } from '../../../core/model/schemas/state.ts'
import { type Tolerance, toleranceSchema } from '../../../core/model/schemas/tolerance.ts'
import { Strip, stripReading } from '../../../core/summary/strip.ts'
import { stopwatch } from '../../../core/time/stopwatch.ts'
import type { MqttLink, MqttMessage } from '../../../mqtt/mqtt-link.ts'
import { machineTime } from '../../../platform/clock.ts'
import type { Metrics } from '../http/metrics.ts'
import { isLive } from './live-check.ts'
import { type Heard, maxBytes, type Payloads } from './payloads.ts'
import { Unheard } from './unheard.ts'

export interface HubCushion {
  readonly id: string
  availability: Availability
  info: CushionInfo | null
  state: CushionState | null
  tolerance: Tolerance | null
  live: Live | null
  /** How long ago `live` came in (ms); null while there was none. */
  liveAgeMs: (() => number) | null
  /** How long ago its gateway said that it is offline (ms); null if that is not known. */
  offlineAgeMs: (() => number) | null
  readonly strip: Strip
}

/** The events of the hub. */
export interface HubChanges {
  live: [cushion: string, live: Live]
  state: [cushion: string, state: CushionState]
  info: [cushion: string, info: CushionInfo]
  event: [cushion: string, event: CushionEvent]
  availability: [cushion: string, availability: Availability]
  tolerance: [cushion: string, tolerance: Tolerance]
  /** A cushion became known, came or went. */
  cushions: []
  gateways: []
}

export interface HubOptions {
  readonly mqtt: MqttLink
  readonly base: string
  readonly metrics: Metrics
  readonly payloads: Payloads
  /** More cushions than this are counted and left out. */
  readonly maxCushions?: number
}

/** Readings prove that a cushion is online, unless it went offline just now: the last ones may overtake the word. */
const lateMs = 2000

export class LiveHub {
  readonly gateways = new Map<string, Availability>()
  /** Listen before the link starts. */
  readonly changes = new EventEmitter<HubChanges>()
  readonly #options: HubOptions
  readonly #cushions = new Map<string, HubCushion>()
  readonly #maxCushions: number
  readonly #payloads: Payloads
  readonly #unheard: Unheard

  constructor(options: HubOptions) {
    this.#options = options
    this.#unheard = new Unheard(options)
    this.#maxCushions = options.maxCushions ?? 2000
    this.#payloads = options.payloads
  }

  /** Registers for the topics; call once, before the link starts. */
  subscribe(): void {
    const { mqtt, base } = this.#options
    const topic = topics(base)
    const hear = (name: Heard & CushionTopic, qos: 0 | 1, take: (id: string, message: MqttMessage) => void) =>
      mqtt.subscribe(topic.everyCushion(name), qos, (message) => {
        const parsed = parseCushionTopic(base, message.topic)
        if (parsed === null) {
          this.#payloads.leaveOut(name, 'schema', message.topic, 'no valid cushion id')
          return
        }
        this.#options.metrics.messages.inc({ topic: name })
        if (message.payload.length > maxBytes[name]) {
          this.#payloads.leaveOut(name, 'too-long', message.topic, `${message.payload.length} bytes`)
          return
        }
        if (message.payload.length === 0) this.#empty(parsed.cushion, name)
        else take(parsed.cushion, message)
      })
    hear('live', 0, (id, message) => this.#takeLive(id, message))
    // Sooner than QoS 1: what a replicated broker receives while it makes a subscription is lost to it.
    hear('state', 0, (id, message) => this.#takeState(id, message))
    hear('info', 0, (id, message) => this.#takeInfo(id, message))
    hear('event', 1, (id, message) => this.#takeEvent(id, message))
    hear('tolerance', 0, (id, message) => this.#takeTolerance(id, message))
    hear('availability', 0, (id, message) => this.#takeAvailability(id, message))
    mqtt.subscribe(topic.gatewayAvailability('+'), 0, (message) => this.#takeGateway(message))
    this.#unheard.start()
  }

  get(id: string): HubCushion | null {
    return this.#cushions.get(id) ?? null
  }

  /** Cushions of which more than a limit or an availability is known: it must be clear whether they are simulated. */
  summaries(): readonly CushionSummary[] {
    const known: CushionSummary[] = []
    for (const { id, info, state, live, availability } of this.#cushions.values()) {
      const simulated = info?.simulated ?? state?.simulated
      if (simulated === undefined) continue
      const lastAt = live === null ? (state?.at ?? null) : new Date(live.atMs).toISOString()
      known.push({ id, simulated, availability, lastAt })
    }
    return known.sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  #cushion(id: string, topic: Heard): HubCushion | null {
    const known = this.#cushions.get(id)
    if (known !== undefined) return known
    if (this.#cushions.size >= this.#maxCushions) {
      this.#payloads.leaveOut(topic, 'too-many-cushions', id, `more than ${this.#maxCushions} cushions`)
      return null
    }
    const fresh: HubCushion = {
      id,
      availability: 'offline',
      info: null,
      state: null,
      tolerance: null,
      live: null,
      liveAgeMs: null,
      offlineAgeMs: null,
      strip: new Strip(),
    }
    this.#cushions.set(id, fresh)
    this.#options.metrics.cushions.set(this.#cushions.size)
    return fresh
  }

  #takeLive(id: string, message: MqttMessage): void {
    if (message.retained) {
      this.#payloads.leaveOut('live', 'retained', message.topic, 'an old reading')
      return
    }
    const live = this.#payloads.json('live', message)
    if (live === undefined) return
    if (!isLive(live)) {
      this.#payloads.leaveOut('live', 'schema', message.topic, 'not a live reading')
      return
    }
    const cushion = this.#cushion(id, 'live')
    if (cushion === null) return
    cushion.live = live
    cushion.liveAgeMs = stopwatch(machineTime)
    if (cushion.availability === 'offline' && (cushion.offlineAgeMs?.() ?? lateMs) >= lateMs)
      this.#setAvailability(cushion, 'online')
    this.#unheard.reading(cushion)
    this.changes.emit('live', id, live)
    cushion.strip.add(stripReading(live))
  }

  #takeState(id: string, message: MqttMessage): void {
    const state = this.#payloads.parse('state', stateSchema, message)
    const cushion = state === null ? null : this.#cushion(id, 'state')
    if (state === null || cushion === null) return
    const news = cushion.state === null && cushion.info === null
    cushion.state = state
    this.changes.emit('state', id, state)
    if (news) this.changes.emit('cushions')
  }

  #takeInfo(id: string, message: MqttMessage): void {
    const info = this.#payloads.parse('info', infoSchema, message)
    const cushion = info === null ? null : this.#cushion(id, 'info')
    if (info === null || cushion === null) return
    const news = cushion.info?.simulated !== info.simulated
    cushion.info = info
    this.changes.emit('info', id, info)
    if (news) this.changes.emit('cushions')
  }

  #takeEvent(id: string, message: MqttMessage): void {
    // A retained event would sound again at every reconnection.
    if (message.retained) {
      this.#payloads.leaveOut('event', 'retained', message.topic, 'an old event')
      return
    }
    const event = this.#payloads.parse('event', eventSchema, message)
    if (event !== null && this.#cushion(id, 'event') !== null) this.changes.emit('event', id, event)
  }

  #takeTolerance(id: string, message: MqttMessage): void {
    const tolerance = this.#payloads.parse('tolerance', toleranceSchema, message)
    const cushion = tolerance === null ? null : this.#cushion(id, 'tolerance')
    if (tolerance === null || cushion === null) return
    cushion.tolerance = tolerance
    this.changes.emit('tolerance', id, tolerance)
  }

  #takeAvailability(id: string, message: MqttMessage): void {
    const word = availability.safeParse(message.payload.toString())
    if (!word.success) {
      this.#payloads.leaveOut('availability', 'schema', message.topic, 'neither online nor offline')
      return
    }
    const cushion = this.#cushion(id, 'availability')
    if (cushion === null) return
    // What is retained may be from before the latest change.
    const isNow = word.data === 'offline' && !message.retained
    cushion.offlineAgeMs = isNow ? stopwatch(machineTime) : null
    this.#setAvailability(cushion, word.data)
  }

  #setAvailability(cushion: HubCushion, now: Availability): void {
    if (cushion.availability === now) return
    cushion.availability = now
    this.changes.emit('availability', cushion.id, now)
    this.changes.emit('cushions')
  }

  /** An empty message removes what was retained; without info and state a cushion is forgotten. */
  #empty(id: string, topic: Heard & CushionTopic): void {
    const cushion = this.#cushions.get(id)
    if (cushion === undefined) return
    if (topic === 'info' || topic === 'state' || topic === 'tolerance') cushion[topic] = null
    if (topic === 'availability') cushion.availability = 'offline'
    if (cushion.info !== null || cushion.state !== null || cushion.availability === 'online') return
    this.#cushions.delete(id)
    this.#options.metrics.cushions.set(this.#cushions.size)
    this.changes.emit('cushions')
  }

  #takeGateway(message: MqttMessage): void {
    const id = message.topic.split('/').at(-2) ?? ''
    const word = availability.safeParse(message.payload.toString())
    this.#options.metrics.messages.inc({ topic: 'gateway' })
    if (message.payload.length === 0) {
      if (this.gateways.delete(id)) this.changes.emit('gateways')
      return
    }
    const full = this.gateways.size >= this.#maxCushions && !this.gateways.has(id)
    if (!word.success || !idPattern.test(id) || full) {
      this.#payloads.leaveOut('availability', 'schema', message.topic, 'neither online nor offline')
      return
    }
    if (this.gateways.get(id) === word.data) return
    this.gateways.set(id, word.data)
    this.changes.emit('gateways')
  }
}
