/**
 * The sitter model as sampled by a converter: one model step per firmware scan, so that noise differs between scans and a
 * virtual board with the same seed gives the same counts.
 */
import type { CushionModel, Truth } from '../cells/cushion.ts'

/** A converter that rested this long starts a new scan. */
const restMs = 1
/** Firmware that never rests gets new values this often. */
const longestMs = 20

export class SampledSitter {
  readonly #model: CushionModel
  readonly #onTruth: (truth: Truth) => void
  #counts: readonly number[] = []
  #steppedMs = Number.NEGATIVE_INFINITY
  #readMs = Number.NEGATIVE_INFINITY

  constructor(model: CushionModel, onTruth: (truth: Truth) => void) {
    this.#model = model
    this.#onTruth = onTruth
  }

  /** Counts of all cells from ideal dividers at this time (epoch ms). */
  at(atMs: number): readonly number[] {
    if (atMs - this.#readMs > restMs || atMs - this.#steppedMs > longestMs) {
      const { counts, truth } = this.#model.step(atMs)
      this.#counts = counts
      this.#steppedMs = atMs
      this.#onTruth(truth)
    }
    this.#readMs = atMs
    return this.#counts
  }
}
