/** Decides when to publish an info: when it has changed, at most once a second. */
import type { CushionInfo } from '../../contract/info.ts'

/** One a second, and up to three at once after a quiet time, because connecting makes three changes in quick succession. */
const betweenMs = 1000
const burst = 3
/** Counters change all the time; on their own they are only published now and then. */
const countersEveryMs = 10_000

/** Decides when an info is worth publishing. Times are monotonic. */
export class InfoPace {
  #main = ''
  #counters = ''
  #procedure = ''
  #atMs = Number.NEGATIVE_INFINITY
  #tokens = burst
  #tokensAtMs = Number.NEGATIVE_INFINITY

  /** True when it should be published now; then it counts as published. */
  due(info: CushionInfo, nowMs: number): boolean {
    this.#tokens = Math.min(burst, this.#tokens + (nowMs - this.#tokensAtMs) / betweenMs)
    this.#tokensAtMs = nowMs
    // Somebody is waiting with a weight in their hand: publish each step at once.
    const procedure = JSON.stringify(info.calibration.procedure ?? null)
    const stepped = procedure !== this.#procedure
    if (this.#tokens < 1 && !stepped) return false
    const { at: _at, outbox, link, ...rest } = info
    const { rejected, framesLost, clockOffsetMs: _offset, driftPpm: _drift, ...linkRest } = link
    const waiting = outbox.pendingBatches > 10
    const main = JSON.stringify([rest, linkRest, outbox.droppedBatches, outbox.setAside, waiting])
    const counters = JSON.stringify([rejected, framesLost, outbox.pendingBatches])
    const due = main !== this.#main || (counters !== this.#counters && nowMs - this.#atMs >= countersEveryMs)
    if (!due) return false
    this.#tokens = Math.max(0, this.#tokens - 1)
    this.#procedure = procedure
    this.#main = main
    this.#counters = counters
    this.#atMs = nowMs
    return true
  }

  /** The broker may have forgotten: publish at the next occasion. */
  again(): void {
    this.#main = ''
  }
}
