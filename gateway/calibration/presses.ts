/** What hands do on the cells: presses, and a weight that lies still. */

/** Counts presses on a cell: loaded, then released. The first few settle its creep and hysteresis. */
export class PressCounter {
  count = 0
  #down = false

  /** True when a press has just been completed. */
  frame(loaded: boolean): boolean {
    const completed = this.#down && !loaded
    this.#down = loaded
    if (completed) this.count++
    return completed
  }
}

const stillMs = 1500
/** Noise, and the first creep. */
const stillShare = 0.03
const stillCounts = 4

/** The one cell with a weight on it, once that has lain still for a while; null while none or several carry something. */
export class StillWeight {
  #cell: number | null = null
  #count = 0
  #sinceMs = 0

  frame(atMs: number, counts: readonly number[], loaded: (cell: number) => boolean): number | null {
    const on = counts.flatMap((_, cell) => (loaded(cell) ? [cell] : []))
    const cell = on.length === 1 ? (on[0] ?? null) : null
    const count = cell === null ? 0 : (counts[cell] ?? 0)
    const moved = Math.abs(count - this.#count) > Math.max(stillCounts, stillShare * this.#count)
    if (cell !== this.#cell || moved || atMs < this.#sinceMs) {
      this.#cell = cell
      this.#count = count
      this.#sinceMs = atMs
    }
    return cell !== null && atMs - this.#sinceMs >= stillMs ? cell : null
  }
}
