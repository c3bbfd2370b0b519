/**
 * A board's byte stream, like a serial port: frames paced in real time at the simulated speed, and answers to commands. Its
 * timer runs only while it is open.
 *
 *   write -> BoardProgram.receive -> answer ┐
 *   timer -> BoardProgram.scan    -> frames ┴-> push, held back while the reader is full
 */
import { Duplex } from 'node:stream'
import type { BoardProgram } from './board.ts'
import type { BoardClock } from './board-clock.ts'

/** Frames per slice, during which nothing else runs. */
const framesPerChunk = 400
/** Minimum time between slices: at high speeds many frames share a chunk. */
const leastWaitMs = 12
/** Backlog, in real time, after which a stall is accepted instead of made up for. */
const stallMs = 2000

export interface BoardStreamCounters {
  /** Frames lost without a reader (sleeping computer), at real speed. */
  skippedFrames: number
  /** How often simulated time paused for a slow reader, at higher speeds. */
  held: number
}

export class BoardStream extends Duplex {
  readonly #program: BoardProgram
  readonly #clock: BoardClock
  readonly #counters: BoardStreamCounters
  #timer: NodeJS.Timeout | null = null
  #full = false
  #over = false

  constructor(program: BoardProgram, clock: BoardClock, counters: BoardStreamCounters) {
    super({ readableHighWaterMark: 64 * 1024 })
    this.#program = program
    this.#clock = clock
    this.#counters = counters
  }

  /** Sends the board's start-up output and starts sending frames. */
  begin(greeting: string): void {
    this.#send(greeting)
    this.#plan(0)
  }

  /** Sends text between frames, such as the hello after a reset. */
  say(text: string): void {
    this.#send(text)
  }

  override _read(): void {
    if (!this.#full) return
    this.#full = false
    this.#plan(0)
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    // Frames due before this command go out before its answer, so the answer's time is never behind a frame's.
    const nowMs = Math.max(this.#run(), this.#program.nextScanMs - this.#program.periodMs)
    const answers = this.#program.receive(chunk.toString('latin1'), nowMs)
    if (answers !== '') this.#send(answers)
    done()
  }

  override _final(done: (error?: Error | null) => void): void {
    // When the host ends its side, the port is closed.
    this.#over = true
    this.push(null)
    done()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    done(error)
  }

  #send(text: string): void {
    if (this.destroyed || this.#over) return
    if (!this.push(text, 'latin1')) this.#full = true
  }

  /** Sends at most one chunk of the due frames. Returns the simulated time reached. */
  #run(): number {
    const nowMs = this.#clock.nowMs()
    const program = this.#program
    if (nowMs - program.nextScanMs > stallMs * this.#clock.speed + program.periodMs) this.#giveUp(nowMs)
    const untilMs = this.#clock.nowMs()
    if (program.frozen) {
      program.standStill(untilMs)
      return untilMs
    }
    let text = ''
    for (let made = 0; made < framesPerChunk && program.nextScanMs <= untilMs && !this.#full; made++) {
      text += program.scan()
    }
    if (text !== '') this.#send(text)
    return Math.min(untilMs, program.nextScanMs)
  }

  /** At real speed lost time is a gap; at higher speeds simulated time is moved back instead. */
  #giveUp(nowMs: number): void {
    if (this.#clock.speed === 1) this.#counters.skippedFrames += this.#program.skipTo(nowMs)
    else {
      this.#counters.held++
      this.#clock.holdAt(this.#program.nextScanMs)
    }
  }

  #plan(waitMs: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    if (this.destroyed || this.#over || this.#full) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#run()
      const dueMs = (this.#program.nextScanMs - this.#clock.nowMs()) / this.#clock.speed
      this.#plan(Math.max(dueMs, dueMs < 0 ? 1 : leastWaitMs))
    }, waitMs)
  }
}
