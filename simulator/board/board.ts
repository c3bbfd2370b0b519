/**
 * The board's program, without any stream: its output after a reset, at each scan and to each command. A scan is due every
 * 1/rate seconds of simulated time. Lines are text, exactly as on the wire.
 */
import {
  type CellConstants,
  decodeHostLine,
  encodeBoardMessage,
  type HostCommand,
  LineSplitter,
  protocolVersion,
} from '../../firmware-protocol/index.ts'

const u32 = 2 ** 32
/** AVR's MCUSR: power-on 1, external reset 2 (what opening a port does through DTR), brown-out 4, watchdog 8. */
export const resetCauses = { 'power-on': 1, external: 2, 'brown-out': 4, watchdog: 8 } as const
export type ResetCause = keyof typeof resetCauses

/** The protocol allows more, but such boards scan no faster. */
const rateHz = { least: 1, most: 50 } as const
const buzzesKept = 100
const brokenPerSecond = 4

export interface Buzz {
  readonly atMs: number
  readonly forMs: number
}

export interface BoardOptions {
  readonly id: string
  readonly channels: number
  readonly bits: number
  readonly rateHz: number
  readonly speed: number
  /** Counts of all cells at a simulated time. */
  readonly scan: (atMs: number) => readonly number[]
  /** Start values just below the wrap, for tests. */
  readonly firstSeq?: number
  readonly firstMs?: number
}

export class BoardProgram {
  /** Kept over resets, like the EEPROM of a real one. */
  id: string
  boot = 0
  readonly buzzes: Buzz[] = []
  /** Refused lines by error code. */
  readonly refused: Record<string, number> = {}
  /** Part of the hello, so reset the board after a change. */
  speed: number
  /** The program hangs: no scans and no answers, while its clock keeps running. */
  frozen = false
  readonly #options: BoardOptions
  /** By cell, kept over resets too. */
  readonly #constants = new Map<number, CellConstants>()
  readonly #input = new LineSplitter()
  #rateHz: number
  #seq = 0
  #bootedMs = 0
  #nextScanMs = 0
  #lastCause: ResetCause = 'power-on'
  #brokenSinceMs = Number.NEGATIVE_INFINITY
  #broken = 0

  constructor(options: BoardOptions) {
    this.#options = options
    this.speed = options.speed
    this.id = options.id
    this.#rateHz = options.rateHz
  }

  get rate(): number {
    return this.#rateHz
  }

  get nextScanMs(): number {
    return this.#nextScanMs
  }

  get periodMs(): number {
    return 1000 / this.#rateHz
  }

  /** Restarts and sends the hello. */
  reset(simulatedMs: number, cause: ResetCause): string {
    // Whole milliseconds, so that the announced epoch plus board time is exactly the simulated time.
    const nowMs = Math.round(simulatedMs)
    this.boot += 1
    this.frozen = false
    this.#rateHz = this.#options.rateHz
    this.#seq = this.#options.firstSeq ?? 0
    this.#bootedMs = nowMs - (this.#options.firstMs ?? 0)
    this.#nextScanMs = nowMs + this.periodMs
    this.#input.reset()
    return this.#hello(nowMs, cause)
  }

  /** The frame due at `nextScanMs`. */
  scan(): string {
    const atMs = this.#nextScanMs
    const line = encodeBoardMessage({
      type: 'frame',
      seq: this.#seq,
      ms: this.#boardMs(atMs),
      counts: [...this.#options.scan(atMs)],
    })
    this.#seq = (this.#seq + 1) % u32
    this.#nextScanMs = atMs + this.periodMs
    return line
  }

  /** Frozen: no scan, so no sequence number is used. */
  standStill(nowMs: number): void {
    this.#nextScanMs = Math.max(this.#nextScanMs, nowMs + this.periodMs)
  }

  /** Scans without a reader: their sequence numbers are used, but the frames are not sent. */
  skipTo(nowMs: number): number {
    const missed = Math.max(0, Math.floor((nowMs - this.#nextScanMs) / this.periodMs))
    this.#seq = (this.#seq + missed) % u32
    this.#nextScanMs += missed * this.periodMs
    return missed
  }

  /** Bytes from the host, as latin1 text; the answers, in order. */
  receive(chunk: string, nowMs: number): string {
    if (this.frozen) return ''
    const before = this.#input.overlong
    let answers = ''
    for (const line of this.#input.push(chunk)) {
      const read = decodeHostLine(line)
      if (read.ok) answers += this.#obey(read.command, nowMs)
      else if (read.code === 'crc') answers += this.#refuseBroken(nowMs)
      else answers += this.#refuse(read.code, read.command)
    }
    for (let over = before; over < this.#input.overlong; over++) answers += this.#refuseBroken(nowMs)
    return answers
  }

  #obey(command: HostCommand, nowMs: number): string {
    switch (command.type) {
      case 'hello':
        return this.#hello(nowMs, this.#lastCause)
      case 'ping':
        return done('PING', command.token, this.#boardMs(nowMs))
      case 'rate':
        if (command.hz < rateHz.least || command.hz > rateHz.most) return this.#refuse('range', 'RATE')
        this.#rateHz = command.hz
        this.#nextScanMs = Math.min(this.#nextScanMs, nowMs + this.periodMs)
        return done('RATE', command.hz)
      case 'buzz':
        this.buzzes.push({ atMs: nowMs, forMs: command.ms })
        if (this.buzzes.length > buzzesKept) this.buzzes.shift()
        return done('BUZZ', command.ms)
      case 'id':
        this.id = command.text
        return done('ID', command.text)
      case 'constants': {
        const constants = this.#constants.get(command.cell)
        if (command.cell >= this.#options.channels) return this.#refuse('range', 'CAL?')
        if (constants === undefined) return this.#refuse('empty', 'CAL?')
        return encodeBoardMessage({ type: 'constants', constants })
      }
      case 'keep':
        if (command.constants.cell >= this.#options.channels) return this.#refuse('range', 'CAL')
        this.#constants.set(command.constants.cell, command.constants)
        return done('CAL', command.constants.cell)
    }
  }

  #hello(nowMs: number, cause: ResetCause): string {
    this.#lastCause = cause
    const { channels, bits } = this.#options
    return encodeBoardMessage({
      type: 'hello',
      proto: protocolVersion,
      firmware: '0.1.0',
      dev: `sim${channels}`,
      id: this.id,
      channels,
      bits,
      rateHz: this.#rateHz,
      resetCause: resetCauses[cause],
      boot: this.boot,
      ms: this.#boardMs(nowMs),
      // Only simulated boards send these: the host uses the simulator's clock, epoch + ms.
      extra: { sim: '1', speed: String(this.speed), epoch: String(this.#bootedMs) },
    })
  }

  #refuse(code: string, command: string | null): string {
    this.refused[code] = (this.refused[code] ?? 0) + 1
    return encodeBoardMessage({ type: 'refused', code, command })
  }

  /** At a wrong baud rate every line is broken: the specification allows only a few of these a second. */
  #refuseBroken(nowMs: number): string {
    const realMs = (nowMs - this.#brokenSinceMs) / this.speed
    if (!(realMs >= 0 && realMs < 1000)) {
      this.#brokenSinceMs = nowMs
      this.#broken = 0
    }
    this.#broken++
    const said = this.#refuse('crc', null)
    return this.#broken > brokenPerSecond ? '' : said
  }

  #boardMs(atMs: number): number {
    return Math.max(0, Math.floor(atMs - this.#bootedMs + 1e-6)) % u32
  }
}

const done = (command: string, ...args: (string | number)[]): string =>
  encodeBoardMessage({ type: 'ack', command, args: args.map(String) })
