/** The answers to gateways on `recorded`: which batches are stored, which were set aside, and why. */
import type { RecordBatch, Recorded } from '../contract/record.ts'
import type { topics } from '../contract/topics.ts'
import type { MqttLink } from '../mqtt/mqtt-link.ts'
import type { SetAsideEntry } from './set-aside-file.ts'

/** A batch that the store does not take; without a key when it could not even be read. */
export interface Poison extends SetAsideEntry {
  readonly key: { readonly outbox: string; readonly batch: number } | null
}

export interface Answer {
  readonly cushion: string
  readonly recorded: Recorded
}

const acksAtOnce = 400

/** One answer for each outbox. */
export function answersFor(stored: readonly RecordBatch[], aside: readonly Poison[]): Iterable<Answer> {
  const answers = new Map<string, Answer>()
  const answer = (cushion: string, outbox: string): Recorded => {
    const key = `${cushion}/${outbox}`
    const found = answers.get(key) ?? { cushion, recorded: { v: 1, outbox, batches: [], setAside: [] } }
    answers.set(key, found)
    return found.recorded
  }
  for (const { cushion, outbox, batch } of stored) answer(cushion, outbox).batches.push(batch)
  for (const { cushion, reason, key } of aside)
    if (key !== null) answer(cushion, key.outbox).setAside.push({ batch: key.batch, reason })
  return answers.values()
}

export class Answerer {
  readonly #mqtt: MqttLink
  readonly #topic: ReturnType<typeof topics>
  readonly #underWay = new Set<Promise<void>>()

  constructor(mqtt: MqttLink, topic: ReturnType<typeof topics>) {
    this.#mqtt = mqtt
    this.#topic = topic
  }

  /** Resolves once the answers are on their way, with a bounded number of them not yet taken by the broker. */
  async send(answers: Iterable<Answer>): Promise<void> {
    for (const { cushion, recorded } of answers) {
      while (this.#underWay.size >= acksAtOnce) await Promise.race(this.#underWay)
      // Lost without a broker: the gateway then sends the batch again, and it is written again, which changes nothing.
      const sending: Promise<void> = this.#mqtt
        .publish(this.#topic.cushion(cushion, 'recorded'), JSON.stringify(recorded), { qos: 1 })
        .catch(() => {})
        .finally(() => this.#underWay.delete(sending))
      this.#underWay.add(sending)
    }
  }

  /** Resolves when the broker has taken those under way. */
  async sent(): Promise<void> {
    await Promise.all(this.#underWay)
  }
}
