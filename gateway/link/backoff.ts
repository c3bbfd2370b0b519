/** Waiting times between attempts: they double up to a limit, with jitter so that several gateways do not retry in step. Pure. */
export class Backoff {
  readonly #bounds: { readonly minMs: number; readonly maxMs: number; readonly random: () => number }
  #nextMs: number

  constructor(bounds: { minMs: number; maxMs: number; random: () => number }) {
    this.#bounds = bounds
    this.#nextMs = bounds.minMs
  }

  reset(): void {
    this.#nextMs = this.#bounds.minMs
  }

  /** Between 75 % and 100 % of the doubled time. */
  nextMs(): number {
    const ms = this.#nextMs
    this.#nextMs = Math.min(this.#bounds.maxMs, ms * 2)
    return ms * (0.75 + 0.25 * this.#bounds.random())
  }
}
