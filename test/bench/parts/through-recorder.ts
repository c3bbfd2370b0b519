/** Record messages of one cushion in memory, through the recorder with its checks into a store, until all are acknowledged. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { topics } from '../../../contract/topics.ts'
import type { MqttLink, MqttMessage } from '../../../mqtt/mqtt-link.ts'
import { silentLog } from '../../../platform/log.ts'
import { createRecorder } from '../../../recorder/recorder.ts'
import type { Store } from '../../../store/store.ts'
import { type Speed, timed } from '../bench.ts'

/** The store is empty and not yet started. */
export async function throughRecorder(
  store: Store,
  texts: readonly string[],
  readings: number,
): Promise<Speed> {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-bench-'))
  const link = new OneWayLink()
  const recorder = createRecorder({
    mqtt: link,
    store,
    base: 'sitbone',
    setAsideFolder: folder,
    log: silentLog,
  })
  await store.start()
  await recorder.start()
  const payloads = texts.map((text) => Buffer.from(text))
  const topic = topics('sitbone').cushion('desk-1', 'record')
  const speed = await timed(readings, async () => {
    const done = link.answers(payloads.length)
    for (const payload of payloads) link.deliver({ topic, payload, retained: false })
    await done
  })
  if (recorder.health().storedReadings !== readings)
    throw new Error('The recorder did not store all readings.')
  await recorder.stop()
  await store.stop()
  rmSync(folder, { recursive: true, force: true })
  return speed
}

/** Hands messages to one subscriber, and counts the batches it acknowledges. */
class OneWayLink implements MqttLink {
  readonly connected = true
  #handler: (message: MqttMessage) => void = () => {}
  #wanted = 0
  #arrived = () => {}

  subscribe(_filter: string, _qos: 0 | 1, handler: (message: MqttMessage) => void): void {
    this.#handler = handler
  }
  deliver(message: MqttMessage): void {
    this.#handler(message)
  }
  answers(batches: number): Promise<void> {
    this.#wanted = batches
    return new Promise((resolve) => {
      this.#arrived = resolve
    })
  }
  async publish(_topic: string, payload: string | Buffer): Promise<void> {
    const { batches }: { batches: number[] } = JSON.parse(payload.toString())
    this.#wanted -= batches.length
    if (this.#wanted <= 0) this.#arrived()
  }
  onConnection(): void {}
  readonly refusals = []
  onRefusals(): void {}
  overhear(): void {}
  unsubscribe(): void {}
  askAgain(): void {}
  async start(): Promise<void> {}
  async stop(): Promise<void> {}
}
