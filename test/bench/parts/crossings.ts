/** What is reached while somebody sits and lasts: whether it was told in time, and how few reminders would tell it all. */

import { restMs } from '../../../core/limits/reminders.ts'

/** What lasts as long has to be told, at most `tellWithinMs` after it began. */
const lastsMs = 120_000
const tellWithinMs = 60_000

export class Crossings {
  readonly #lasted: number[] = []
  readonly #open = new Map<string, number>()
  readonly #leftMs = new Map<string, number>()
  #before: ReadonlySet<string> = new Set()

  /** `beyond`: names of what is beyond now. What was left and is reached again within the rest is not new. */
  step(beyond: readonly string[], { atMs, seated }: { atMs: number; seated: boolean }): void {
    const now = new Set(beyond)
    for (const name of this.#before) if (!now.has(name)) this.#leftMs.set(name, atMs)
    for (const name of now) if (seated && this.#isNew(name, atMs)) this.#open.set(name, atMs)
    this.#before = now
    for (const [name, sinceMs] of this.#open) {
      const goesOn = seated && now.has(name)
      if (goesOn && atMs - sinceMs < lastsMs) continue
      if (goesOn) this.#lasted.push(sinceMs)
      this.#open.delete(name)
    }
  }

  #isNew(name: string, atMs: number): boolean {
    return !this.#before.has(name) && atMs - (this.#leftMs.get(name) ?? -restMs) >= restMs
  }

  get count(): number {
    return this.#lasted.length
  }

  untold(told: readonly { readonly atMs: number }[]): number {
    const inTime = (crossedMs: number) =>
      told.some(({ atMs }) => atMs >= crossedMs - restMs && atMs <= crossedMs + tellWithinMs)
    return this.#lasted.filter((crossedMs) => !inTime(crossedMs)).length
  }

  /** The fewest reminders that tell all of it in time, on the day with the most: each as late as may be. For somebody who knows what comes. */
  least(dayOf: (atMs: number) => number): number {
    const days = new Map<number, number>()
    let toldMs = Number.NEGATIVE_INFINITY
    for (const crossedMs of this.#lasted.toSorted((a, b) => a - b)) {
      if (toldMs >= crossedMs - restMs) continue
      toldMs = crossedMs + tellWithinMs
      days.set(dayOf(crossedMs), (days.get(dayOf(crossedMs)) ?? 0) + 1)
    }
    return Math.max(0, ...days.values())
  }
}
