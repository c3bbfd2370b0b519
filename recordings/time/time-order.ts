/**
 * Lets only readings through that are later than the one before, and never moves one in time. A leap ahead is held until the
 * next line confirms it: a single stamp from the future would otherwise shut out everything that follows.
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

  /** Takes the next frame of the file; `take` gets those that have their place, `refuse` those that have none. */
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
        // Twice the same moment, or a little back: the first of them stands.
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

  /** The file is over: what was held is the last reading, if anything was before it or it is the only one. */
  end(take: (frame: RecordedFrame) => void): void {
    const held = this.#held
    this.#held = null
    if (held === null) return
    this.#lastMs = held.atMs
    take(held)
  }
}
