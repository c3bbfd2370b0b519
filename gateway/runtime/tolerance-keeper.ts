/**
 * The tolerance in force: on disk, so that alerts work without a broker, and on its retained topic, where others can change it.
 * An invalid one is refused with the reason, and the topic is reset to the one in force. If a person sets one just as the gateway
 * publishes its own, the person's wins, whichever reaches the broker last.
 *
 * Without any saved limits: a new cushion watches nothing until a person sets a limit; a simulated one has the limits of
 * the simulated sitter. Cushions with a history keep the limits that earlier versions started with, so that an upgrade
 * silences nobody's alerts.
 */
import { type Tolerance, toleranceSchema } from '../../core/model/schemas/tolerance.ts'
import { nothingWatched, startingTolerance } from '../../core/model/tolerance-fields.ts'
import type { MqttLink } from '../../mqtt/mqtt-link.ts'
import type { Log } from '../../platform/log.ts'
import type { Outbox } from '../outbox/outbox.ts'
import type { CushionState } from './cushion-state.ts'

export interface ToleranceKeeperOptions {
  readonly cushion: string
  readonly topic: string
  readonly outbox: Pick<Outbox, 'read' | 'write'>
  readonly mqtt: Pick<MqttLink, 'subscribe' | 'publish'>
  readonly log: Log
  /** Applies until another is set. */
  readonly initial: Tolerance | undefined
  /** What earlier runs know about the cushion. */
  readonly kept: Pick<CushionState, 'simulated' | 'lastAtMs'>
}

/** Retained messages arrive with the subscription. If none has come this long after connecting, there is none. */
const graceMs = 1000
const key = 'tolerance'

export class ToleranceKeeper {
  readonly #options: ToleranceKeeperOptions
  #current: Tolerance = nothingWatched
  /** A new cushion: no board has answered yet, and nobody has set limits. */
  #isNew = false
  #changed: (tolerance: Tolerance) => void = () => {}
  #grace: NodeJS.Timeout | null = null
  /** What was published and has not come back yet. */
  readonly #onItsWay: string[] = []
  /** Since the last connection. */
  #published = false

  constructor(options: ToleranceKeeperOptions) {
    this.#options = options
  }

  get current(): Tolerance {
    return this.#current
  }

  /** Reads the one on disk and subscribes; call before the link starts. `changed` is called when another is set. */
  start(changed: (tolerance: Tolerance) => void): void {
    this.#changed = changed
    const { outbox, cushion, initial, mqtt, topic, kept } = this.#options
    const text = outbox.read(cushion, key)
    const saved = this.#saved(text)
    const unseen = kept.simulated === null && kept.lastAtMs === null
    this.#current = saved ?? initial ?? (unseen ? nothingWatched : startingTolerance)
    this.#isNew = unseen && same(this.#current, nothingWatched)
    // Saved at once: at the next start this cushion has a history.
    if (text === null && initial === undefined) outbox.write(cushion, key, JSON.stringify(this.#current))
    mqtt.subscribe(topic, 1, ({ payload }) => this.#take(payload))
  }

  /** The board has said what it is; call before the core learns of it. */
  boardKnown({ simulated }: { simulated: boolean }): void {
    if (!this.#isNew) return
    this.#isNew = false
    if (!simulated) return
    this.#put(startingTolerance)
    if (this.#published) this.#publish()
  }

  connected(is: boolean): void {
    this.stop()
    this.#onItsWay.length = 0
    this.#published = false
    if (is) this.#grace = setTimeout(() => this.#publish(), graceMs)
  }

  stop(): void {
    if (this.#grace !== null) clearTimeout(this.#grace)
    this.#grace = null
  }

  #saved(text: string | null): Tolerance | null {
    if (text === null) return null
    const parsed = parse(text)
    if (typeof parsed !== 'string') return parsed
    this.#options.log.warn(
      { cushion: this.#options.cushion, reason: parsed },
      'The saved limits cannot be read, so the starting limits apply. Please check them on the page Tolerance.',
    )
    return null
  }

  #take(payload: Buffer): void {
    if (payload.length === 0) return
    this.stop()
    const { cushion, log } = this.#options
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
    if (!own) this.#isNew = false
    if (same(parsed, this.#current)) return
    if (own) {
      // Another was set while this one was in transit: it stays, and is published again.
      this.#publish()
      return
    }
    this.#put(parsed)
  }

  #put(tolerance: Tolerance): void {
    const { cushion, outbox } = this.#options
    this.#current = tolerance
    outbox.write(cushion, key, JSON.stringify(tolerance))
    this.#changed(tolerance)
  }

  #publish(): void {
    const { mqtt, topic } = this.#options
    const text = JSON.stringify(this.#current)
    this.#onItsWay.push(text)
    this.#published = true
    mqtt.publish(topic, text, { qos: 1, retain: true }).catch(() => this.#cameBack(text))
  }

  #cameBack(text: string): boolean {
    const at = this.#onItsWay.indexOf(text)
    if (at >= 0) this.#onItsWay.splice(at, 1)
    return at >= 0
  }
}

const same = (a: Tolerance, b: Tolerance): boolean => JSON.stringify(a) === JSON.stringify(b)

/** The tolerance, or the reason why it is invalid. */
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
