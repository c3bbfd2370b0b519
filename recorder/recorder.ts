/**
 * The recorder: takes the `record` batches of every cushion from MQTT, writes them to the store, and only then says so
 * on `recorded`. It holds a bounded number of bytes; what it does not take, or loses when it ends, the gateways send
 * again. It acknowledges nothing that is not in the store or, for what no store can take, in the set-aside file.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { RecordBatch, Recorded } from '../contract/record.ts'
import { parseCushionTopic, topics } from '../contract/topics.ts'
import type { MqttLink, MqttMessage } from '../mqtt/mqtt-link.ts'
import type { Log } from '../platform/log.ts'
import { type Store, StoreMisconfigured, StoreUnavailable } from '../store/store.ts'
import { createCushionGateways } from './cushion-gateways.ts'
import { peekKey, readBatch } from './read-batch.ts'
import { createSetAsideFile, type SetAsideEntry } from './set-aside-file.ts'
import { createTimeCheck } from './time-check.ts'

export interface RecorderOptions {
  readonly mqtt: MqttLink
  readonly store: Store
  readonly base: string
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

interface Held {
  readonly cushion: string
  readonly payload: Buffer
  readonly key: string | null
}

/** One turn: enough for the store to work in large steps, little enough not to hold up the rest of the program. */
const turnBatches = 2000
const turnBytes = 4_000_000
const firstRetryMs = 250
const lastRetryMs = 10_000
const acksAtOnce = 400
const partingMs = 1000

const recorded = 'Readings are written to the store.'
const slow = 'The store has not answered for a while. Readings wait at the gateways until it does.'
const slowMs = 15_000

/** A batch that the store does not take; without a key when it could not even be read. */
interface Poison extends SetAsideEntry {
  readonly key: { readonly outbox: string; readonly batch: number } | null
}

interface Answer {
  readonly cushion: string
  readonly recorded: Recorded
}

/** One answer an outbox: what of it is stored, and what was kept aside. */
function answersFor(stored: readonly RecordBatch[], aside: readonly Poison[]): Iterable<Answer> {
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

export function createRecorder(options: RecorderOptions): Recorder {
  const { mqtt, store, base, log, maxBytes = 64_000_000, nowMs = () => Date.now() } = options
  const topic = topics(base)
  const file = createSetAsideFile(options.setAsideFolder)
  const check = createTimeCheck({ nowMs }, store)
  const gateways = createCushionGateways(options.setAsideFolder, log)
  const held: Held[] = []
  /** Keys of everything held, so that a batch sent again is not held twice. */
  const heldKeys = new Set<string>()
  const stopping = new AbortController()
  const parted = new AbortController()
  let heldBytes = 0
  let turnPending = 0
  let wake: (() => void) | null = null
  let running: Promise<void> | null = null
  const acking = new Set<Promise<void>>()
  let detail = recorded
  let ok = true
  let writingSinceMs: number | null = null
  let asideReason = ''
  let lastStoredAtMs: number | null = null
  const count = { stored: 0, readings: 0, refused: 0, setAside: 0 }

  const say = (fine: boolean, sentence: string) => {
    if (sentence === detail && fine === ok) return
    ok = fine
    detail = sentence
    if (fine) log.info({}, sentence)
    else log.warn({ pending: held.length }, sentence)
  }

  const take = ({ topic: at, payload }: MqttMessage) => {
    if (stopping.signal.aborted) return
    const cushion = parseCushionTopic(base, at)?.cushion
    if (cushion === undefined) return
    if (heldBytes + payload.length > maxBytes) {
      count.refused++
      return
    }
    const peeked = peekKey(payload)
    const key = peeked === null ? null : `${cushion}/${peeked}`
    if (key !== null) {
      if (heldKeys.has(key)) return
      heldKeys.add(key)
    }
    held.push({ cushion, payload, key })
    heldBytes += payload.length
    wake?.()
  }

  const nextTurn = (): Held[] => {
    let bytes = 0
    let n = 0
    while (n < held.length && n < turnBatches && bytes < turnBytes) bytes += held[n++]?.payload.length ?? 0
    return held.splice(0, n)
  }

  /** Waits until there is something to write; false when stopping and nothing is left. */
  const awaitWork = async (): Promise<boolean> => {
    while (held.length === 0) {
      if (stopping.signal.aborted) return false
      await new Promise<void>((resolve) => {
        wake = resolve
      })
      wake = null
      // Whatever else has arrived in this turn of the event loop goes along.
      await new Promise((resolve) => setImmediate(resolve))
    }
    return true
  }

  const again = async (waitMs: number) => {
    await delay(waitMs * (0.75 + Math.random() / 2), undefined, { signal: parted.signal }).catch(() => {})
  }

  /** Until it is in the store. Gives what the store can never take, or null when this program ends before. */
  const write = async (
    batches: readonly RecordBatch[],
  ): Promise<{ batch: RecordBatch; reason: string }[] | null> => {
    if (batches.length === 0) return []
    for (let waitMs = firstRetryMs; ; waitMs = Math.min(waitMs * 2, lastRetryMs)) {
      const outcome = await tryWrite(batches)
      if ('setAside' in outcome) {
        say(true, recorded)
        return outcome.setAside
      }
      if ('failure' in outcome) return await oneByOne(batches, outcome.failure)
      say(false, `${outcome.away} Readings wait at the gateways until the store takes them.`)
      await again(waitMs)
      if (parted.signal.aborted) return null
    }
  }

  /** Once: done, the store is away for now, or it fails on these batches. */
  const tryWrite = async (
    batches: readonly RecordBatch[],
  ): Promise<
    { setAside: { batch: RecordBatch; reason: string }[] } | { away: string } | { failure: string }
  > => {
    writingSinceMs = performance.now()
    try {
      const { setAside } = await store.write(batches)
      return { setAside: [...setAside] }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      const isAway = error instanceof StoreUnavailable || error instanceof StoreMisconfigured
      return isAway ? { away: message } : { failure: message }
    } finally {
      writingSinceMs = null
    }
  }

  /** One batch trips the store up: find it, keep it aside, store the others. */
  const oneByOne = async (batches: readonly RecordBatch[], message: string) => {
    const [only] = batches
    if (batches.length === 1 && only !== undefined)
      return [{ batch: only, reason: `the store cannot handle it: ${message}` }]
    log.error(
      { batches: batches.length, reason: message },
      'The store failed on a group of batches. Trying again with half of them at a time.',
    )
    const middle = Math.ceil(batches.length / 2)
    const first = await write(batches.slice(0, middle))
    const second = first === null ? null : await write(batches.slice(middle))
    return first === null || second === null ? null : [...first, ...second]
  }

  /** Keeps aside what cannot be stored; false when that failed, and then it must not be acknowledged. */
  const keepAside = async (entries: readonly SetAsideEntry[]): Promise<boolean> => {
    if (entries.length === 0) return true
    try {
      await file.keep(entries, nowMs())
      count.setAside += entries.length
      const reason = entries[0]?.reason ?? ''
      // A gateway that is not the owner goes on for hours.
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

  /** Resolves once the answers are on their way, with at most `acksAtOnce` of them unanswered by the broker. */
  const acknowledge = async (answers: Iterable<Answer>) => {
    for (const { cushion, recorded } of answers) {
      while (acking.size >= acksAtOnce) await Promise.race(acking)
      // Lost for want of a broker: the gateway sends the batch again, and it is written again, to no effect.
      const sending: Promise<void> = mqtt
        .publish(topic.cushion(cushion, 'recorded'), JSON.stringify(recorded), { qos: 1 })
        .catch(() => {})
        .finally(() => acking.delete(sending))
      acking.add(sending)
    }
  }

  /** What the store is asked to take, each with the bytes it came in, and what it is never shown. */
  const sorted = (group: readonly Held[]): { bytesOf: Map<RecordBatch, Buffer>; poison: Poison[] } => {
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
    const group = nextTurn()
    turnPending = group.length
    const { bytesOf, poison } = sorted(group)
    const good = [...bytesOf.keys()]
    const refused = await write(good)
    for (const { key, payload } of group) {
      if (key !== null) heldKeys.delete(key)
      heldBytes -= payload.length
    }
    turnPending = 0
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
    await acknowledge(answersFor(stored, kept ? poison : []))
  }

  const run = async () => {
    while (await awaitWork()) {
      try {
        await turn()
      } catch (error) {
        log.error({ err: error }, 'A group of batches could not be processed. The gateways send them again.')
      }
      if (parted.signal.aborted) return
    }
  }

  return {
    async start() {
      if (running !== null) return
      mqtt.subscribe(topic.everyCushion('record'), 1, take)
      running = run()
    },
    async stop() {
      if (running === null) return
      stopping.abort()
      wake?.()
      const part = setTimeout(() => parted.abort(), partingMs)
      // A store that never answers does not hold up the end: what it has is at the gateways too.
      await Promise.race([running, delay(partingMs + 500, undefined, { ref: false })])
      await Promise.race([Promise.all(acking), delay(500, undefined, { ref: false })])
      clearTimeout(part)
    },
    health: () => ({
      ...(writingSinceMs !== null && performance.now() - writingSinceMs > slowMs
        ? { ok: false, detail: slow }
        : { ok, detail }),
      pending: held.length + turnPending,
      pendingBytes: heldBytes,
      lastStoredAt: lastStoredAtMs === null ? null : new Date(lastStoredAtMs).toISOString(),
      storedBatches: count.stored,
      storedReadings: count.readings,
      refusedBatches: count.refused,
      setAsideBatches: count.setAside,
    }),
  }
}
