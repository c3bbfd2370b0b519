/**
 * Two gateways with one id that send readings of the same cushion at the same time. Each has an outbox of its own, so the readings of
 * one outbox come between those of the other. A gateway with a new data folder changes once, and never back.
 */

interface Sending {
  /** The outbox that was there first. */
  readonly first: string
  firstAtMs: number
  /** When another outbox was last heard while the first was there. */
  otherAtMs: number
  both: boolean
}

/** A gateway whose cushion sends is heard at least twice a second. */
const goneAfterMs = 10_000
const mostCushions = 100_000

export class OutboxesAtOnce {
  readonly #nowMs: () => number
  readonly #sending = new Map<string, Sending>()

  /** `nowMs` is monotonic. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  /** True when these readings come from the second of two that send at once. */
  isSecond({ cushion, outbox }: { readonly cushion: string; readonly outbox: string }): boolean {
    const now = this.#nowMs()
    const sending = this.#sending.get(cushion)
    if (sending === undefined || (outbox !== sending.first && now - sending.firstAtMs >= goneAfterMs)) {
      if (sending === undefined && this.#sending.size >= mostCushions) return false
      const fresh = { first: outbox, firstAtMs: now, otherAtMs: Number.NEGATIVE_INFINITY, both: false }
      this.#sending.set(cushion, fresh)
      return false
    }
    if (outbox === sending.first) {
      sending.both ||= now - sending.otherAtMs < goneAfterMs
      sending.firstAtMs = now
      return false
    }
    sending.otherAtMs = now
    return sending.both
  }
}
