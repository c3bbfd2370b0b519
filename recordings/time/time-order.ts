/**
 * Passes only readings that are later than the previous one, and never changes a time. A leap ahead is held until the next line
 * confirms it: a single future stamp would otherwise block everything that follows.
 */
import type { RecordedFrame } from '../entry.ts'

/** A step ahead of more than this waits for the next line. */
const leapMs = 5000

export class TimeOrder {
  #lastMs = Number.NEGATIVE_INFINITY
  #held: RecordedFrame | null = null

  get holding(): boolean {
    return this.#held !== null
  }

  /** Takes the next frame; calls `take` for frames in order and `refuse` for the others. */
  next(
    frame: RecordedFrame,
    to: { take(frame: RecordedFrame): void; refuse(frame: RecordedFrame): void },
  ): void {
    const held = this.#held
    if (held !== null) {
      this.#held = null
      if (frame.atMs > held.atMs) {
        this.#lastMs = held.atMs
        to.take(held)
      } else if (frame.atMs > this.#lastMs && frame.atMs <= held.atMs - leapMs) {
        to.refuse(held)
      } else {
        // Same moment or slightly back: keep the first.
        this.#held = held
        to.refuse(frame)
        return
      }
    }
    if (frame.atMs <= this.#lastMs) to.refuse(frame)
    else if (frame.atMs - this.#lastMs > leapMs) this.#held = frame
    else {
      this.#lastMs = frame.atMs
      to.take(frame)
    }
  }

  /** End of file: a held reading is the last one, if anything came before it or it is the only one. */
  end(take: (frame: RecordedFrame) => void): void {
    const held = this.#held
    this.#held = null
    if (held === null) return
    this.#lastMs = held.atMs
    take(held)
  }
}
