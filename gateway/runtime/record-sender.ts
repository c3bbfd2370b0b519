/**
 * Gets the batches of one cushion from the outbox to the recorder. A new batch goes out at once. Unacknowledged batches are sent
 * again, oldest first, within a small window and with backoff, so that a long backlog neither floods the broker nor delays live
 * readings.
 */
import type { Recorded } from '../../contract/record.ts'
import type { MqttLink } from '../../mqtt/mqtt-link.ts'
import type { Outbox } from '../outbox/outbox.ts'

export interface RecordSenderOptions {
  readonly cushion: string
  readonly topic: string
  readonly outbox: Outbox
  readonly mqtt: Pick<MqttLink, 'connected' | 'publish'>
  /** Monotonic. */
  readonly nowMs: () => number
  /** True: batches stay in the outbox for now. */
  readonly holds: () => boolean
}

const windowBatches = 32
const windowBytes = 256_000
const firstWaitMs = 1000
const lastWaitMs = 30_000
/** New batches beyond the window are remembered as sent, up to this number. */
const rememberedMax = 500

interface Sent {
  atMs: number
  tries: number
}

export class RecordSender {
  readonly #options: RecordSenderOptions
  readonly #sent = new Map<number, Sent>()
  /** How long an acknowledgement takes, smoothed, so that a slow store does not get everything twice. */
  #answerMs = 0
  /** Since when batches have waited without any acknowledgement; null if none waits. */
  #unconfirmedSinceMs: number | null = null

  constructor(options: RecordSenderOptions) {
    this.#options = options
  }

  /** Batches that have just been written to the outbox. */
  fresh(batches: readonly { readonly batch: number; readonly content: Buffer }[]): void {
    if (!this.#sends) return
    for (const { batch, content } of batches) this.#send(batch, content)
    for (const batch of this.#sent.keys()) {
      if (this.#sent.size <= rememberedMax) break
      this.#sent.delete(batch)
    }
  }

  /** Call a few times a second, and when the broker is back. */
  pump(): void {
    const { outbox, cushion, nowMs } = this.#options
    if (!this.#sends) return
    const now = nowMs()
    const oldest = outbox.oldest(cushion, { limit: windowBatches, bytes: windowBytes })
    this.#unconfirmedSinceMs = oldest.length === 0 ? null : (this.#unconfirmedSinceMs ?? now)
    for (const { batch } of oldest) {
      const sent = this.#sent.get(batch)
      if (sent !== undefined && now - sent.atMs < this.#waitMs(sent.tries)) continue
      const content = outbox.content(cushion, batch)
      if (content !== null) this.#send(batch, content)
    }
  }

  /** The broker is back; messages in transit may be lost. */
  connected(): void {
    this.#sent.clear()
    this.#unconfirmedSinceMs = null
    this.pump()
  }

  /** How long batches have waited without any acknowledgement. */
  get unconfirmedMs(): number {
    const { mqtt, nowMs } = this.#options
    return this.#unconfirmedSinceMs === null || !mqtt.connected ? 0 : nowMs() - this.#unconfirmedSinceMs
  }

  recorded({ outbox: name, batches, setAside }: Recorded): void {
    const { outbox, cushion, nowMs } = this.#options
    const done = [...batches, ...setAside.map(({ batch }) => batch)]
    // Of another gateway, or confirmed before: what was sent goes on waiting for its own answer.
    if (outbox.acknowledge(cushion, name, done) === 0) return
    for (const batch of done) {
      const sent = this.#sent.get(batch)
      if (sent?.tries === 1) this.#answerMs = 0.8 * this.#answerMs + 0.2 * (nowMs() - sent.atMs)
      this.#sent.delete(batch)
    }
    this.#unconfirmedSinceMs = null
    // The recorder is back, so the rest need not wait any longer.
    for (const sent of this.#sent.values()) sent.tries = 1
    this.pump()
  }

  get #sends(): boolean {
    return this.#options.mqtt.connected && !this.#options.holds()
  }

  #waitMs(tries: number): number {
    return Math.min(Math.max(firstWaitMs, 3 * this.#answerMs) * 2 ** (tries - 1), lastWaitMs)
  }

  #send(batch: number, content: Buffer): void {
    const { mqtt, topic, nowMs } = this.#options
    const tries = (this.#sent.get(batch)?.tries ?? 0) + 1
    this.#sent.delete(batch) // to the end, so that the oldest entries are first
    this.#sent.set(batch, { atMs: nowMs(), tries })
    // The broker did not accept it. It is still in the outbox and is sent again after its wait.
    mqtt.publish(topic, content, { qos: 1 }).catch(() => {})
  }
}
