/**
 * A recording line by line, without a file: finds out its form from the first lines, then turns each line into entries in order
 * of time. Memory does not grow with the length of the recording.
 *
 *   lines -> JSON lines or CSV -> frames, hellos -> order of time -> sink
 */
import { parseColumnMap } from './column-map.ts'
import { csvReaderFor } from './csv-reader.ts'
import { type RecordedFrame, type RecordingEntry, RecordingError } from './entry.ts'
import { JsonReader } from './json-reader.ts'
import { TimeOrder } from './time-order.ts'

export interface RecordingOptions {
  /** For messages. */
  readonly file: string
  /** Cells of the layout. */
  readonly cells: number
  /** Column map of a CSV file, as text. */
  readonly columns: string | null
  /** Of the counts where no board says it; null: 10. */
  readonly bits: number | null
  /** IANA zone of CSV times without an offset. */
  readonly zone: string
}

export type RecordingFormat = 'json-lines' | 'csv'
export type Sink = (entry: RecordingEntry) => void

interface LineReader {
  read(text: string, line: number): RecordingEntry | null
}

export const usualBits = 10
/** Lines looked at to find out form, time unit and frame rate. */
export const headLines = 200
/** Hellos that come while a reading waits for its confirmation; more are no recording but noise. */
const mostWaiting = 32

export class RecordingReader {
  readonly format: RecordingFormat
  /** Frames a second as the first lines have it; null when they do not tell. */
  readonly rateHz: number | null
  readonly #reader: LineReader
  readonly #order = new TimeOrder()
  readonly #sink: Sink
  readonly #take: (frame: RecordedFrame) => void
  readonly #to: { take(frame: RecordedFrame): void; refuse(frame: RecordedFrame): void }
  /** Behind a reading that is held. */
  #waiting: RecordingEntry[] = []

  /** `head`: the first lines (up to `headLines`); they have to be given to `line` as well. @throws RecordingError */
  constructor(head: readonly string[], options: RecordingOptions, sink: Sink) {
    const found = readerFor(head, options)
    this.format = found.format
    this.#reader = found.make()
    this.rateHz = rateOf(head, found.make())
    this.#sink = sink
    this.#take = (frame) => {
      sink(frame)
      if (this.#waiting.length > 0) this.#release()
    }
    this.#to = {
      take: this.#take,
      refuse: ({ line, atMs }) => sink({ kind: 'rejected', line, reason: 'out-of-order', atMs, text: null }),
    }
  }

  /** One line of the file, without its line end. `line` counts from 1. */
  line(text: string, line: number): void {
    const entry = this.#reader.read(text, line)
    if (entry === null) return
    if (entry.kind === 'frame') this.#order.next(entry, this.#to)
    else if (entry.kind !== 'rejected' && this.#order.holding && this.#waiting.length < mostWaiting)
      this.#waiting.push(entry)
    else this.#sink(entry)
  }

  end(): void {
    this.#order.end(this.#take)
    this.#release()
  }

  #release(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const entry of waiting) this.#sink(entry)
  }
}

function readerFor(
  head: readonly string[],
  { file, cells, columns, bits, zone }: RecordingOptions,
): { format: RecordingFormat; make: () => LineReader } {
  const first = head.find((line) => line.trim() !== '')
  if (first === undefined) throw new RecordingError(`${file} is empty: there is nothing to analyse.`)
  const countBits = bits ?? usualBits
  if (columns === null && first.trimStart().startsWith('{'))
    return { format: 'json-lines', make: () => new JsonReader({ cells, bits: countBits }) }
  if (columns === null && /^[^,;\t]*\$[A-Z],/.test(first)) {
    throw new RecordingError(
      `${file} line 1: these are lines of a board without their times, so nothing can be said about durations. Record them as JSON lines, {"atMs":<epoch ms>,"line":"..."}.`,
    )
  }
  const map = columns === null ? null : parseColumnMap(columns, cells)
  if (map?.ok === false) throw new RecordingError(`--columns ${columns}: ${map.problem}.`)
  const options = { columns: map?.value ?? null, cells, bits: countBits, zone }
  const made = csvReaderFor(head, options)
  if (!made.ok) throw new RecordingError(`${file} line 1: read as CSV, ${made.problem}`)
  return {
    format: 'csv',
    make: () => {
      const again = csvReaderFor(head, options)
      return again.ok ? again.value : made.value
    },
  }
}

/** From the middle step between the first frames. */
function rateOf(head: readonly string[], reader: LineReader): number | null {
  const steps: number[] = []
  let lastMs = NaN
  for (const [index, text] of head.entries()) {
    const entry = reader.read(text, index + 1)
    if (entry?.kind !== 'frame') continue
    if (entry.atMs > lastMs) steps.push(entry.atMs - lastMs)
    lastMs = entry.atMs
  }
  const step = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)]
  return step === undefined ? null : 1000 / step
}
