/**
 * The emulated board behind byte streams that behave like a serial port, paced in real time times `speed`. Opening one
 * resets the board, as DTR does; there is one stream at a time. Nothing runs before the first open and after stop().
 *
 *   sitter model -> wiring -> converter -> machine code -> serial port -> baud -> mark as simulated -> stream
 */
import type { Duplex } from 'node:stream'
import type { Buzz, ResetCause } from '../board/board.ts'
import { BoardClock } from '../board/board-clock.ts'
import type { CushionModel, CushionModelOptions, Truth } from '../cells/cushion.ts'
import { AvrStream } from './avr-stream.ts'
import { EmulatedBoard } from './emulated-board.ts'
import { HelloMarker } from './hello-marker.ts'
import { receivedAs } from './uart-line.ts'
import type { WiringName } from './wiring.ts'

/** Faster than this a usual computer cannot emulate with certainty. */
export const fastestAvr = 20

export interface AvrBoardOptions extends Omit<CushionModelOptions, 'bits' | 'bouts'> {
  /** The firmware: text of an Intel HEX file. */
  readonly hex: string
  readonly wiring?: WiringName
  /** 1 to 20 times as fast as real time. */
  readonly speed?: number
  /** False gives the firmware's bytes as they are, its hello without `sim=1`: for tests of firmware only. */
  readonly marked?: boolean
}

/** Between two slices of work, real ms: bytes come this late at most. */
const sliceMs = 4
/** Work without letting anything else run, simulated ms. */
const burstMs = 100
/**
 * Backlog, in real time, after which simulated time is held instead of caught up with. Short: catching up looks to the
 * host like a board whose clock runs too fast.
 */
const stallMs = 250
const emptySeat = { occupied: false, posture: null, act: null, leftKpa: 0, rightKpa: 0 } as const

export class AvrBoard {
  /** How often simulated time was held: computer asleep or too slow, or a reader that did not follow. */
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
  /** Opened, and not yet run: time begins with the first slice, however late that comes on a busy computer. */
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
    this.#truth = { ...emptySeat, atMs: startMs, kpa: layout.cells.map(() => 0) }
    this.#board = new EmulatedBoard({
      ...options,
      onByte: (byte, atMs) => this.#hear(byte, atMs),
      onTruth: (truth) => {
        this.#truth = truth
        for (const listener of this.#listeners) listener(truth)
      },
    })
  }

  /** A fresh stream; the one before it ends, as on a replug. Throws when unplugged or stopped. */
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
    // What came to pass while nobody listened is not emulated: the reset of opening makes it the same.
    this.#board.powerOff()
    this.#board.runTo(this.#clock.nowMs())
    this.reset('external')
    this.#fresh = true
    this.#plan(0)
    return stream
  }

  /** Simulated epoch ms that the board has come to. */
  nowMs(): number {
    return this.#board.nowMs
  }

  /** Of the last scan; before the first one, an empty seat. */
  truth(): Truth {
    return this.#truth
  }

  /** Called with every scan's truth. Returns what ends it. */
  onTruth(listener: (truth: Truth) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Sitter and cells: postures, standing up, faults of a cell. */
  get model(): CushionModel {
    return this.#board.model
  }

  /** Of the motor pin. */
  get buzzes(): readonly Buzz[] {
    return this.#board.buzzes
  }

  get starts(): Readonly<Record<ResetCause, number>> {
    return this.#board.starts
  }

  get isOpen(): boolean {
    return this.#stream !== null
  }

  /** Starts the board anew in the middle of what it does, even of a line: a new processor, the EEPROM kept. */
  reset(cause: ResetCause = 'external'): void {
    this.#bytesUntilDark = Number.POSITIVE_INFINITY
    this.#marker.reset()
    this.#board.reset(cause)
  }

  /** The board goes dark after so many more bytes, the port stays open. */
  losePower(options: { readonly afterBytes?: number } = {}): void {
    this.#bytesUntilDark = options.afterBytes ?? 0
    if (this.#bytesUntilDark === 0) this.#board.powerOff()
  }

  /** Power comes back. */
  givePower(): void {
    this.reset('power-on')
  }

  /** The host's port runs at another baud rate than the protocol's; null sets it right. */
  setHostBaud(baud: number | null): void {
    this.#hostBaud = baud
  }

  /** No conversion is finished any more: firmware that watches itself starts anew. */
  setConverterHangs(hangs: boolean): void {
    this.#board.converterHangs = hangs
  }

  /** As a virtual board's, but its firmware watches itself: while it stands still the watchdog bites again and again. */
  setFrozen(is: boolean): void {
    this.setConverterHangs(is)
  }

  /** The cable is out: the stream breaks off, `open` throws until `plug`. */
  unplug(): void {
    this.#unplugged = true
    this.#close()
  }

  plug(): void {
    this.#unplugged = false
  }

  /** Ends the stream and every timer. Twice is fine. */
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

  /** The other side's reading of a byte. */
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
    if (wantedMs - board.nowMs > stallMs * this.#clock.speed) {
      this.held++
      this.#clock.holdAt(board.nowMs)
    } else board.runTo(Math.min(wantedMs, board.nowMs + burstMs))
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
