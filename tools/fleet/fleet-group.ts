/**
 * Some cushions of a fleet on one MQTT connection. MQTT has one will per connection, so a group is one gateway with several
 * cushions; `perConnection` 1 gives each its own. In an outage the link is silent while its cushions keep reading.
 */
import { recordedSchema } from '../../contract/record.ts'
import { topics } from '../../contract/topics.ts'
import type { MqttLink } from '../../mqtt/mqtt-link.ts'
import type { Switching } from '../../simulator/fleet.ts'
import type { FleetCushion } from './fleet-cushion.ts'

export interface FleetMember {
  readonly cushion: FleetCushion
  readonly presence: Switching
  /** Cushions do not all send at the same moment. */
  readonly phaseMs: number
  there: boolean
  nextMs: number
}

export interface FleetGroupOptions {
  readonly base: string
  readonly gateway: string
  readonly mqtt: MqttLink
  readonly members: readonly FleetMember[]
  readonly reach: Switching
}

export const batchEveryMs = 500
/** A batch not recorded after this time is sent again. */
const againMs = 10_000
const againAtOnce = 4

export class FleetGroup {
  recordedReadings = 0
  outages = 0
  readonly #options: FleetGroupOptions
  readonly #members = new Map<string, FleetMember>()
  #reached = true

  constructor(options: FleetGroupOptions) {
    this.#options = options
    for (const member of options.members) this.#members.set(member.cushion.options.id, member)
    // Only its own cushions: one filter each, like their gateways.
    for (const id of this.#members.keys())
      options.mqtt.subscribe(topics(options.base).cushion(id, 'recorded'), 1, ({ payload }) =>
        this.#recorded(id, payload),
      )
  }

  get members(): readonly FleetMember[] {
    return this.#options.members
  }

  get reached(): boolean {
    return this.#reached && this.#options.mqtt.connected
  }

  /** `passedMs` since the start of the fleet; `making` false: only sends what is kept. */
  step({ nowMs, passedMs, making }: { nowMs: number; passedMs: number; making: boolean }): void {
    this.#reach(making ? this.#options.reach.at(passedMs) : true)
    for (const member of this.#members.values()) {
      if (nowMs < member.nextMs) continue
      member.nextMs = Math.max(member.nextMs + batchEveryMs, nowMs)
      if (making) this.#join(member, { nowMs, is: member.presence.at(passedMs) })
      if (making && member.there) this.#make(member, nowMs)
      this.#sendKept(member, nowMs)
    }
  }

  /** Publishes that all are offline. */
  async part(): Promise<void> {
    const { base, gateway } = this.#options
    const retained = { qos: 1, retain: true } as const
    const names = [
      topics(base).gatewayAvailability(gateway),
      ...[...this.#members.keys()].map((id) => topics(base).cushion(id, 'availability')),
    ]
    await Promise.all(
      names.map((name) => this.#options.mqtt.publish(name, 'offline', retained).catch(() => {})),
    )
  }

  #reach(is: boolean): void {
    if (is === this.#reached) return
    const { base, gateway } = this.#options
    if (is) {
      this.#reached = true
      this.#tell(topics(base).gatewayAvailability(gateway), 'online', { qos: 1, retain: true })
      return
    }
    // Like the will.
    this.outages++
    this.#tell(topics(base).gatewayAvailability(gateway), 'offline', { qos: 1, retain: true })
    this.#reached = false
  }

  #join(member: FleetMember, { nowMs, is }: { nowMs: number; is: boolean }): void {
    if (is === member.there) return
    // Nobody would hear it during an outage, so it joins or leaves afterwards.
    if (!this.reached) return
    member.there = is
    if (is) member.cushion.rejoin(nowMs)
    this.#tell(
      topics(this.#options.base).cushion(member.cushion.options.id, 'availability'),
      is ? 'online' : 'offline',
      { qos: 1, retain: true },
    )
  }

  #make({ cushion }: FleetMember, nowMs: number): void {
    const topic = topics(this.#options.base)
    const { id } = cushion.options
    const { lives, events, state, info } = cushion.step(nowMs)
    if (info !== null) this.#tell(topic.cushion(id, 'info'), info, { qos: 1, retain: true })
    for (const live of lives) this.#tell(topic.cushion(id, 'live'), live, { qos: 0 })
    for (const event of events) this.#tell(topic.cushion(id, 'event'), event, { qos: 1 })
    if (state !== null) this.#tell(topic.cushion(id, 'state'), state, { qos: 1, retain: true })
  }

  #sendKept({ cushion }: FleetMember, nowMs: number): void {
    if (!this.reached) return
    const record = topics(this.#options.base).cushion(cushion.options.id, 'record')
    let again = 0
    for (const batch of cushion.kept.values()) {
      const fresh = batch.sentMs === Number.NEGATIVE_INFINITY
      if (!fresh && (nowMs - batch.sentMs < againMs || ++again > againAtOnce)) continue
      batch.sentMs = nowMs
      this.#options.mqtt.publish(record, batch.text, { qos: 1 }).catch(() => {
        batch.sentMs = Number.NEGATIVE_INFINITY
      })
    }
  }

  #tell(topic: string, payload: string, options: { qos: 0 | 1; retain?: boolean }): void {
    if (this.reached) void this.#options.mqtt.publish(topic, payload, options).catch(() => {})
  }

  #recorded(id: string, payload: Buffer): void {
    const cushion = this.#members.get(id)?.cushion
    if (cushion === undefined || payload.length === 0) return
    try {
      const read = recordedSchema.safeParse(JSON.parse(payload.toString()))
      if (!read.success || read.data.outbox !== cushion.options.outbox) return
      const { batches, setAside } = read.data
      this.recordedReadings += cushion.recorded([...batches, ...setAside.map(({ batch }) => batch)])
    } catch {
      // Not an acknowledgement: the batch is kept and sent again.
    }
  }
}
