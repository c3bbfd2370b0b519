/** Counts presses on a cell: loaded, and then free again. Creep and hysteresis of a cell settle with the first few. */
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
