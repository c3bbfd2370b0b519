/** Counts frames that the board sent but that did not arrive, from the gaps in `seq`. Pure. */
const u16 = 0x1_0000

export class Sequence {
  #last: number | null = null

  /** The next frame counts as the first. */
  reset(): void {
    this.#last = null
  }

  /** Frames lost just before this one. Counters of 32 bits and of 16 bits both wrap without a loss. */
  next(seq: number, atMost: number): number {
    const last = this.#last
    this.#last = seq
    if (last === null || seq === last) return 0
    const step = seq > last ? seq - last : last < u16 ? (seq - last + u16) % u16 : (seq - last) >>> 0
    // More than the board can have sent in the time: its counter jumped, and nothing is known to be lost.
    return step - 1 <= atMost ? step - 1 : 0
  }
}
