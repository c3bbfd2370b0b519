/**
 * The recorder: takes the `record` batches of every cushion from MQTT, writes them to the store, and only then confirms them
 * on `recorded`.
 *
 *   MQTT -> held-messages.ts -> checks -> store-writer.ts -> answers.ts -> MQTT
 *                                 \-> set-aside-file.ts, what no store can take
 *
 * It confirms nothing that is in neither. What it does not take, or loses when it ends, the gateways send again.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { RecordBatch } from '../contract/record.ts'
import { asPublished, parseCushionTopic, topics } from '../contract/topics.ts'
import type { MqttLink, MqttMessage } from '../mqtt/mqtt-link.ts'
import type { Log } from '../platform/log.ts'
import type { Store } from '../store/store.ts'
import { Answerer, answersFor, type Poison } from './answers.ts'
import { createCushionGateways } from './cushion-gateways.ts'
import { type HeldMessage, HeldMessages } from './held-messages.ts'
import { readBatch } from './read-batch.ts'
import { RecordShare, type RecordTopics } from './record-share.ts'
import { createSetAsideFile, type SetAsideEntry } from './set-aside-file.ts'
import { StoreWriter } from './store-writer.ts'
import { createTimeCheck } from './time-check.ts'

export interface RecorderOptions {
  readonly mqtt: MqttLink
  readonly store: Store
  readonly base: string
  /** Of this recorder, unlike any other's. */
  readonly id?: string
  /** What all recorders take batches from, together; default: the records of every cushion. */
  readonly recordTopics?: RecordTopics | undefined
  /** Keeps what no store can take, and which gateway each cushion belongs to. */
  readonly setAsideFolder: string
  readonly log: Log
  /** Most bytes of messages held while the store is busy or away. */
  readonly maxBytes?: number
  readonly nowMs?: () => number
}

interface RecorderHealth {
  readonly ok: boolean
  readonly detail: string
  readonly pending: number
  readonly pendingBytes: number
  readonly lastStoredAt: string | null
  readonly storedBatches: number
  readonly storedReadings: number
  /** Not taken because the memory for them was full; the gateways send them again. */
  readonly refusedBatches: number
  readonly setAsideBatches: number
}

export interface Recorder {
  start(): Promise<void>
  /** Writes what is held if the store takes it within a second, and ends. */
  stop(): Promise<void>
  health(): RecorderHealth
}

const partingMs = 1000

export function createRecorder(options: RecorderOptions): Recorder {
  const { mqtt, store, base, log, maxBytes = 64_000_000, nowMs = () => Date.now() } = options
  const topic = topics(base)
  const file = createSetAsideFile(options.setAsideFolder)
  const check = createTimeCheck({ nowMs }, store)
  const gateways = createCushionGateways(options.setAsideFolder, log)
  const stopping = new AbortController()
  const parted = new AbortController()
  const held = new HeldMessages(maxBytes)
  const writer = new StoreWriter(store, { log, parted: parted.signal })
  const answerer = new Answerer(mqtt, topic)
  let running: Promise<void> | null = null
  let asideReason = ''
  let lastStoredAtMs: number | null = null
  const count = { stored: 0, readings: 0, setAside: 0 }

  const take = ({ topic: at, payload }: MqttMessage) => {
    const cushion = parseCushionTopic(base, asPublished(base, at))?.cushion
    if (cushion !== undefined && !stopping.signal.aborted) held.hold(cushion, payload)
  }

  const shared = options.recordTopics ?? [topic.everyCushion('record')]
  const share = new RecordShare({ mqtt, base, id: options.id ?? 'recorder', topics: shared, take })

  /** Saves what cannot be stored; false when that failed, and then it must not be confirmed. */
  const keepAside = async (entries: readonly SetAsideEntry[]): Promise<boolean> => {
    if (entries.length === 0) return true
    try {
      await file.keep(entries, nowMs())
      count.setAside += entries.length
      const reason = entries[0]?.reason ?? ''
      // A gateway that does not own the cushion may send for hours: said once.
      if (reason !== asideReason)
        log.warn(
          { batches: entries.length, reason, folder: options.setAsideFolder },
          'Some batches could not be stored. They were saved in a set-aside file, with the reason.',
        )
      asideReason = reason
      return true
    } catch (error) {
      log.error(
        { err: error, folder: options.setAsideFolder },
        'Some batches could be neither stored nor saved in the set-aside file. They stay at the gateway. Free some space in that folder.',
      )
      return false
    }
  }

  /** What the store is asked to take, each with the bytes it came in, and what it is never shown. */
  const sorted = (group: readonly HeldMessage[]): { bytesOf: Map<RecordBatch, Buffer>; poison: Poison[] } => {
    const bytesOf = new Map<RecordBatch, Buffer>()
    const poison: Poison[] = []
    for (const { cushion, payload } of group) {
      const read = check(readBatch(payload, cushion))
      if (!read.ok) {
        poison.push({ cushion, payload, reason: read.reason, key: read.key })
        continue
      }
      const { outbox, batch } = read.batch
      const foreign = gateways.refuse(read.batch)
      if (foreign === null) bytesOf.set(read.batch, payload)
      else poison.push({ cushion, payload, reason: foreign, key: { outbox, batch } })
    }
    gateways.save()
    return { bytesOf, poison }
  }

  const turn = async () => {
    const { bytesOf, poison } = sorted(held.takeTurn())
    const good = [...bytesOf.keys()]
    const refused = await writer.write(good)
    if (refused === null) return

    for (const { batch, reason } of refused) {
      const { cushion, outbox, batch: number } = batch
      const payload = bytesOf.get(batch) ?? Buffer.from(JSON.stringify(batch))
      poison.push({ cushion, payload, reason, key: { outbox, batch: number } })
    }
    const refusedBatches = new Set(refused.map(({ batch }) => batch))
    const kept = await keepAside(poison.map(({ cushion, reason, payload }) => ({ cushion, reason, payload })))

    const stored = good.filter((batch) => !refusedBatches.has(batch))
    for (const { frames } of stored) {
      count.stored++
      count.readings += frames?.atMs.length ?? 0
      lastStoredAtMs = nowMs()
    }
    await answerer.send(answersFor(stored, kept ? poison : []))
  }

  const run = async () => {
    while (await held.any(stopping.signal)) {
      try {
        await turn()
      } catch (error) {
        log.error({ err: error }, 'A group of batches could not be processed. The gateways send them again.')
      } finally {
        held.turnDone()
      }
      if (parted.signal.aborted) return
    }
  }

  return {
    async start() {
      if (running !== null) return
      share.start()
      running = run()
    },
    async stop() {
      if (running === null) return
      const parting = share.stop()
      stopping.abort()
      held.wake()
      const part = setTimeout(() => parted.abort(), partingMs)
      // A store that never answers does not hold up the end: the gateways have what it was given.
      await Promise.race([running, delay(partingMs + 500, undefined, { ref: false })])
      await Promise.race([Promise.all([answerer.sent(), parting]), delay(500, undefined, { ref: false })])
      clearTimeout(part)
    },
    health: () => ({
      ...writer.health(),
      pending: held.count,
      pendingBytes: held.bytes,
      lastStoredAt: lastStoredAtMs === null ? null : new Date(lastStoredAtMs).toISOString(),
      storedBatches: count.stored,
      storedReadings: count.readings,
      refusedBatches: held.refused,
      setAsideBatches: count.setAside,
    }),
  }
}
