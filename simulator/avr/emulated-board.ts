/**
 * A board that runs machine code, in simulated time only: everything happens inside runTo(). Its EEPROM lasts as long as the
 * object; every start is a new processor.
 */
import { EEPROMMemoryBackend } from 'avr8js'
import { type Buzz, type ResetCause, resetCauses } from '../board/board.ts'
import {
  type CushionModel,
  type CushionModelOptions,
  createCushionModel,
  type Truth,
} from '../cells/cushion.ts'
import { parseIntelHex } from './intel-hex.ts'
import { cyclesPerMs, Mcu, type Pins } from './mcu.ts'
import { SampledSitter } from './sampled-sitter.ts'
import { convert, type WiringName, wiringFor, wirings } from './wiring.ts'

export interface EmulatedBoardOptions extends Omit<CushionModelOptions, 'bits' | 'bouts'> {
  /** The firmware: text of an Intel HEX file. */
  readonly hex: string
  /** Default: dividers for up to 8 cells, else the grid. */
  readonly wiring?: WiringName
  /** A byte that leaves the board, with the simulated epoch ms of its first bit. */
  readonly onByte: (byte: number, atMs: number) => void
  readonly onTruth?: (truth: Truth) => void
}

const eepromBytes = 1024
const motorBit = 1 << 1
const buzzesKept = 100

export class EmulatedBoard {
  readonly model: CushionModel
  /** Motor pin: when it started, and for how long it ran. */
  readonly buzzes: Buzz[] = []
  /** Starts by cause. */
  readonly starts: Record<ResetCause, number> = { 'power-on': 0, external: 0, 'brown-out': 0, watchdog: 0 }
  /** The converter hangs: no conversion finishes. */
  converterHangs = false
  readonly #options: EmulatedBoardOptions
  readonly #program: Uint16Array
  readonly #eeprom = new EEPROMMemoryBackend(eepromBytes)
  readonly #sitter: SampledSitter
  #mcu: Mcu | null = null
  /** Simulated epoch ms of this processor's cycle 0; without a processor, of now. */
  #baseMs: number
  #motorSinceMs: number | null = null

  /** @throws HexError */
  constructor(options: EmulatedBoardOptions) {
    this.#options = options
    this.#program = parseIntelHex(options.hex)
    this.model = createCushionModel(options)
    this.#sitter = new SampledSitter(this.model, (truth) => options.onTruth?.(truth))
    this.#baseMs = options.startMs
  }

  /** Simulated epoch ms. */
  get nowMs(): number {
    return this.#baseMs + (this.#mcu?.cycles ?? 0) / cyclesPerMs
  }

  get isOn(): boolean {
    return this.#mcu !== null
  }

  /** Baud rate of its serial port; 0 while it is off. */
  get baud(): number {
    return this.#mcu?.baud ?? 0
  }

  get motorRuns(): boolean {
    return this.#motorSinceMs !== null
  }

  /** Restarts it at any point. */
  reset(cause: ResetCause): void {
    this.powerOff()
    this.starts[cause]++
    const rows = (mcu: Mcu): Pins => mcu.portD
    const wiring = wirings[this.#options.wiring ?? wiringFor(this.#options.layout.cells.length)]
    const mcu: Mcu = new Mcu({
      program: this.#program,
      eeprom: this.#eeprom,
      resetFlags: resetCauses[cause],
      onByte: (byte) => this.#options.onByte(byte, this.nowMs),
      convert: (input) => {
        if (this.converterHangs) return null
        if (input < 0) return 0
        return convert(wiring(input, { counts: this.#sitter.at(this.nowMs), rows: rows(mcu) }))
      },
      onPortB: (pins) => this.#motor((pins.driven & pins.high & motorBit) !== 0),
    })
    this.#mcu = mcu
  }

  /** Without power nothing runs and only the EEPROM is kept; time continues. */
  powerOff(): void {
    this.#motor(false)
    this.#mcu?.halt()
    this.#baseMs = this.nowMs
    this.#mcu = null
  }

  /** Runs to this simulated epoch ms; an earlier time does nothing. */
  runTo(atMs: number): void {
    while (this.#mcu !== null) {
      // Compare in whole cycles: in ms rounding could keep it just short of `atMs` for ever.
      const untilCycle = Math.ceil((atMs - this.#baseMs) * cyclesPerMs)
      if (this.#mcu.cycles >= untilCycle) break
      this.#mcu.runTo(untilCycle)
      if (this.#mcu?.bitten) this.reset('watchdog')
    }
    if (this.#mcu === null) this.#baseMs = Math.max(this.#baseMs, atMs)
  }

  /** Bytes from the host; lost while it is off. */
  receive(bytes: Iterable<number>): void {
    this.#mcu?.receive(bytes)
  }

  #motor(runs: boolean): void {
    if (runs && this.#motorSinceMs === null) this.#motorSinceMs = this.nowMs
    else if (!runs && this.#motorSinceMs !== null) {
      this.buzzes.push({ atMs: this.#motorSinceMs, forMs: this.nowMs - this.#motorSinceMs })
      if (this.buzzes.length > buzzesKept) this.buzzes.shift()
      this.#motorSinceMs = null
    }
  }
}
