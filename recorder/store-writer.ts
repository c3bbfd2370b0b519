/**
 * Writes batches until they are in the store, however long it is away, and finds the ones it can never take. Keeps the state of
 * the store in a sentence.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { RecordBatch } from '../contract/record.ts'
import type { Log } from '../platform/log.ts'
import { type Store, StoreMisconfigured, StoreUnavailable } from '../store/store.ts'

export interface RefusedBatch {
  readonly batch: RecordBatch
  readonly reason: string
}

type Outcome =
  | { readonly setAside: readonly RefusedBatch[] }
  /** The store is away for now. */
  | { readonly away: string }
  /** It fails on these batches. */
  | { readonly failure: string }

const firstRetryMs = 250
const lastRetryMs = 10_000
const slowMs = 15_000

const working = { ok: true, detail: 'Readings are written to the store.' }
const slow = {
  ok: false,
  detail: 'The store has not answered for a while. Readings wait at the gateways until it does.',
}

export class StoreWriter {
  readonly #store: Store
  readonly #log: Log
  /** Aborted: no further attempt. */
  readonly #parted: AbortSignal
  #state = working
  #writingSinceMs: number | null = null

  constructor(store: Store, { log, parted }: { log: Log; parted: AbortSignal }) {
    this.#store = store
    this.#log = log
    this.#parted = parted
  }

  health(): { readonly ok: boolean; readonly detail: string } {
    const sinceMs = this.#writingSinceMs
    return sinceMs !== null && performance.now() - sinceMs > slowMs ? slow : this.#state
  }

  /** Gives what the store can never take, or null when this program ends before it is known. */
  async write(batches: readonly RecordBatch[]): Promise<readonly RefusedBatch[] | null> {
    if (batches.length === 0) return []
    for (let waitMs = firstRetryMs; ; waitMs = Math.min(waitMs * 2, lastRetryMs)) {
      const outcome = await this.#tryWrite(batches)
      if ('setAside' in outcome) {
        this.#say(working)
        return outcome.setAside
      }
      if ('failure' in outcome) return await this.#inHalves(batches, outcome.failure)
      this.#say({
        ok: false,
        detail: `${outcome.away} Readings wait at the gateways until the store takes them.`,
      })
      await delay(waitMs * (0.75 + Math.random() / 2), undefined, { signal: this.#parted }).catch(() => {})
      if (this.#parted.aborted) return null
    }
  }

  async #tryWrite(batches: readonly RecordBatch[]): Promise<Outcome> {
    this.#writingSinceMs = performance.now()
    try {
      const { setAside } = await this.#store.write(batches)
      return { setAside }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      const isAway = error instanceof StoreUnavailable || error instanceof StoreMisconfigured
      return isAway ? { away: message } : { failure: message }
    } finally {
      this.#writingSinceMs = null
    }
  }

  /** The store fails on one of these batches: find it, and store the others. */
  async #inHalves(batches: readonly RecordBatch[], message: string): Promise<readonly RefusedBatch[] | null> {
    const [only] = batches
    if (batches.length === 1 && only !== undefined)
      return [{ batch: only, reason: `the store cannot handle it: ${message}` }]
    this.#log.error(
      { batches: batches.length, reason: message },
      'The store failed on a group of batches. Trying again with half of them at a time.',
    )
    const middle = Math.ceil(batches.length / 2)
    const first = await this.write(batches.slice(0, middle))
    const second = first === null ? null : await this.write(batches.slice(middle))
    return first === null || second === null ? null : [...first, ...second]
  }

  #say(state: { ok: boolean; detail: string }): void {
    if (state.detail === this.#state.detail && state.ok === this.#state.ok) return
    this.#state = state
    if (state.ok) this.#log.info({}, state.detail)
    else this.#log.warn({}, state.detail)
  }
}
