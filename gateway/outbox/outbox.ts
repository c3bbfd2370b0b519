/**
 * The outbox of a gateway: every batch lies here, on the disk, from before it is published until the recorder says
 * that it is in the store. Bounded by bytes and days: the oldest goes first, and is counted. Beside the batches it
 * keeps the small state that must agree with them (the core's snapshot is written in the same transaction), and the
 * tolerance. Synchronous on purpose: a few commits a second, each of a few kilobytes.
 *
 * When the disk is full it goes on in memory, bounded, says so, and writes down what it holds as soon as there is
 * room. When the file is damaged it is set aside and a new one begun.
 */
import { dayMs } from '../../core/time/calendar.ts'
import type { Log } from '../../platform/log.ts'
import { Ledger } from './ledger.ts'
import { OutboxDisk } from './outbox-disk.ts'
import type { openOutboxFile } from './outbox-file.ts'
import type { PendingBatch } from './pending.ts'

export interface OutboxOptions {
  readonly file: string
  /** Days in which a gateway ran: time switched off does not count. */
  readonly limits: { readonly bytes: number; readonly days: number }
  readonly log: Log
  readonly wallMs?: () => number
  readonly monoMs?: () => number
  /** Tests give a file whose disk is full. */
  readonly openFile?: typeof openOutboxFile
}

/** What one cushion adds in a transaction: batches in order, and state that describes it after the last of them. */
export interface Addition {
  readonly cushion: string
  /** Each is given its number and the outbox's name, and gives the very bytes that will be published. */
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
  /** Left out because the outbox was full, since the file was made. */
  readonly droppedBatches: number
  readonly oldestAtMs: number | null
}

export interface Outbox {
  /** Random text made with the file; a batch is known by this and its number. */
  readonly id: string
  /** Where a damaged file was put, as a sentence; null when that never happened since start(). */
  readonly setAside: string | null
  /** Throws OutboxUnusable when the folder cannot be written or another gateway holds the file. */
  start(): void
  stop(): void
  add(additions: readonly Addition[]): readonly Added[]
  /** The first batches that wait, at most `limit` of them and about `bytes` in all (at least one). */
  oldest(cushion: string, bounds: { limit: number; bytes: number }): readonly PendingBatch[]
  /** The bytes of a waiting batch; null when it is gone. */
  content(cushion: string, batch: number): Buffer | null
  /** These are in the store: no longer kept. Gives how many of them were waiting. */
  acknowledge(cushion: string, outbox: string, batches: readonly number[]): number
  counters(cushion: string): OutboxCounters
  read(cushion: string, key: string): string | null
  /** Small state outside a batch, on the disk when this returns (unless the disk is full). */
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
    content(cushion, batch) {
      const pending = ledger.known(cushion)?.pending
      if (!pending?.has(batch)) return null
      return pending.unsavedContent(batch) ?? disk.content(cushion, batch)
    },
    acknowledge(cushion, outbox, batches) {
      if (!disk.isOwn(outbox)) return 0
      const count = ledger.acknowledge(cushion, batches)
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
