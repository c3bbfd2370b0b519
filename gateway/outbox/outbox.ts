/**
 * The outbox of a gateway: every batch lies here, on the disk, from before it is published until the recorder says
 * that it is in the store. Bounded by bytes and days: the oldest goes first, and is counted. Beside the batches it
 * keeps the small state that must agree with them (the core's snapshot is written in the same transaction), and the
 * tolerance. Synchronous on purpose: a few commits a second, each of a few kilobytes.
 *
 * When the disk is full it goes on in memory, bounded, says so, and writes down what it holds as soon as there is
 * room. When the file is damaged it is set aside and a new one begun.
 */
import { randomBytes } from 'node:crypto'
import type { Log } from '../log.ts'
import {
  type OutboxFile,
  OutboxUnusable,
  openOutboxFile,
  setAsideOutboxFile,
  troubleOf,
} from './outbox-file.ts'
import { Pending, type PendingBatch } from './pending.ts'

export interface OutboxOptions {
  readonly file: string
  readonly limits: { readonly bytes: number; readonly days: number }
  readonly log: Log
  readonly nowMs?: () => number
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

export interface OutboxCounters {
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
const retryMs = 5_000
/** Acknowledged batches are deleted with the next addition, or after this long. */
const tidyMs = 2_000
/**
 * After an unclean end numbers go on this much later, because batches that were never written down (disk full) may
 * have used the next ones.
 */
const jump = 1_000_000
const dayMs = 86_400_000

interface CushionOutbox {
  readonly pending: Pending
  readonly state: Map<string, string>
  readonly dirty: Set<string>
  /** Acknowledged, still to be deleted from the file. */
  readonly done: Set<number>
  next: number
  dropped: number
}

export function createOutbox(options: OutboxOptions): Outbox {
  const { log, limits } = options
  const nowMs = options.nowMs ?? (() => Date.now())
  const openFile = options.openFile ?? openOutboxFile
  const cushions = new Map<string, CushionOutbox>()
  const names = new Set<string>()
  let file: OutboxFile | null = null
  /** Has this run been noted in the file? */
  let begun = false
  let firstNumber = 1
  let id = ''
  let started = false
  let setAside: string | null = null
  let trouble: string | null = null
  let triedAtMs = 0
  let tidy: NodeJS.Timeout | null = null

  const of = (cushion: string): CushionOutbox => {
    let found = cushions.get(cushion)
    if (found === undefined) {
      found = {
        pending: new Pending(),
        state: new Map(),
        dirty: new Set(),
        done: new Set(),
        next: firstNumber,
        dropped: 0,
      }
      cushions.set(cushion, found)
    }
    return found
  }

  // ------------------------------------------------------------------ the file

  const open = (): OutboxFile => {
    try {
      return openFile(options.file)
    } catch (error) {
      switch (troubleOf(error)) {
        case 'damaged': {
          const aside = setAsideOutboxFile(options.file, nowMs())
          setAside = `The outbox file was damaged and has been set aside as ${aside}. Readings in it that were not yet stored are missing from the history; keep the file if you want them looked at.`
          log.error({ aside }, setAside)
          return openFile(options.file)
        }
        case 'in-use':
          throw new OutboxUnusable(
            `Another gateway uses the outbox ${options.file}. Stop it, or give this one its own folder with --data.`,
            { cause: error },
          )
        case 'unwritable':
          throw new OutboxUnusable(
            `The outbox ${options.file} cannot be written: check the folder's owner and rights, or choose another with --data.`,
            { cause: error },
          )
        default:
          throw error
      }
    }
  }

  /** Takes over what the file holds; what is already in memory stays and is newer. */
  const load = (from: OutboxFile) => {
    const known = from.getMeta('id')
    if (known !== null) id = known
    names.add(id)
    const unclean = known !== null && from.getMeta('clean') !== '1'
    for (const { cushion, key, value } of from.state()) {
      const one = of(cushion)
      if (key === ' next') one.next = Math.max(one.next, Number(value) + (unclean ? jump : 0))
      else if (key === ' dropped') one.dropped += Number(value)
      else if (!one.state.has(key)) one.state.set(key, value)
    }
    const held = [...cushions].map(([cushion, { pending }]) => [cushion, [...pending.inOrder()]] as const)
    const waiting = from.index()
    for (const { cushion, batch } of waiting) of(cushion).next = Math.max(of(cushion).next, batch + 1)
    // In order: what is on the disk is older than what is held in memory.
    for (const [cushion, batches] of held) for (const { batch } of batches) of(cushion).pending.remove(batch)
    for (const { cushion, ...one } of waiting) of(cushion).pending.add({ ...one, unsaved: null })
    for (const [cushion, batches] of held) for (const one of batches) of(cushion).pending.add(one)
  }

  const begin = (into: OutboxFile) => {
    into.transaction(() => {
      into.setMeta('id', id)
      into.setMeta('clean', '0')
    })
    begun = true
  }

  /** Opens the file and notes this run in it; throws what SQLite throws. */
  const attach = (): OutboxFile => {
    if (file === null) {
      const opened = open()
      load(opened)
      file = opened
    }
    if (!begun) begin(file)
    return file
  }

  const inMemory = (error: unknown) => {
    const why =
      troubleOf(error) === 'full'
        ? 'The disk is full'
        : `The outbox file cannot be written (${error instanceof Error ? error.message : error})`
    const said = trouble !== null
    trouble = `${why}: new readings are kept in memory only and would be lost if this program ended now. Make room on the disk and check the folder's rights; it goes on by itself.`
    if (!said) log.error({ err: error }, trouble)
  }

  const damagedWhileRunning = (error: unknown) => {
    file?.close()
    file = null
    const aside = setAsideOutboxFile(options.file, nowMs())
    setAside = `The outbox file was damaged and has been set aside as ${aside}. Readings in it that were not yet stored are missing from the history; keep the file if you want them looked at.`
    log.error({ aside, err: error }, setAside)
    for (const one of cushions.values()) {
      // Numbers go on from here in the new file, under the same name: this run knows which it has used.
      for (const waiting of [...one.pending.inOrder()]) {
        if (waiting.unsaved !== null) continue
        one.pending.remove(waiting.batch)
        one.dropped++
      }
      for (const key of one.state.keys()) one.dirty.add(key)
      one.done.clear()
    }
    begun = false
    file = openFile(options.file)
  }

  // ------------------------------------------------------------------ writing down

  const writeAll = (into: OutboxFile) =>
    into.transaction(() => {
      for (const [cushion, one] of cushions) {
        for (const batch of one.done) into.remove(cushion, batch)
        if (one.pending.unsavedBytes > 0) {
          for (const { batch, atMs, unsaved } of one.pending.inOrder()) {
            if (unsaved !== null) into.insert({ cushion, batch, atMs, content: unsaved })
          }
          into.setState(cushion, ' next', String(one.next))
        }
        for (const key of one.dirty) into.setState(cushion, key, one.state.get(key) ?? '')
        if (one.dropped > 0) into.setState(cushion, ' dropped', String(one.dropped))
      }
    })

  const written = () => {
    for (const { pending, dirty, done } of cushions.values()) {
      if (pending.unsavedBytes > 0)
        for (const one of pending.inOrder()) if (one.unsaved !== null) pending.saved(one)
      dirty.clear()
      done.clear()
    }
  }

  const commit = () => {
    if (tidy !== null) clearTimeout(tidy)
    tidy = null
    const waitForRoom = trouble !== null && nowMs() - triedAtMs < retryMs && nowMs() >= triedAtMs
    if (waitForRoom) return
    triedAtMs = nowMs()
    for (let repaired = false; ; repaired = true) {
      try {
        writeAll(attach())
        written()
        if (trouble !== null)
          log.info({}, 'There is room on the disk again: the readings held in memory are written down.')
        trouble = null
        return
      } catch (error) {
        const kind = troubleOf(error)
        if (kind !== 'damaged' || repaired) return inMemory(error)
        damagedWhileRunning(error)
      }
    }
  }

  // ------------------------------------------------------------------ bounds

  const drop = (one: CushionOutbox, batch: number) => {
    const gone = one.pending.remove(batch)
    if (gone === null) return
    one.dropped++
    if (gone.unsaved === null) one.done.add(batch)
  }

  const oldestOfAll = (only: (one: CushionOutbox) => boolean): CushionOutbox | null => {
    let found: CushionOutbox | null = null
    for (const one of cushions.values()) {
      if (!only(one)) continue
      if (found === null || (one.pending.oldest?.atMs ?? 0) < (found.pending.oldest?.atMs ?? 0)) found = one
    }
    return found
  }

  /** Drops the oldest of all cushions while `over` says so. Gives how many went. */
  const dropWhile = (
    over: (totals: { bytes: number; unsavedBytes: number; oldestAtMs: number }) => boolean,
  ) => {
    let dropped = 0
    for (;;) {
      let bytes = 0
      let unsavedBytes = 0
      for (const { pending } of cushions.values()) {
        bytes += pending.bytes
        unsavedBytes += pending.unsavedBytes
      }
      const full = unsavedBytes > memoryBytesMax
      const from = oldestOfAll(({ pending }) => (full ? pending.unsavedBytes > 0 : pending.count > 0))
      const oldest = from?.pending.oldest ?? null
      if (from === null || oldest === null || !over({ bytes, unsavedBytes, oldestAtMs: oldest.atMs }))
        return dropped
      if (full) {
        for (const one of from.pending.inOrder()) {
          if (one.unsaved === null) continue
          drop(from, one.batch)
          break
        }
      } else drop(from, oldest.batch)
      dropped++
    }
  }

  const keepBounds = () => {
    const oldestAllowed = nowMs() - limits.days * dayMs
    const dropped = dropWhile(
      ({ bytes, unsavedBytes, oldestAtMs }) =>
        unsavedBytes > memoryBytesMax || bytes > limits.bytes || oldestAtMs < oldestAllowed,
    )
    if (dropped > 0) {
      log.warn(
        { dropped },
        'The outbox is full: the oldest readings that were not yet stored were left out. Check that the recorder and the store run.',
      )
    }
  }

  // ------------------------------------------------------------------ the outside

  return {
    get id() {
      return id
    },
    get setAside() {
      return setAside
    },
    start() {
      if (started) return
      id = randomBytes(9).toString('base64url')
      names.add(id)
      triedAtMs = nowMs()
      try {
        attach()
      } catch (error) {
        if (troubleOf(error) !== 'full') throw error
        // This run cannot be noted in the file, so that the next could not know of the numbers it uses.
        firstNumber = jump * (1 + Math.floor(Math.random() * 1000))
        for (const one of cushions.values()) one.next += firstNumber
        inMemory(error)
      }
      started = true
    },
    stop() {
      if (!started) return
      started = false
      triedAtMs = 0
      commit()
      const unsaved = [...cushions.values()].some(({ pending }) => pending.unsavedBytes > 0)
      if (file !== null && !unsaved) {
        try {
          file.setMeta('clean', '1')
        } catch (error) {
          log.warn({ err: error }, 'The outbox could not be closed cleanly; nothing in it is lost.')
        }
      }
      file?.close()
      file = null
    },
    add(additions) {
      const atMs = nowMs()
      const added = additions.map(({ cushion, contents, state = {} }): Added => {
        const one = of(cushion)
        const batches = contents.map((content) => {
          const batch = one.next++
          return { batch, content: Buffer.from(content(batch, id)) }
        })
        for (const { batch, content } of batches) {
          one.pending.add({ batch, atMs, bytes: content.length, unsaved: content })
        }
        for (const [key, value] of Object.entries(state)) {
          one.state.set(key, value)
          one.dirty.add(key)
        }
        return { cushion, batches }
      })
      keepBounds()
      commit()
      return added
    },
    oldest(cushion, { limit, bytes }) {
      const found: PendingBatch[] = []
      let sum = 0
      for (const one of cushions.get(cushion)?.pending.inOrder() ?? []) {
        sum += one.bytes
        if (found.length > 0 && (found.length >= limit || sum > bytes)) break
        found.push(one)
      }
      return found
    },
    content(cushion, batch) {
      const one = cushions.get(cushion)?.pending.get(batch)
      if (!one) return null
      if (one.unsaved !== null) return one.unsaved
      try {
        return file?.content(cushion, batch) ?? null
      } catch (error) {
        if (troubleOf(error) === 'damaged') damagedWhileRunning(error)
        else
          log.error(
            { err: error },
            'A batch could not be read from the outbox; it stays there and is tried again.',
          )
        return null
      }
    },
    acknowledge(cushion, outbox, batches) {
      const one = cushions.get(cushion)
      if (one === undefined || !names.has(outbox)) return 0
      let count = 0
      for (const batch of batches) {
        const gone = one.pending.remove(batch)
        if (gone === null) continue
        count++
        if (gone.unsaved === null) one.done.add(batch)
      }
      if (count > 0 && started) tidy ??= setTimeout(commit, tidyMs).unref()
      return count
    },
    counters(cushion) {
      const one = cushions.get(cushion)
      return {
        pendingBatches: one?.pending.count ?? 0,
        pendingBytes: one?.pending.bytes ?? 0,
        droppedBatches: one?.dropped ?? 0,
        oldestAtMs: one?.pending.oldest?.atMs ?? null,
      }
    },
    read: (cushion, key) => cushions.get(cushion)?.state.get(key) ?? null,
    write(cushion, key, value) {
      const one = of(cushion)
      one.state.set(key, value)
      one.dirty.add(key)
      if (started) commit()
    },
    health: () =>
      trouble === null
        ? { ok: true, detail: 'Readings are written to the disk before they are sent.' }
        : { ok: false, detail: trouble },
  }
}
