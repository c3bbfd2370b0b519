/**
 * The tolerance in force: on the disk, so that alerts work without a broker, and on its retained topic, where others
 * change it. An invalid one is refused with the reason and the topic is set back to what is in force. One that is set in
 * the very moment in which the gateway publishes what it has wins, whichever of the two the broker gets last.
 */
import { type Tolerance, toleranceSchema } from '../../core/model/schemas/tolerance.ts'
import { startingTolerance } from '../../core/model/tolerance-fields.ts'
import type { MqttLink } from '../../mqtt/mqtt-link.ts'
import type { Log } from '../../platform/log.ts'
import type { Outbox } from '../outbox/outbox.ts'

export interface ToleranceKeeperOptions {
  readonly cushion: string
  readonly topic: string
  readonly outbox: Pick<Outbox, 'read' | 'write'>
  readonly mqtt: Pick<MqttLink, 'subscribe' | 'publish'>
  readonly log: Log
  /** In force until somebody sets another. */
  readonly initial: Tolerance | undefined
}

/** Retained messages come with the subscription; so long after connecting an empty topic is empty. */
const graceMs = 1000
const key = 'tolerance'

export class ToleranceKeeper {
  readonly #options: ToleranceKeeperOptions
  #current: Tolerance = startingTolerance
  #changed: (tolerance: Tolerance) => void = () => {}
  #grace: NodeJS.Timeout | null = null
  /** What was published and has not come back yet. */
  readonly #onItsWay: string[] = []

  constructor(options: ToleranceKeeperOptions) {
    this.#options = options
  }

  get current(): Tolerance {
    return this.#current
  }

  /** Reads what is on the disk and subscribes; call before the link starts. `changed` when somebody sets another. */
  start(changed: (tolerance: Tolerance) => void): void {
    this.#changed = changed
    const { outbox, cushion, initial, mqtt, topic } = this.#options
    this.#current = this.#kept(outbox.read(cushion, key)) ?? initial ?? startingTolerance
    mqtt.subscribe(topic, 1, ({ payload }) => this.#take(payload))
  }

  connected(is: boolean): void {
    this.stop()
    this.#onItsWay.length = 0
    if (is) this.#grace = setTimeout(() => this.#publish(), graceMs)
  }

  stop(): void {
    if (this.#grace !== null) clearTimeout(this.#grace)
    this.#grace = null
  }

  #kept(text: string | null): Tolerance | null {
    if (text === null) return null
    const parsed = parse(text)
    if (typeof parsed !== 'string') return parsed
    this.#options.log.warn(
      { cushion: this.#options.cushion, reason: parsed },
      'The saved limits cannot be read, so the starting limits apply.',
    )
    return null
  }

  #take(payload: Buffer): void {
    if (payload.length === 0) return
    this.stop()
    const { cushion, log, outbox } = this.#options
    const parsed = payload.length > 10_000 ? 'longer than 10,000 bytes' : parse(payload.toString())
    if (typeof parsed === 'string') {
      log.warn(
        { cushion, reason: parsed },
        'New limits were rejected because they do not fit the schema. The current limits still apply.',
      )
      this.#publish()
      return
    }
    const text = JSON.stringify(parsed)
    const own = this.#cameBack(text)
    if (text === JSON.stringify(this.#current)) return
    if (own) {
      // Somebody set another while this one was on its way: theirs stays, and the topic says so again.
      this.#publish()
      return
    }
    this.#current = parsed
    outbox.write(cushion, key, text)
    this.#changed(parsed)
  }

  #publish(): void {
    const { mqtt, topic } = this.#options
    const text = JSON.stringify(this.#current)
    this.#onItsWay.push(text)
    mqtt.publish(topic, text, { qos: 1, retain: true }).catch(() => this.#cameBack(text))
  }

  #cameBack(text: string): boolean {
    const at = this.#onItsWay.indexOf(text)
    if (at >= 0) this.#onItsWay.splice(at, 1)
    return at >= 0
  }
}

/** The tolerance, or the reason why it is none. */
function parse(text: string): Tolerance | string {
  try {
    const parsed = toleranceSchema.safeParse(JSON.parse(text))
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    return `${issue?.path.join('.') || 'it'}: ${issue?.message}`
  } catch {
    return 'not JSON'
  }
}
