/**
 * What the outbox holds for each cushion, in memory: waiting and finished batches, the next number, small state, and the bounds.
 * No I/O; outbox-disk.ts keeps the file in step.
 */
import { Pending, type PendingBatch } from './pending.ts'

export interface CushionLedger {
  readonly pending: Pending
  readonly state: Map<string, string>
  /** Keys of `state` that the file does not have yet. */
  readonly dirty: Set<string>
  /** Acknowledged or dropped, still to be deleted from the file. */
  readonly done: Set<number>
  next: number
  /** Dropped for lack of space since the file was created. */
  dropped: number
}

export interface Bounds {
  readonly bytes: number
  /** Bytes that are not on disk yet. */
  readonly memoryBytes: number
  /** Batches older than this on the outbox's clock are dropped. */
  readonly oldestAgeMs: number
}

export class Ledger {
  /** The number of a new cushion's first batch. */
  firstNumber = 1
  readonly #cushions = new Map<string, CushionLedger>()

  of(cushion: string): CushionLedger {
    let found = this.#cushions.get(cushion)
    if (found === undefined) {
      found = {
        pending: new Pending(),
        state: new Map(),
        dirty: new Set(),
        done: new Set(),
        next: this.firstNumber,
        dropped: 0,
      }
      this.#cushions.set(cushion, found)
    }
    return found
  }

  known(cushion: string): CushionLedger | null {
    return this.#cushions.get(cushion) ?? null
  }

  all(): Iterable<[string, CushionLedger]> {
    return this.#cushions
  }

  get unsaved(): boolean {
    return this.#sum(({ unsavedBytes }) => unsavedBytes) > 0
  }

  /** How many batches are still to be deleted from the file. */
  get done(): number {
    let sum = 0
    for (const { done } of this.#cushions.values()) sum += done.size
    return sum
  }

  /** Skips this many numbers. */
  skip(by: number): void {
    this.firstNumber += by
    for (const one of this.#cushions.values()) one.next += by
  }

  setState(cushion: string, state: Readonly<Record<string, string>>): void {
    const one = this.of(cushion)
    for (const [key, value] of Object.entries(state)) {
      one.state.set(key, value)
      one.dirty.add(key)
    }
  }

  /** Returns how many of these were waiting. */
  acknowledge(cushion: string, batches: readonly number[]): number {
    const one = this.#cushions.get(cushion)
    if (one === undefined) return 0
    let count = 0
    for (const batch of batches) {
      const gone = one.pending.remove(batch)
      if (gone === null) continue
      count++
      if (gone.onDisk) one.done.add(batch)
    }
    return count
  }

  /** Drops the oldest batches of all cushions until the bounds hold. Returns how many. */
  keepWithin(bounds: Bounds): number {
    let dropped = 0
    while (this.#sum(({ unsavedBytes }) => unsavedBytes) > bounds.memoryBytes) {
      if (!this.#dropOldest((pending) => pending.oldestUnsaved)) break
      dropped++
    }
    while (this.#sum(({ bytes }) => bytes) > bounds.bytes) {
      if (!this.#dropOldest((pending) => pending.oldest)) break
      dropped++
    }
    const tooOld = (one: PendingBatch | null) => (one !== null && one.ageMs < bounds.oldestAgeMs ? one : null)
    while (this.#dropOldest(({ oldest }) => tooOld(oldest))) dropped++
    return dropped
  }

  /** Everything pending is now in the file. */
  written(): void {
    for (const { pending, dirty, done } of this.#cushions.values()) {
      pending.allSaved()
      dirty.clear()
      done.clear()
    }
  }

  /** The file was replaced. What was only in it and could not be salvaged is lost and counted; the rest is written again. */
  fileLost(isSaved: (cushion: string, batch: number) => boolean): void {
    for (const [cushion, one] of this.#cushions) {
      for (const { batch } of [...one.pending.inOrder()]) {
        if (one.pending.unsavedContent(batch) !== null || isSaved(cushion, batch)) continue
        one.pending.remove(batch)
        one.dropped++
      }
      for (const key of one.state.keys()) one.dirty.add(key)
      for (const batch of one.done) if (!isSaved(cushion, batch)) one.done.delete(batch)
    }
  }

  #sum(of: (pending: Pending) => number): number {
    let sum = 0
    for (const { pending } of this.#cushions.values()) sum += of(pending)
    return sum
  }

  /** Drops the oldest batch that `candidate` offers; false if there is none. */
  #dropOldest(candidate: (pending: Pending) => PendingBatch | null): boolean {
    let found: { from: CushionLedger; one: PendingBatch } | null = null
    for (const from of this.#cushions.values()) {
      const one = candidate(from.pending)
      if (one !== null && (found === null || one.ageMs < found.one.ageMs)) found = { from, one }
    }
    if (found === null) return false
    const { from, one } = found
    if (from.pending.remove(one.batch)?.onDisk) from.done.add(one.batch)
    from.dropped++
    return true
  }
}
