/** Plays a recorded day: where it is, how fast it goes, and the picture of that moment. Waits where a window has not come. */
import { type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { type ReplaySpeed, replaySpeeds, replayWindow } from '../../../../../core/model/replay.ts'
import { isSamePicture, type Picture, pictureIn } from './replay-picture.ts'
import { type Place, ReplayWindows, type WindowsOptions } from './replay-windows.ts'

export interface PlayerOptions extends Omit<WindowsOptions, 'onChange'> {
  readonly atMs: number
  /** What can be played; the end moves while the day runs. */
  span(): { readonly fromMs: number; readonly toMs: number }
  /** How long a reading stands without a next one. */
  heldMs(): number
  /** Calls back with the time of this machine (ms) before the page is next drawn. */
  nextFrame(call: (ms: number) => void): void
}

/** Ten positions a second are shown. */
const shownEveryMs = 95
/** A tab in the background does not leap ahead when it comes back. */
const longestTickMs = 250
/** At least so much replay is fetched ahead. */
const aheadMs = 2_500

export class ReplayPlayer {
  readonly #options: PlayerOptions
  readonly #windows: ReplayWindows
  readonly #atMs: Signal<number>
  readonly #playing = signal(false)
  readonly #speed = signal<ReplaySpeed>(10)
  readonly #picture = signal<Picture>({ kind: 'loading' })
  #lastTickMs: number | null = null
  #closed = false

  constructor(options: PlayerOptions) {
    this.#options = options
    this.#atMs = signal(options.atMs)
    this.#windows = new ReplayWindows({ ...options, onChange: () => this.#look() })
  }

  get atMs(): ReadonlySignal<number> {
    return this.#atMs
  }
  get playing(): ReadonlySignal<boolean> {
    return this.#playing
  }
  get speed(): ReadonlySignal<ReplaySpeed> {
    return this.#speed
  }
  get picture(): ReadonlySignal<Picture> {
    return this.#picture
  }

  start(): void {
    this.seek(this.#atMs.value)
  }

  close(): void {
    this.pause()
    this.#closed = true
    this.#windows.close()
  }

  seek(atMs: number): void {
    const { fromMs, toMs } = this.#options.span()
    this.#atMs.value = Math.min(Math.max(atMs, fromMs), toMs)
    this.#want()
  }

  setSpeed(speed: ReplaySpeed): void {
    this.#speed.value = speed
    this.#want()
  }

  /** To the next higher or lower one. */
  changeSpeed(by: 1 | -1): void {
    const next = replaySpeeds[replaySpeeds.indexOf(this.#speed.value) + by]
    if (next !== undefined) this.setSpeed(next)
  }

  /** At the end it starts again from the beginning. */
  toggle(): void {
    if (this.#playing.value) {
      this.pause()
      return
    }
    const { fromMs, toMs } = this.#options.span()
    if (this.#atMs.value >= toMs) this.seek(fromMs)
    this.#playing.value = true
    this.#lastTickMs = null
    this.#schedule()
  }

  pause(): void {
    this.#playing.value = false
  }

  retry(): void {
    this.#windows.retry()
  }

  #schedule(): void {
    this.#options.nextFrame((ms) => {
      if (this.#closed || !this.#playing.value) return
      this.#tick(ms)
      this.#schedule()
    })
  }

  #tick(ms: number): void {
    const sinceMs = this.#lastTickMs === null ? 0 : ms - this.#lastTickMs
    if (this.#lastTickMs !== null && sinceMs < shownEveryMs) return
    this.#lastTickMs = ms
    if (this.#picture.value.kind === 'loading') return
    if (this.#picture.value.kind === 'problem') {
      this.pause()
      return
    }
    const { toMs } = this.#options.span()
    this.seek(this.#atMs.value + Math.min(sinceMs, longestTickMs) * this.#speed.value)
    if (this.#atMs.value >= toMs) this.pause()
  }

  #want(): void {
    const place: Place = { atMs: this.#atMs.value, speed: this.#speed.value }
    this.#windows.want(wantedFrom(place, this.#options.span().toMs))
    this.#look()
  }

  #look(): void {
    const place = { atMs: this.#atMs.value, speed: this.#speed.value }
    const picture = this.#pictureAt(place)
    if (!isSamePicture(picture, this.#picture.peek())) this.#picture.value = picture
  }

  #pictureAt(place: Place): Picture {
    const held = this.#windows.at(place)
    if (held === null) return { kind: 'loading' }
    if ('problem' in held) return { kind: 'problem', problem: held.problem }
    return pictureIn(held.answer, place.atMs, this.#options.heldMs())
  }
}

/** The window of this place and those that it will soon play into, none of them beyond the end. */
function wantedFrom(place: Place, endMs: number): readonly Place[] {
  const wanted = [place]
  const { speed } = place
  const untilMs = Math.min(endMs, place.atMs + aheadMs * speed)
  for (let { toMs } = replayWindow(place.atMs, speed); toMs < untilMs; ) {
    wanted.push({ atMs: toMs, speed })
    toMs = replayWindow(toMs, speed).toMs
  }
  return wanted
}
