/** A recording on its own clock: which line of the board is due when. Has no stream and no timer. */
import { fullScale } from '../../../core/model/counting.ts'
import { encodeBoardMessage, type HelloMessage, protocolVersion } from '../../../firmware-protocol/index.ts'
import { BoardRuns } from '../../../recordings/board-runs.ts'
import { type RecordingEntry, RecordingError } from '../../../recordings/entry.ts'
import type { Recording, RecordingOptions } from '../../../recordings/open-recording.ts'

export type ReplayStep =
  | { readonly kind: 'line'; readonly text: string }
  /** Nothing is due for this many real ms. */
  | { readonly kind: 'wait'; readonly forMs: number }
  | { readonly kind: 'over' }

/** The board's milliseconds are mapped to the recording's clock again before a gap could hide that they wrapped (2^31 ms). */
const longestRunMs = 2 ** 31 - 1

export class Replay {
  over = false
  readonly #recording: Recording
  readonly #options: RecordingOptions & { speed: number; monoMs: () => number }
  readonly #batches: AsyncGenerator<readonly RecordingEntry[], void, void>
  readonly #runs = new BoardRuns()
  #batch: readonly RecordingEntry[] = []
  #index = 0
  #hello: HelloMessage | null = null
  #lastBoardMs: number | null = null
  /** Epoch ms of the recording: the present position, and where the board's milliseconds began. */
  #atMs = 0
  #epochMs = 0
  #lastFrameMs = 0
  /** Real time at which the recording was at `#atMs`; null while it is paused. */
  #sinceMonoMs: number | null = null

  constructor(recording: Recording, options: RecordingOptions & { speed: number; monoMs: () => number }) {
    this.#recording = recording
    this.#options = options
    this.#batches = recording.batches()
  }

  /** Finds the first reading, and the hello before it. @throws RecordingError when there is none, or it is another cushion's */
  async begin(): Promise<void> {
    if (this.#hello !== null) return
    for (;;) {
      const entry = await this.#peek()
      if (entry === null) {
        throw new RecordingError(
          `${this.#options.file} holds no reading of ${this.#options.cells} cells, so there is nothing to replay. Check --layout, and --columns for a CSV file.`,
        )
      }
      if (entry.kind === 'frame') {
        this.#atMs = entry.atMs
        this.#lastFrameMs = entry.atMs
        this.#epochMs = entry.atMs
        this.#hello ??= this.#ownHello()
        return
      }
      if (entry.kind === 'hello') this.#takeHello(entry)
      this.#index++
    }
  }

  /** The hello of the replayed board; its time starts again at the present position of the recording. */
  hello(atMs = this.#nowMs()): string {
    const { speed } = this.#options
    this.#epochMs = Math.floor(Math.min(atMs, this.#nextFrameMs() ?? atMs))
    const hello = this.#hello ?? this.#ownHello()
    const extra = { sim: '1', speed: String(speed), epoch: String(this.#epochMs) }
    const rateHz = hello.rateHz ?? this.#rateHz()
    return encodeBoardMessage({ ...hello, ms: 0, rateHz, extra })
  }

  goOn(): void {
    this.#sinceMonoMs ??= this.#options.monoMs()
  }

  pause(): void {
    this.#atMs = this.#nowMs()
    this.#sinceMonoMs = null
  }

  /** The next line when it is due. */
  async next(): Promise<ReplayStep> {
    const entry = await this.#peek()
    if (entry === null) {
      this.over = true
      return { kind: 'over' }
    }
    const forMs = (this.#dueMs(entry) - this.#nowMs()) / this.#options.speed
    if (forMs > 0.5) return { kind: 'wait', forMs }
    this.#index++
    return { kind: 'line', text: this.#textOf(entry) }
  }

  #textOf(entry: RecordingEntry): string {
    switch (entry.kind) {
      case 'frame': {
        const leap = entry.atMs - this.#lastFrameMs > longestRunMs
        this.#lastFrameMs = entry.atMs
        this.#lastBoardMs = entry.boardMs
        const hello = leap ? this.hello(entry.atMs) : ''
        const ms = Math.max(0, entry.atMs - this.#epochMs) % 2 ** 32
        return hello + encodeBoardMessage({ type: 'frame', seq: entry.seq, ms, counts: [...entry.counts] })
      }
      case 'hello':
        return this.#takeHello(entry) ? this.hello(entry.atMs) : ''
      case 'rejected':
        return entry.text === null || entry.reason === 'other-board' ? '' : `${entry.text}\n`
      case 'restart':
        return this.hello(entry.atMs)
      case 'rate':
        return ''
    }
  }

  /** True if the board restarted with this line. */
  #takeHello({ hello, line }: Extract<RecordingEntry, { kind: 'hello' }>): boolean {
    const { file, cells } = this.#options
    if (hello.proto !== protocolVersion || hello.channels !== cells) {
      if (this.#hello !== null) return false
      throw new RecordingError(
        `${file} line ${line}: the board of this recording has ${hello.channels} cells and protocol version ${hello.proto}, the layout has ${cells} cells. Choose the layout of this cushion with --layout.`,
      )
    }
    const run = this.#runs.next(hello, this.#lastBoardMs)
    if (run === 'same') return false
    this.#hello = hello
    return true
  }

  #ownHello(): HelloMessage {
    const { cells } = this.#options
    const { counting, kind } = this.#recording
    return {
      type: 'hello',
      proto: protocolVersion,
      firmware: null,
      dev: 'replay',
      id: null,
      channels: cells,
      bits: counting.bits,
      ...(kind === null ? {} : { kind, full: fullScale(counting) }),
      rateHz: this.#rateHz(),
      resetCause: null,
      boot: null,
      ms: 0,
      extra: {},
    }
  }

  #rateHz(): number {
    return Math.min(1000, Math.max(1, Math.round(this.#recording.rateHz ?? 10)))
  }

  /** Only readings are known to be in order of time: any other line is sent at once, at the latest with the next reading. */
  #dueMs(entry: RecordingEntry): number {
    if (entry.kind === 'frame') return entry.atMs
    const frameMs = this.#nextFrameMs()
    return frameMs === null || entry.atMs === null ? this.#lastFrameMs : Math.min(entry.atMs, frameMs)
  }

  /** Among the readings already loaded. */
  #nextFrameMs(): number | null {
    for (let i = this.#index; i < this.#batch.length; i++) {
      const entry = this.#batch[i]
      if (entry?.kind === 'frame') return entry.atMs
    }
    return null
  }

  #nowMs(): number {
    if (this.#sinceMonoMs === null) return this.#atMs
    return this.#atMs + (this.#options.monoMs() - this.#sinceMonoMs) * this.#options.speed
  }

  async #peek(): Promise<RecordingEntry | null> {
    for (;;) {
      const entry = this.#batch[this.#index]
      if (entry !== undefined) return entry
      const next = await this.#batches.next()
      if (next.done === true) return null
      this.#batch = next.value
      this.#index = 0
    }
  }
}
