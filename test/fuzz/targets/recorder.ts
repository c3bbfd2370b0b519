/** What a recorder hears: batches, good and bad. Every good one is acknowledged and in the store, as it was sent. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { recordedSchema } from '../../../contract/record.ts'
import { createMemoryBroker } from '../../../mqtt/memory-mqtt.ts'
import { createRecorder } from '../../../recorder/recorder.ts'
import { openStore } from '../../../store/open-store.ts'
import { examplesOf } from '../examples.ts'
import { junkPayload } from '../junk.ts'
import { strictLog } from '../strict-log.ts'
import { fuzzed, holds, type Target } from '../target.ts'
import { until } from '../until.ts'

const startMs = Date.parse('2030-01-01T00:00:00.000Z')
const framesEach = 3
const topic = 'sitbone/cushion/desk-1/record'

const goodBatch = (batch: number) => ({
  v: 1,
  gateway: 'gateway-1',
  cushion: 'desk-1',
  simulated: false,
  outbox: 'fuzz',
  batch,
  frames: {
    atMs: Array.from({ length: framesEach }, (_, i) => startMs + batch * 1000 + i * 100),
    boot: Array(framesEach).fill(1),
    seq: Array.from({ length: framesEach }, (_, i) => batch * framesEach + i),
    boardMs: Array.from({ length: framesEach }, (_, i) => batch * 1000 + i * 100),
    counts: Array.from({ length: 8 }, (_, cell) => Array(framesEach).fill((batch + cell) % 1024)),
    kpa: null,
  },
  minutes: [],
  bouts: [],
  events: [],
})

/** The examples lie in another time than the good batches, and mostly under other numbers. */
const examples = examplesOf('/record')

export const recorder: Target = {
  name: 'mqtt-recorder',
  async open() {
    const folder = mkdtempSync(join(tmpdir(), 'sitbone-fuzz-'))
    const broker = createMemoryBroker()
    const { log, faults } = strictLog()
    const store = await openStore({ kind: 'sqlite', folder, rawRetentionDays: null }, log)
    await store.start()
    const mqtt = broker.link()
    const made = createRecorder({
      mqtt,
      store,
      base: 'sitbone',
      setAsideFolder: folder,
      log,
      nowMs: () => startMs,
    })
    await made.start()
    await mqtt.start()
    let sent = 0
    const stored = async () => {
      let count = 0
      const range = {
        cushion: 'desk-1',
        simulated: false,
        fromMs: startMs,
        toMs: startMs + (sent + 1) * 1000,
      }
      for await (const frames of store.frames(range)) {
        for (const frame of frames) {
          const batch = Math.floor((frame.atMs - startMs) / 1000)
          if (
            frame.counts.length === 8 &&
            frame.counts.every((value, cell) => value === (batch + cell) % 1024)
          )
            count++
        }
      }
      return count
    }
    return fuzzed(
      fc.array(junkPayload(examples), { minLength: 1, maxLength: 5 }),
      async (payloads) => {
        sent++
        broker.published.length = 0
        const [first, ...rest] = payloads
        if (first !== undefined) broker.send(topic, first)
        broker.send(topic, goodBatch(sent))
        for (const payload of rest) broker.send(topic, payload)
        const acknowledged = () =>
          broker
            .json('sitbone/cushion/desk-1/recorded')
            .map((one) => recordedSchema.parse(one))
            .some(({ outbox, batches }) => outbox === 'fuzz' && batches.includes(sent))
        await until(acknowledged, 'a good batch was not acknowledged', () => faults.join('; '))
        await until(() => made.health().pending === 0, 'batches stay behind')
        holds(made.health().ok && made.health().pendingBytes === 0, JSON.stringify(made.health()))
        holds(faults.length === 0, faults.join('; '))
      },
      async () => {
        const found = await stored()
        await made.stop()
        await store.stop()
        rmSync(folder, { recursive: true, force: true })
        holds(found === sent * framesEach, `${found} of ${sent * framesEach} good frames are in the store`)
      },
    )
  },
}
