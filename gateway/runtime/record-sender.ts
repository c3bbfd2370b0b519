/**
 * Gets the batches of one cushion from the outbox to the recorder. A new batch goes out at once; whatever is not
 * acknowledged is sent again, oldest first, within a small window and with backoff, so that a long backlog neither
 * floods the broker nor gets in the way of live readings.
 */
import type { Recorded } from '../../contract/record.ts'
import type { MqttLink } from '../../mqtt/mqtt-link.ts'
import type { Outbox } from '../outbox/outbox.ts'

export interface RecordSenderOptions {
  readonly cushion: string
  readonly topic: string
  readonly outbox: Outbox
  readonly mqtt: MqttLink
  /** Monotonic. */
  readonly nowMs: () => number
}

const windowBatches = 32
const windowBytes = 256_000
const firstWaitMs = 1000
const lastWaitMs = 30_000
/** New batches beyond the window are remembered as sent up to this many. */
const rememberedMax = 500

interface Sent {
  atMs: number
  tries: number
}

export class RecordSender {
  readonly #options: RecordSenderOptions
  readonly #sent = new Map<number, Sent>()
  /** How long an acknowledgement takes, smoothed: a slow store is not sent everything twice. */
  #answerMs = 0

  constructor(options: RecordSenderOptions) {
    this.#options = options
  }

  /** Batches that have just been written to the outbox. */
  fresh(batches: readonly { readonly batch: number; readonly content: Buffer }[]): void {
    if (!this.#options.mqtt.connected) return
    for (const { batch, content } of batches) this.#send(batch, content)
    for (const batch of this.#sent.keys()) {
      if (this.#sent.size <= rememberedMax) break
      this.#sent.delete(batch)
    }
  }

  /** Call a few times a second, and when the broker is back. */
  pump(): void {
    const { mqtt, outbox, cushion, nowMs } = this.#options
    if (!mqtt.connected) return
    const now = nowMs()
    for (const { batch } of outbox.oldest(cushion, { limit: windowBatches, bytes: windowBytes })) {
      const sent = this.#sent.get(batch)
      if (sent !== undefined && now - sent.atMs < this.#waitMs(sent.tries)) continue
      const content = outbox.content(cushion, batch)
      if (content !== null) this.#send(batch, content)
    }
  }

  /** The broker is back: what was under way may be gone with it. */
  connected(): void {
    this.#sent.clear()
    this.pump()
  }

  recorded({ outbox: name, batches, setAside }: Recorded): void {
    const { outbox, cushion, nowMs } = this.#options
    const done = [...batches, ...setAside.map(({ batch }) => batch)]
    for (const batch of done) {
      const sent = this.#sent.get(batch)
      if (sent?.tries === 1) this.#answerMs = 0.8 * this.#answerMs + 0.2 * (nowMs() - sent.atMs)
      this.#sent.delete(batch)
    }
    if (outbox.acknowledge(cushion, name, done) === 0) return
    // The recorder is there again: the rest need not sit out a long wait.
    for (const sent of this.#sent.values()) sent.tries = 1
    this.pump()
  }

  #waitMs(tries: number): number {
    return Math.min(Math.max(firstWaitMs, 3 * this.#answerMs) * 2 ** (tries - 1), lastWaitMs)
  }

  #send(batch: number, content: Buffer): void {
    const { mqtt, topic, nowMs } = this.#options
    const tries = (this.#sent.get(batch)?.tries ?? 0) + 1
    this.#sent.delete(batch) // to the end, so that the oldest entries are first
    this.#sent.set(batch, { atMs: nowMs(), tries })
    // Not taken by the broker: it is still in the outbox, and sent again after its wait.
    mqtt.publish(topic, content, { qos: 1 }).catch(() => {})
  }
}
