/**
 * The emulated board behind byte streams that behave like a serial port, paced in real time times `speed`. Opening one resets
 * the board, as DTR does; only one stream is open at a time. Nothing runs before the first open or after stop().
 *
 *   sitter model -> wiring -> converter -> machine code -> serial port -> baud -> mark as simulated -> stream
 */
import type { Duplex } from 'node:stream'
import type { Buzz, ResetCause } from '../board/board.ts'
import { BoardClock } from '../board/board-clock.ts'
import { type CushionModel, type CushionModelOptions, emptySeatAt, type Truth } from '../cells/cushion.ts'
import { AvrStream } from './avr-stream.ts'
import { EmulatedBoard } from './emulated-board.ts'
import { HelloMarker } from './hello-marker.ts'
import { receivedAs } from './uart-line.ts'
import type { WiringName } from './wiring.ts'

/** A usual computer may not be able to emulate faster than this. */
export const fastestAvr = 20

export interface AvrBoardOptions extends Omit<CushionModelOptions, 'bits' | 'bouts'> {
  /** The firmware: text of an Intel HEX file. */
  readonly hex: string
  readonly wiring?: WiringName
  /** 1 to 20 times as fast as real time. */
  readonly speed?: number
  /** False leaves the hello without `sim=1`: only for tests of firmware. */
  readonly marked?: boolean
}

/** Real ms between two slices of work, and so the maximum delay of bytes. */
const sliceMs = 4
/** Simulated ms per slice, during which nothing else runs. */
const burstMs = 100
/**
 * Backlog, in real time, after which simulated time pauses instead of catching up. Short, because to the host catching up looks
 * like a fast board clock.
 */
const stallMs = 250

export class AvrBoard {
  /** How often simulated time paused: computer asleep or too slow, or a slow reader. */
  held = 0
  readonly #options: AvrBoardOptions
  readonly #clock: BoardClock
  readonly #board: EmulatedBoard
  readonly #marker: HelloMarker
  readonly #listeners = new Set<(truth: Truth) => void>()
  #truth: Truth
  #stream: AvrStream | null = null
  #timer: NodeJS.Timeout | null = null
  #said = ''
  #hostBaud: number | null = null
  #bytesUntilDark = Number.POSITIVE_INFINITY
  /** Opened but not yet run: time starts with the first slice, even if a busy computer delays it. */
  #fresh = false
  #unplugged = false
  #stopped = false

  /** @throws HexError, RangeError */
  constructor(options: AvrBoardOptions) {
    const { speed = 1, startMs, layout } = options
    if (!(speed >= 1 && speed <= fastestAvr)) throw new RangeError(`speed must be 1 to ${fastestAvr}`)
    this.#options = options
    this.#clock = new BoardClock(startMs, speed)
    this.#marker = new HelloMarker({ speed })
    this.#truth = emptySeatAt(startMs, layout.cells.length)
    this.#board = new EmulatedBoard({
      ...options,
      onByte: (byte, atMs) => this.#hear(byte, atMs),
      onTruth: (truth) => {
        this.#truth = truth
        for (const listener of this.#listeners) listener(truth)
      },
    })
  }

  /** Opens a new stream and ends the previous one, as on a replug. Throws when unplugged or stopped. */
  open(): Duplex {
    if (this.#stopped) throw new Error('The emulated board is stopped: make a new one')
    if (this.#unplugged) throw new Error('Cushion unplugged. Plug the cable back in.')
    this.#close()
    this.#clock.start()
    const stream = new AvrStream({
      onHost: (bytes) => this.#tell(bytes),
      onRoom: () => this.#plan(0),
    })
    stream.once('close', () => {
      if (this.#stream === stream) this.#close()
    })
    this.#stream = stream
    // Time without a listener is not emulated, because opening resets the board anyway.
    this.#board.powerOff()
    this.#board.runTo(this.#clock.nowMs())
    this.reset('external')
    this.#fresh = true
    this.#plan(0)
    return stream
  }

  /** Current simulated epoch ms of the board. */
  nowMs(): number {
    return this.#board.nowMs
  }

  /** Truth of the last scan; before the first, an empty seat. */
  truth(): Truth {
    return this.#truth
  }

  /** Calls back with every scan's truth. Returns a function that stops it. */
  onTruth(listener: (truth: Truth) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Sitter and cells: postures, standing up, faults of a cell. */
  get model(): CushionModel {
    return this.#board.model
  }

  /** State of the motor pin. */
  get buzzes(): readonly Buzz[] {
    return this.#board.buzzes
  }

  get starts(): Readonly<Record<ResetCause, number>> {
    return this.#board.starts
  }

  get isOpen(): boolean {
    return this.#stream !== null
  }

  /** Restarts the board at any point, even within a line: a new processor with the same EEPROM. */
  reset(cause: ResetCause = 'external'): void {
    this.#bytesUntilDark = Number.POSITIVE_INFINITY
    this.#marker.reset()
    this.#board.reset(cause)
  }

  /** Cuts the power after this many more bytes; the port stays open. */
  losePower(options: { readonly afterBytes?: number } = {}): void {
    this.#bytesUntilDark = options.afterBytes ?? 0
    if (this.#bytesUntilDark === 0) this.#board.powerOff()
  }

  /** Restores power. */
  givePower(): void {
    this.reset('power-on')
  }

  /** Sets a wrong baud rate at the host's port; null corrects it. */
  setHostBaud(baud: number | null): void {
    this.#hostBaud = baud
  }

  /** Conversions no longer finish; firmware with a watchdog restarts. */
  setConverterHangs(hangs: boolean): void {
    this.#board.converterHangs = hangs
  }

  /** Like a virtual board's, but the watchdog restarts the hanging firmware again and again. */
  setFrozen(is: boolean): void {
    this.setConverterHangs(is)
  }

  /** Unplugs the cable: the stream breaks off, and `open` throws until `plug`. */
  unplug(): void {
    this.#unplugged = true
    this.#close()
  }

  plug(): void {
    this.#unplugged = false
  }

  /** Ends the stream and every timer. Idempotent. */
  stop(): void {
    this.#stopped = true
    this.#close()
  }

  #hear(byte: number, atMs: number): void {
    const { marked = true } = this.#options
    for (const heard of this.#onLine(byte, 'to-host')) {
      this.#said += marked ? this.#marker.push(heard, atMs) : String.fromCharCode(heard)
    }
    if (--this.#bytesUntilDark === 0) this.#board.powerOff()
  }

  #tell(bytes: Buffer): void {
    this.#board.receive([...bytes].flatMap((byte) => this.#onLine(byte, 'to-board')))
  }

  /** A byte as the other side reads it. */
  #onLine(byte: number, way: 'to-host' | 'to-board'): number[] {
    if (this.#hostBaud === null || this.#board.baud === 0) return [byte]
    const ratio = this.#board.baud / this.#hostBaud
    return receivedAs(byte, way === 'to-host' ? ratio : 1 / ratio)
  }

  #close(): void {
    const stream = this.#stream
    this.#stream = null
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#said = ''
    stream?.destroy()
  }

  #run(): void {
    if (this.#fresh) this.#clock.holdAt(this.#board.nowMs)
    this.#fresh = false
    const wantedMs = this.#clock.nowMs()
    const board = this.#board
    const stalled = wantedMs - board.nowMs > stallMs * this.#clock.speed
    // Also after a stall, or a computer that is late every time would emulate nothing at all.
    board.runTo(Math.min(wantedMs, board.nowMs + burstMs))
    if (stalled) {
      this.held++
      this.#clock.holdAt(board.nowMs)
    }
    const said = this.#said
    this.#said = ''
    this.#stream?.say(said)
  }

  #plan(waitMs: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#stream === null || this.#stream.full) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#run()
      this.#plan(this.#clock.nowMs() - this.#board.nowMs > sliceMs * this.#clock.speed ? 0 : sliceMs)
    }, waitMs)
  }
}

export const createAvrBoard = (options: AvrBoardOptions): AvrBoard => new AvrBoard(options)
