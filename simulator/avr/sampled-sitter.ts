/**
 * The sitter model as a converter samples it: one step of the model for each scan of the firmware, so that the noise
 * differs from scan to scan and the virtual board, with the same seed, gives the same counts.
 */
import type { CushionModel, Truth } from '../cells/cushion.ts'

/** A converter that rested so long begins a new scan. */
const restMs = 1
/** Firmware that never rests is given new values this often. */
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

  /** Counts of all cells, as ideal dividers would give them, at this time (epoch ms). */
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
