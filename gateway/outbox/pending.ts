/**
 * Which batches wait for the store, in order, without their content: numbers, times, sizes. Content stays in memory
 * only while it could not be written to the disk. Pure bookkeeping, no I/O.
 */

export interface PendingBatch {
  readonly batch: number
  readonly atMs: number
  readonly bytes: number
  /** Set only while the batch is not on the disk. */
  unsaved: Buffer | null
}

export class Pending {
  /** A Map keeps the order of insertion, and batches are appended in rising number. */
  readonly #batches = new Map<number, PendingBatch>()
  #bytes = 0
  #unsavedBytes = 0

  get count(): number {
    return this.#batches.size
  }
  get bytes(): number {
    return this.#bytes
  }
  get unsavedBytes(): number {
    return this.#unsavedBytes
  }
  get oldest(): PendingBatch | null {
    return this.#batches.values().next().value ?? null
  }

  add(one: PendingBatch): void {
    this.#batches.set(one.batch, one)
    this.#bytes += one.bytes
    this.#unsavedBytes += one.unsaved?.length ?? 0
  }
  get(batch: number): PendingBatch | null {
    return this.#batches.get(batch) ?? null
  }
  remove(batch: number): PendingBatch | null {
    const one = this.#batches.get(batch)
    if (one === undefined) return null
    this.#batches.delete(batch)
    this.#bytes -= one.bytes
    this.#unsavedBytes -= one.unsaved?.length ?? 0
    return one
  }
  saved(one: PendingBatch): void {
    this.#unsavedBytes -= one.unsaved?.length ?? 0
    one.unsaved = null
  }
  *inOrder(): Iterable<PendingBatch> {
    yield* this.#batches.values()
  }
}
