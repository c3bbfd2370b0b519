/**
 * Simulated time against real time: `startMs` at the first open, then `speed` times as fast. Reads no wall clock.
 */
export class BoardClock {
  #speed: number
  readonly #startMs: number
  #anchorRealMs: number | null = null
  #anchorMs: number

  constructor(startMs: number, speed: number) {
    this.#startMs = startMs
    this.#anchorMs = startMs
    this.#speed = speed
  }

  get speed(): number {
    return this.#speed
  }

  /** Changes the speed from now on; no simulated time is skipped or repeated. */
  setSpeed(speed: number): void {
    this.holdAt(this.nowMs())
    this.#speed = speed
  }

  /** Starts at the first call; later calls change nothing. */
  start(): void {
    this.#anchorRealMs ??= performance.now()
  }

  /** Simulated epoch ms. */
  nowMs(): number {
    if (this.#anchorRealMs === null) return this.#startMs
    return this.#anchorMs + (performance.now() - this.#anchorRealMs) * this.#speed
  }

  /** The simulator could not keep up: the actual time replaces the nominal one. */
  holdAt(simulatedMs: number): void {
    if (this.#anchorRealMs !== null) this.#anchorRealMs = performance.now()
    this.#anchorMs = simulatedMs
  }
}
