/** Holds bytes like a slow or bursting USB port, in order and without loss. Real time. */
import type { Random } from '../random.ts'
import type { WireFaults } from './wire-fault.ts'

/** Above this the board's side waits until some bytes are sent. */
const mostBytes = 256 * 1024

export class HeldBytes {
  readonly #give: (latin1: string) => void
  readonly #random: Random
  #waiting: { readonly dueMs: number; readonly bytes: string }[] = []
  #length = 0
  #lastDueMs = 0
  #timer: NodeJS.Timeout | null = null

  constructor(give: (latin1: string) => void, random: Random) {
    this.#give = give
    this.#random = random
  }

  get full(): boolean {
    return this.#length > mostBytes
  }

  pass(bytes: string, { 'slow-usb': slow, bursts }: WireFaults): void {
    if (bytes === '') return
    if (slow === undefined && bursts === undefined && this.#waiting.length === 0) {
      this.#give(bytes)
      return
    }
    const nowMs = performance.now()
    let dueMs = nowMs
    if (slow !== undefined) dueMs += slow.ms + slow.jitterMs * this.#random.next()
    if (bursts !== undefined) dueMs = Math.ceil(dueMs / bursts.everyMs) * bursts.everyMs
    this.#lastDueMs = Math.max(this.#lastDueMs, dueMs)
    this.#waiting.push({ dueMs: this.#lastDueMs, bytes })
    this.#length += bytes.length
    this.#plan(nowMs)
  }

  /** The fault is off: sends all held bytes now, in order. */
  letGo(): void {
    const bytes = this.#waiting.map((each) => each.bytes).join('')
    this.stop()
    if (bytes !== '') this.#give(bytes)
  }

  /** The connection ended: held bytes are lost. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#waiting = []
    this.#length = 0
    this.#lastDueMs = 0
  }

  #plan(nowMs: number): void {
    const next = this.#waiting[0]
    if (this.#timer !== null || next === undefined) return
    this.#timer = setTimeout(
      () => {
        this.#timer = null
        this.#release()
      },
      Math.max(0, next.dueMs - nowMs),
    )
  }

  #release(): void {
    const nowMs = performance.now()
    let bytes = ''
    let due = 0
    for (const each of this.#waiting) {
      if (each.dueMs > nowMs) break
      bytes += each.bytes
      due++
    }
    this.#waiting.splice(0, due)
    this.#length -= bytes.length
    if (bytes !== '') this.#give(bytes)
    this.#plan(nowMs)
  }
}
