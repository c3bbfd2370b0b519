/**
 * Movement of somebody sitting still: Ornstein-Uhlenbeck processes (which wander and return), exact for any step.
 */
import type { Random } from '../random.ts'

export class Sway {
  value = 0
  readonly #random: Random
  readonly #deviation: number
  readonly #timeS: number
  #stepS = Number.NaN
  #keep = 0
  #kick = 0

  /** Long-run `deviation`; correlation time `timeS`. */
  constructor(random: Random, deviation: number, timeS: number) {
    this.#random = random
    this.#deviation = deviation
    this.#timeS = timeS
  }

  step(stepS: number): number {
    if (stepS !== this.#stepS) {
      this.#stepS = stepS
      this.#keep = Math.exp(-stepS / this.#timeS)
      this.#kick = this.#deviation * Math.sqrt(1 - this.#keep * this.#keep)
    }
    this.value = this.value * this.#keep + this.#kick * this.#random.gaussian()
    return this.value
  }
}
