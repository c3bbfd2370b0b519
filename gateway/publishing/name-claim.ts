/**
 * Whether this gateway may publish under the name of a cushion. Two computers with the same settings would mix two people under
 * one name, so a gateway listens first, and never publishes beside another. The random id of its outbox identifies a gateway; for
 * one of an earlier version, its gateway id does.
 *
 *   connected --> listening --> mine          nothing of another gateway was heard
 *                     |           |
 *                     |           +--> taken  another one publishes at the same time: until it is offline, or this program starts again
 *                     +--> left           what another gateway left is retained, and that gateway is online
 */
import { z } from 'zod'
import { parseCushionTopic, topics } from '../../contract/topics.ts'
import type { MqttLink, MqttMessage } from '../../mqtt/mqtt-link.ts'
import { parseJson } from '../../platform/json.ts'
import type { Log } from '../../platform/log.ts'

export interface NameClaimOptions {
  readonly base: string
  readonly cushion: string
  readonly gatewayId: string
  /** The id of this gateway's outbox. */
  readonly outboxId: string
  readonly mqtt: MqttLink
  readonly log: Log
  /** Monotonic. */
  readonly nowMs: () => number
  /** How long to listen for another gateway after each connect. */
  readonly listenMs: number
  /** The name may be used from now on, or no longer. */
  changed(): void
}

type Standing = 'listening' | 'mine' | 'left' | 'taken'

/** Who published: enough of `info` and `record` to tell. */
const signSchema = z.object({
  gateway: z.string(),
  outbox: z.union([z.string(), z.object({ id: z.string().optional() })]),
})
interface Sign {
  readonly gateway: string
  readonly outbox: string | undefined
}

const readSign = (payload: Buffer): Sign | null => {
  const parsed = signSchema.safeParse(parseJson(payload.toString()))
  if (!parsed.success) return null
  const { gateway, outbox } = parsed.data
  return { gateway, outbox: typeof outbox === 'string' ? outbox : outbox.id }
}

export class NameClaim {
  readonly #options: NameClaimOptions
  readonly #online = new Map<string, boolean>()
  /** What another gateway left retained. */
  #left: Sign | null = null
  /** The retained message is this gateway's own: it used the name last and need not listen. */
  #lastWasOwn = false
  #other = ''
  #standing: Standing = 'listening'
  #connected = false
  #listenUntilMs = Number.POSITIVE_INFINITY

  constructor(options: NameClaimOptions) {
    this.#options = options
  }

  get mine(): boolean {
    return this.#standing === 'mine'
  }

  /** Null while this gateway has the name, or may get it. */
  get refusal(): string | null {
    if (this.#standing !== 'left' && this.#standing !== 'taken') return null
    const { cushion } = this.#options
    const gone =
      this.#standing === 'left'
        ? ` If ${this.#other} no longer exists: sitbone cushion forget ${cushion}.`
        : ''
    return (
      `Another gateway (${this.#other}) already uses the cushion name ${cushion}, so this gateway (${this.#options.gatewayId}) publishes nothing under it: ` +
      'the readings of two people would be mixed. Its own readings stay on its disk, and alerts at the cushion still work. ' +
      `Give one of the two cushions another name (--cushion) and restart its gateway, or stop the other gateway; then this one goes on by itself.${gone}`
    )
  }

  /** Subscribes; call before the link starts. */
  start(): void {
    const { mqtt, base, cushion, listenMs } = this.#options
    const topic = topics(base)
    mqtt.overhear(topic.cushion(cushion, 'info'), (message) => this.#hear(message))
    // Where there can be no other gateway, the right to read records is not needed.
    if (listenMs > 0)
      for (const record of [topic.cushion(cushion, 'record'), topic.part('+', cushion)])
        mqtt.overhear(record, (message) => this.#hear(message))
    mqtt.overhear(topic.gatewayAvailability('+'), ({ topic: of, payload }) => {
      this.#online.set(of.split('/').at(-2) ?? '', payload.toString() === 'online')
      this.#judge()
    })
  }

  connected(is: boolean): void {
    this.#connected = is
    if (!is) {
      this.#left = null
      this.#lastWasOwn = false
      this.#online.clear()
      if (this.#standing !== 'taken') this.#set('listening')
      return
    }
    this.#listen()
    this.beat()
  }

  /** Call a few times a second. */
  beat(): void {
    const due = this.#lastWasOwn || this.#options.nowMs() >= this.#listenUntilMs
    if (this.#connected && this.#standing === 'listening' && due) this.#set('mine')
  }

  #listen(): void {
    // Random, so that two gateways that start together do not finish listening together.
    const { listenMs, nowMs } = this.#options
    this.#listenUntilMs = nowMs() + listenMs * (0.75 + Math.random() / 2)
  }

  #hear({ topic, payload, retained }: MqttMessage): void {
    if (payload.length === 0) {
      this.#left = null
      this.#judge()
      return
    }
    if (payload.includes(this.#options.outboxId)) {
      if (retained) this.#lastWasOwn = true
      return
    }
    const sign = readSign(payload)
    if (sign === null || this.#isOwn(sign)) return
    if (!retained) {
      this.#take(sign)
      return
    }
    if (parseCushionTopic(this.#options.base, topic)?.rest === 'info') this.#left = sign
    this.#judge()
  }

  /** From an earlier version, whose `info` does not include the outbox. */
  #isOwn({ gateway, outbox }: Sign): boolean {
    return outbox === undefined && gateway === this.#options.gatewayId
  }

  #take({ gateway }: Sign): void {
    if (this.#standing === 'taken') return
    this.#other = gateway
    this.#set('taken')
  }

  #judge(): void {
    if (this.#standing === 'mine') return
    if (this.#standing === 'taken') {
      this.#judgeTaken()
      return
    }
    const left = this.#left
    const there = left !== null && left.gateway !== this.#options.gatewayId && this.#online.get(left.gateway)
    if (left !== null && there) {
      this.#other = left.gateway
      this.#set('left')
    } else if (this.#standing === 'left') {
      this.#listen()
      this.#set('listening')
    }
  }

  /** A broker that starts anew may let a stranger publish first. One with our own gateway id is never seen to go. */
  #judgeTaken(): void {
    if (this.#other === this.#options.gatewayId || this.#online.get(this.#other) !== false) return
    this.#listen()
    this.#set('listening')
  }

  #set(standing: Standing): void {
    if (standing === this.#standing) return
    this.#standing = standing
    const { refusal } = this
    if (refusal !== null) this.#options.log.error({ cushion: this.#options.cushion }, refusal)
    this.#options.changed()
  }
}
