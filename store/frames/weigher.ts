/**
 * Learns while it goes how much each of a few inputs tells about a value: recursive least squares (Haykin, Adaptive
 * Filter Theory, ch. 10), forgetting slowly. Only + - * /, so that a decoder that feeds it what it decoded follows the
 * encoder to the last bit.
 */

/** How far the first values may move the weights, and what stays of the past with each value. */
const trust = 0.1
const keep = 0.998

export class Weigher {
  /** To be filled before `expected()`. */
  readonly inputs: Float64Array
  readonly #weights: Float64Array
  readonly #gain: Float64Array
  /** Inverse of the inputs' correlation, row by row. */
  readonly #inverse: Float64Array

  constructor(inputs: number) {
    this.inputs = new Float64Array(inputs)
    this.#weights = new Float64Array(inputs)
    this.#gain = new Float64Array(inputs)
    this.#inverse = new Float64Array(inputs * inputs)
    for (let i = 0; i < inputs; i++) this.#inverse[i * inputs + i] = trust
  }

  expected(): number {
    const { inputs } = this
    let sum = 0
    for (let i = 0; i < inputs.length; i++) sum += (this.#weights[i] ?? 0) * (inputs[i] ?? 0)
    return sum
  }

  /** `miss`: how far the value was from `expected()`. */
  learn(miss: number): void {
    const { inputs } = this
    const n = inputs.length
    const gain = this.#gain
    const inverse = this.#inverse
    let power = keep
    for (let i = 0; i < n; i++) {
      let sum = 0
      for (let j = 0; j < n; j++) sum += (inverse[i * n + j] ?? 0) * (inputs[j] ?? 0)
      gain[i] = sum
      power += sum * (inputs[i] ?? 0)
    }
    // Never below `keep` but for rounding gone wrong; then the weights stay as they are.
    if (!(power >= keep / 2)) return
    for (let i = 0; i < n; i++) {
      const share = (gain[i] ?? 0) / power
      this.#weights[i] = (this.#weights[i] ?? 0) + share * miss
      for (let j = 0; j <= i; j++) {
        const value = ((inverse[i * n + j] ?? 0) - share * (gain[j] ?? 0)) / keep
        inverse[i * n + j] = value
        inverse[j * n + i] = value
      }
    }
  }
}
