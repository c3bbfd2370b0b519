/**
 * The outbox of a gateway: each batch is on disk here, from before it is published until the recorder confirms that it is stored.
 * Bounded by bytes and days: the oldest are dropped first, and counted. It also keeps the small state that must agree with the
 * batches (the core's snapshot is written in the same transaction), and the tolerance. Deliberately synchronous: a few commits a
 * second, each of a few kilobytes.
 *
 * If the disk is full, it continues in memory within limits, reports that, and writes everything as soon as there is space. A
 * damaged file is set aside, and a new one started.
 */
import { dayMs } from '../../core/time/calendar.ts'
import type { Log } from '../../platform/log.ts'
import { Ledger } from './ledger.ts'
import { nameIn, OutboxDisk } from './outbox-disk.ts'
import type { openOutboxFile } from './outbox-file.ts'
import type { PendingBatch } from './pending.ts'

export interface OutboxOptions {
  readonly file: string
  /** Days during which a gateway ran; time switched off does not count. */
  readonly limits: { readonly bytes: number; readonly days: number }
  readonly log: Log
  readonly wallMs?: () => number
  readonly monoMs?: () => number
  /** Tests pass a file whose disk is full. */
  readonly openFile?: typeof openOutboxFile
}

/** What one cushion adds in a transaction: batches in order, and state that describes it after the last of them. */
export interface Addition {
  readonly cushion: string
  /** Each gets its number and the outbox's id, and returns exactly the bytes to publish. */
  readonly contents: readonly ((batch: number, outbox: string) => string)[]
  readonly state?: Readonly<Record<string, string>>
}

export interface Added {
  readonly cushion: string
  readonly batches: readonly { readonly batch: number; readonly content: Buffer }[]
}

interface OutboxCounters {
  readonly pendingBatches: number
  readonly pendingBytes: number
  /** Dropped because the outbox was full, since the file was created. */
  readonly droppedBatches: number
  readonly oldestAtMs: number | null
}

export interface Outbox {
  /** Random text created with the file. This and its number identify a batch. */
  readonly id: string
  /** Where a damaged file was put, as a sentence; null if that has not happened since start(). */
  readonly setAside: string | null
  /** Throws OutboxUnusable if the folder is not writable or another gateway holds the file. */
  start(): void
  stop(): void
  add(additions: readonly Addition[]): readonly Added[]
  /** The first waiting batches, at most `limit` and about `bytes` in total (at least one). */
  oldest(cushion: string, bounds: { limit: number; bytes: number }): readonly PendingBatch[]
  /** The bytes of a waiting batch; null if it is gone. */
  content(cushion: string, batch: number): Buffer | null
  /** Replaces the contents of the waiting batches from this number on, all or none. Returns how many. */
  rewrite(cushion: string, from: number, change: (content: string) => string): number
  /** These are in the store and no longer kept. Returns how many of them were waiting. */
  acknowledge(cushion: string, outbox: string, batches: readonly number[]): number
  counters(cushion: string): OutboxCounters
  read(cushion: string, key: string): string | null
  /** Small state outside a batch; on disk when this returns, unless the disk is full. */
  write(cushion: string, key: string, value: string): void
  health(): { readonly ok: boolean; readonly detail: string }
}

const memoryBytesMax = 32_000_000
/** Acknowledged batches are deleted with the next addition, or after this long. */
const tidyMs = 2_000

export function createOutbox(options: OutboxOptions): Outbox {
  const { log, limits, file, openFile } = options
  const wallMs = options.wallMs ?? (() => Date.now())
  const monoMs = options.monoMs ?? (() => performance.now())
  const ledger = new Ledger()
  const disk = new OutboxDisk(ledger, {
    file,
    log,
    wallMs,
    monoMs,
    ...(openFile === undefined ? {} : { openFile }),
  })
  let started = false
  let tidy: NodeJS.Timeout | null = null

  const commit = () => {
    if (tidy !== null) clearTimeout(tidy)
    tidy = null
    disk.commit()
  }

  const keepBounds = () => {
    const dropped = ledger.keepWithin({
      bytes: limits.bytes,
      memoryBytes: memoryBytesMax,
      oldestAgeMs: disk.ageMs - limits.days * dayMs,
    })
    if (dropped === 0) return
    log.warn(
      { dropped },
      'The outbox is full: the oldest readings that were not yet stored were dropped and are missing from the history. Check that the recorder and the store are running.',
    )
  }

  const append = ({ cushion, contents, state = {} }: Addition): Added => {
    const one = ledger.of(cushion)
    const batches = contents.map((make) => {
      const batch = one.next++
      const content = Buffer.from(make(batch, disk.id))
      const when = { atMs: wallMs(), ageMs: Math.round(disk.ageMs) }
      one.pending.add({ batch, ...when, bytes: content.length }, content)
      return { batch, content }
    })
    ledger.setState(cushion, state)
    return { cushion, batches }
  }

  const contentOf = (cushion: string, batch: number): Buffer | null => {
    const pending = ledger.known(cushion)?.pending
    if (!pending?.has(batch)) return null
    return pending.unsavedContent(batch) ?? disk.content(cushion, batch)
  }

  return {
    get id() {
      return disk.id
    },
    get setAside() {
      return disk.setAside
    },
    start() {
      if (started) return
      disk.start()
      started = true
    },
    stop() {
      if (!started) return
      started = false
      if (tidy !== null) clearTimeout(tidy)
      tidy = null
      disk.close()
    },
    add(additions) {
      const added = additions.map(append)
      keepBounds()
      commit()
      return added
    },
    oldest(cushion, { limit, bytes }) {
      const found: PendingBatch[] = []
      let sum = 0
      for (const one of ledger.known(cushion)?.pending.inOrder() ?? []) {
        sum += one.bytes
        if (found.length > 0 && (found.length >= limit || sum > bytes)) break
        found.push(one)
      }
      return found
    },
    content: contentOf,
    rewrite(cushion, from, change) {
      const pending = ledger.known(cushion)?.pending
      const waiting = [...(pending?.inOrder() ?? [])].filter(({ batch }) => batch >= from)
      const changed = waiting.flatMap((one) => {
        const content = contentOf(cushion, one.batch)
        return content === null ? [] : [{ one, content: Buffer.from(change(content.toString())) }]
      })
      for (const { one, content } of changed) pending?.add({ ...one, bytes: content.length }, content)
      if (changed.length > 0) commit()
      return changed.length
    },
    acknowledge(cushion, outbox, batches) {
      // A batch of an earlier run may name another outbox, whose id is not noted in a damaged file.
      const own = disk.isOwn(outbox)
        ? batches
        : batches.filter((batch) => nameIn(contentOf(cushion, batch)) === outbox)
      const count = ledger.acknowledge(cushion, own)
      if (count > 0 && started) tidy ??= setTimeout(commit, tidyMs).unref()
      return count
    },
    counters(cushion) {
      const one = ledger.known(cushion)
      return {
        pendingBatches: one?.pending.count ?? 0,
        pendingBytes: one?.pending.bytes ?? 0,
        droppedBatches: one?.dropped ?? 0,
        oldestAtMs: one?.pending.oldest?.atMs ?? null,
      }
    },
    read: (cushion, key) => ledger.known(cushion)?.state.get(key) ?? null,
    write(cushion, key, value) {
      ledger.setState(cushion, { [key]: value })
      if (started) commit()
    },
    health: () =>
      disk.trouble === null
        ? { ok: true, detail: 'Readings are written to the disk before they are sent.' }
        : { ok: false, detail: disk.trouble },
  }
}
