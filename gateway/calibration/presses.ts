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
