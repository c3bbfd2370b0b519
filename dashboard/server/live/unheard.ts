/**
 * Asks the broker again for what was never heard. A replicated broker never delivers a retained message that arrives while it
 * is making a subscription, and a page would show a cushion that sends readings as one that is not there.
 */
import { topics } from '../../../contract/topics.ts'
import type { MqttLink } from '../../../mqtt/mqtt-link.ts'

export interface UnheardOptions {
  readonly mqtt: Pick<MqttLink, 'askAgain' | 'onConnection'>
  readonly base: string
  /** Monotonic. */
  readonly nowMs?: () => number
}

/** After connecting: who comes or goes meanwhile is heard either way. */
const presenceAfterMs = 2000
/** After its first reading: usually everything retained has arrived by then. There may be nothing more to hear, so not for ever. */
const askAfterMs = [500, 3000, 30_000]
const retained = ['info', 'state', 'tolerance'] as const

/** What was heard of a cushion; null: nothing yet. */
type HeardOf = { readonly id: string } & Readonly<Record<(typeof retained)[number], object | null>>

export class Unheard {
  readonly #options: UnheardOptions
  readonly #nowMs: () => number
  /** Cushions that send readings and lack something. */
  readonly #lacking = new Map<string, { readonly sinceMs: number; asked: number }>()
  #presence: NodeJS.Timeout | undefined

  constructor(options: UnheardOptions) {
    this.#options = options
    this.#nowMs = options.nowMs ?? (() => performance.now())
  }

  /** Call before the link starts. */
  start(): void {
    const { mqtt, base } = this.#options
    const topic = topics(base)
    mqtt.onConnection((connected) => {
      clearTimeout(this.#presence)
      this.#lacking.clear()
      if (!connected) return
      this.#presence = setTimeout(() => {
        for (const filter of [topic.gatewayAvailability('+'), topic.everyCushion('availability')])
          mqtt.askAgain(filter)
      }, presenceAfterMs).unref()
    })
  }

  /** Call at each reading. */
  reading(of: HeardOf): void {
    const { id } = of
    if (of.info !== null && of.state !== null && of.tolerance !== null) {
      this.#lacking.delete(id)
      return
    }
    const lacking = this.#lacking.get(id) ?? { sinceMs: this.#nowMs(), asked: 0 }
    this.#lacking.set(id, lacking)
    const after = askAfterMs[lacking.asked]
    if (after === undefined || this.#nowMs() - lacking.sinceMs < after) return
    lacking.asked++
    const { mqtt, base } = this.#options
    for (const name of retained) if (of[name] === null) mqtt.askAgain(topics(base).cushion(id, name))
  }
}
