/**
 * A board's byte stream, as a serial port would give it: frames paced in real time at the simulated speed, answers to
 * what is written. Its timer runs only while it is open.
 *
 *   write -> BoardProgram.receive -> answer ┐
 *   timer -> BoardProgram.scan    -> frames ┴-> push, held back while the reader is full
 */
import { Duplex } from 'node:stream'
import type { BoardProgram } from './board.ts'
import type { BoardClock } from './board-clock.ts'

/** Frames made without letting anything else run. */
const framesPerChunk = 400
/** Shortest time between two rounds of frames: at high speeds many frames go in one chunk. */
const leastWaitMs = 12
/** Backlog, in real time, after which a stall is accepted instead of caught up with. */
const stallMs = 2000

export interface BoardStreamCounters {
  /** Frames that were due while nobody took them (sleeping computer), at real speed. */
  skippedFrames: number
  /** How often simulated time was held because the reader could not follow, at higher speeds. */
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

  /** Says what the board says at its start and begins to send frames. */
  begin(greeting: string): void {
    this.#send(greeting)
    this.#plan(0)
  }

  /** For text that the board sends between frames, such as the hello of a reset. */
  say(text: string): void {
    this.#send(text)
  }

  override _read(): void {
    if (!this.#full) return
    this.#full = false
    this.#plan(0)
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    // What was due before this command is sent before its answer; never is the answer's time behind a frame's.
    const nowMs = Math.max(this.#run(), this.#program.nextScanMs - this.#program.periodMs)
    const answers = this.#program.receive(chunk.toString('latin1'), nowMs)
    if (answers !== '') this.#send(answers)
    done()
  }

  override _final(done: (error?: Error | null) => void): void {
    // A host that closes its side has closed the port.
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

  /** Sends the frames that are due, at most one chunk of them. The simulated time it came to. */
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

  /** At real speed the time lost is a gap; faster, time was only lent and is given back. */
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
