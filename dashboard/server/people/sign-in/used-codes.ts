/**
 * Codes of an authenticator that were used lately: whoever reads one over a shoulder cannot use it again. Kept by the code
 * alone; that another person is shown the same six digits in these 90 s is unlikely, and their next code works.
 */

/** A code is accepted in its own half minute, the one before and the one after. */
const validMs = 90_000

export class UsedCodes {
  /** Code to when it is worth nothing anyway; in the order of use. */
  readonly #until = new Map<string, number>()

  /** False: it was used already. Call `release` for one that turns out to be wrong. */
  claim(code: string, nowMs: number): boolean {
    for (const [used, untilMs] of this.#until) if (untilMs <= nowMs) this.#until.delete(used)
    if (this.#until.has(code)) return false
    this.#until.set(code, nowMs + validMs)
    return true
  }

  release(code: string): void {
    this.#until.delete(code)
  }
}
