/**
 * The batches of one cushion that wait for the store, in order: numbers, times, sizes. Their content stays in memory only until
 * it is on disk. Pure bookkeeping, no I/O.
 */

export interface PendingBatch {
  readonly batch: number
  /** Wall time, for people. */
  readonly atMs: number
  /** On the outbox's own clock (see outbox-disk.ts), for its bound in days. */
  readonly ageMs: number
  readonly bytes: number
}

export class Pending {
  /** A Map keeps the order of insertion, and batches are appended in rising number. */
  readonly #batches = new Map<number, PendingBatch>()
  readonly #unsaved = new Map<number, Buffer>()
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
  get oldestUnsaved(): PendingBatch | null {
    const [batch] = this.#unsaved.keys()
    return batch === undefined ? null : (this.#batches.get(batch) ?? null)
  }

  /** `content` is null for a batch that is already on disk. */
  add(one: PendingBatch, content: Buffer | null): void {
    this.remove(one.batch)
    this.#batches.set(one.batch, one)
    this.#bytes += one.bytes
    if (content === null) return
    this.#unsaved.set(one.batch, content)
    this.#unsavedBytes += content.length
  }
  has(batch: number): boolean {
    return this.#batches.has(batch)
  }
  unsavedContent(batch: number): Buffer | null {
    return this.#unsaved.get(batch) ?? null
  }
  /** Returns whether it was there, and whether it is on disk. */
  remove(batch: number): { readonly onDisk: boolean } | null {
    const one = this.#batches.get(batch)
    if (one === undefined) return null
    this.#batches.delete(batch)
    this.#bytes -= one.bytes
    const content = this.#unsaved.get(batch)
    this.#unsavedBytes -= content?.length ?? 0
    this.#unsaved.delete(batch)
    return { onDisk: content === undefined }
  }
  /** This batch is now on disk. */
  saved(batch: number): void {
    this.#unsavedBytes -= this.#unsaved.get(batch)?.length ?? 0
    this.#unsaved.delete(batch)
  }
  /** All batches are on disk. */
  allSaved(): void {
    this.#unsaved.clear()
    this.#unsavedBytes = 0
  }
  inOrder(): Iterable<PendingBatch> {
    return this.#batches.values()
  }
  *unsaved(): Iterable<PendingBatch & { readonly content: Buffer }> {
    for (const [batch, content] of this.#unsaved) {
      const one = this.#batches.get(batch)
      if (one !== undefined) yield { ...one, content }
    }
  }
}
