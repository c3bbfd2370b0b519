/**
 * The windows of a replay that this page holds: the wanted ones are fetched in order of need, two at a time, and the ones
 * used longest ago are dropped, so that neither memory nor the server's work grows with how long or how wildly somebody plays.
 */
import type { Problem } from '../../../../../contract/problem.ts'
import type { ReplayAnswer } from '../../../../../contract/replay.ts'
import { replayWindow } from '../../../../../core/model/replay.ts'
import type { Loaded } from '../../session/history.ts'

/** A moment at a speed; it stands for the window that contains it. */
export interface Place {
  readonly atMs: number
  readonly speed: number
}

export interface WindowsOptions {
  read(place: Place, signal: AbortSignal): Promise<Loaded<ReplayAnswer>>
  /** Cushion time: what was fetched before a window was over is fetched again. */
  nowMs(): number
  onChange(): void
}

export type HeldWindow =
  | { readonly answer: ReplayAnswer; readonly readAtMs: number }
  | { readonly problem: Problem }

const mostHeld = 12
const mostAsked = 2
/** A window of the present is fetched again no sooner. */
const freshForMs = 5_000

const keyOf = ({ atMs, speed }: Place): string => `${speed} ${replayWindow(atMs, speed).fromMs}`

export class ReplayWindows {
  readonly #options: WindowsOptions
  /** The one used longest ago first. */
  readonly #held = new Map<string, HeldWindow>()
  readonly #asked = new Set<string>()
  readonly #abort = new AbortController()
  #wanted: readonly Place[] = []

  constructor(options: WindowsOptions) {
    this.#options = options
  }

  /** The window that contains the place; null until it has come. */
  at(place: Place): HeldWindow | null {
    return this.#held.get(keyOf(place)) ?? null
  }

  /** What is needed now, most urgent first. */
  want(places: readonly Place[]): void {
    this.#wanted = places
    for (const place of [...places].reverse()) this.#use(keyOf(place))
    this.#ask()
  }

  /** Forgets what failed and asks again. */
  retry(): void {
    for (const [key, held] of this.#held) if ('problem' in held) this.#held.delete(key)
    this.#options.onChange()
    this.#ask()
  }

  close(): void {
    this.#abort.abort()
    this.#wanted = []
  }

  #use(key: string): void {
    const held = this.#held.get(key)
    if (held === undefined) return
    this.#held.delete(key)
    this.#held.set(key, held)
  }

  #ask(): void {
    for (const place of this.#wanted) {
      if (this.#asked.size >= mostAsked) return
      const key = keyOf(place)
      if (this.#asked.has(key) || !this.#isMissing(place)) continue
      this.#asked.add(key)
      void this.#fetch(place, key)
    }
  }

  #isMissing(place: Place): boolean {
    const held = this.at(place)
    if (held === null) return true
    if ('problem' in held) return false
    const { toMs } = replayWindow(place.atMs, place.speed)
    return held.readAtMs < toMs && this.#options.nowMs() - held.readAtMs > freshForMs
  }

  async #fetch(place: Place, key: string): Promise<void> {
    const readAtMs = this.#options.nowMs()
    const loaded = await this.#options.read(place, this.#abort.signal).catch(() => null)
    this.#asked.delete(key)
    if (this.#abort.signal.aborted || loaded === null) return
    if (loaded.status === 'ready') this.#keep(key, { answer: loaded.value, readAtMs })
    else if (loaded.status === 'error' && !this.#held.has(key)) this.#keep(key, { problem: loaded.problem })
    this.#options.onChange()
    this.#ask()
  }

  #keep(key: string, held: HeldWindow): void {
    this.#held.delete(key)
    this.#held.set(key, held)
    for (const oldest of this.#held.keys()) {
      if (this.#held.size <= mostHeld) return
      this.#held.delete(oldest)
    }
  }
}
