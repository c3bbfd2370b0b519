/**
 * Readings with their final occupancy. The core reports a second or two late that somebody sat down or left, and dates it back;
 * a recording contains what came next, so readings wait until that is settled.
 */
import type { Live } from '../../core/model/schemas/live.ts'
import type { Occupancy } from '../../core/model/schemas/occupancy.ts'
import { backdateMs } from '../../core/sitting/occupancy.ts'

type Reading = Pick<
  Live,
  'atMs' | 'leftPpiKpa' | 'rightPpiKpa' | 'leftErrorKpa' | 'rightErrorKpa' | 'occupancy'
>

/** An edge is dated back at most backdateMs before it is reported. */
const waitMs = backdateMs + 5000

export class BackdatedReadings {
  readonly #write: (line: string) => void
  #pending: { reading: Reading; occupancy: Occupancy }[] = []
  #from = 0
  #last: Occupancy | null = null

  /** `write` gets one line of JSON with its line end. */
  constructor(write: (line: string) => void) {
    this.#write = write
  }

  /** `sinceMs`: when the present occupancy began, as the core dates it. */
  add(reading: Reading, sinceMs: number): void {
    const pending = this.#pending
    if (reading.occupancy !== this.#last && reading.occupancy !== 'unknown') {
      for (let i = pending.length - 1; i >= this.#from; i--) {
        const entry = pending[i]
        if (entry === undefined || entry.reading.atMs < sinceMs) break
        entry.occupancy = reading.occupancy
      }
    }
    this.#last = reading.occupancy
    pending.push({ reading, occupancy: reading.occupancy })
    this.#flush(reading.atMs - waitMs)
  }

  end(): void {
    this.#flush(Number.POSITIVE_INFINITY)
  }

  #flush(untilMs: number): void {
    for (;;) {
      const entry = this.#pending[this.#from]
      if (entry === undefined || entry.reading.atMs > untilMs) break
      this.#write(lineOf(entry.reading, entry.occupancy))
      this.#from++
    }
    if (this.#from < 1024 && this.#from < this.#pending.length) return
    this.#pending = this.#pending.slice(this.#from)
    this.#from = 0
  }
}

const lineOf = (reading: Reading, occupancy: Occupancy): string =>
  `{"atMs":${reading.atMs},"occupancy":"${occupancy}","leftPpiKpa":${reading.leftPpiKpa},"rightPpiKpa":${reading.rightPpiKpa},"leftErrorKpa":${reading.leftErrorKpa},"rightErrorKpa":${reading.rightErrorKpa}}\n`
