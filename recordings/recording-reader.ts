/**
 * Turns the lines of a recording into entries in order of time. Independent of files; memory does not grow with the length.
 *
 *   lines -> rows -> JSON lines or CSV -> frames, hellos
 *         -> counts that fall -> wall clock of a zone -> readings under one stamp -> order of time -> sink
 */

import { maxBits } from '../firmware-protocol/index.ts'
import type { RecordedFrame, RecordingEntry } from './entry.ts'
import { JsonReader } from './json-reader.ts'
import { type CsvEvidence, CsvReader } from './table/csv-reader.ts'
import { RowJoiner } from './table/row-fields.ts'
import { FallingCounts, type FallRule } from './time/falling-counts.ts'
import { SharedMoments } from './time/shared-moments.ts'
import type { TimeKind } from './time/time-column.ts'
import { TimeOrder } from './time/time-order.ts'
import { middleOf, msPer } from './time/time-unit.ts'
import { WallClock } from './time/wall-clock.ts'
import {
  type RecordingFormat,
  type RecordingOptions,
  type Understanding,
  understand,
} from './understanding.ts'

export type { RecordingFormat, RecordingOptions } from './understanding.ts'
export type Sink = (entry: RecordingEntry) => void

/** True for a first pass that surveys without counts. */
export interface Look {
  readonly evidence: CsvEvidence
  /** Called with each frame before ordering. */
  frame(frame: RecordedFrame): void
}

interface LineReader {
  read(text: string, line: number): RecordingEntry | null
}

/** Limit of hellos while a reading waits for confirmation; more are noise. */
const mostWaiting = 32

export class RecordingReader {
  readonly format: RecordingFormat
  /** Frames a second in the first lines; null when unknown. */
  readonly rateHz: number | null
  readonly falls: FallingCounts | null
  readonly wall: WallClock | null
  readonly #reader: LineReader
  readonly #joiner: RowJoiner | null
  readonly #shared: SharedMoments | null
  readonly #order = new TimeOrder()
  readonly #look: Look | null
  readonly #sink: Sink
  readonly #to: { take(frame: RecordedFrame): void; refuse(frame: RecordedFrame): void }
  readonly #dayMs: number
  /** Entries behind a held reading. */
  #waiting: RecordingEntry[] = []

  /** `head`: the first lines (up to `headLines`); pass them to `line` as well. @throws RecordingError */
  constructor(
    head: readonly string[],
    options: RecordingOptions,
    sink: Sink,
    { found = understand(head, options), look = null }: { found?: Understanding; look?: Look | null } = {},
  ) {
    const { csv, shared } = found
    this.format = csv === null ? 'json-lines' : 'csv'
    this.#reader = readerOf(found, look)
    this.#joiner = csv === null ? null : new RowJoiner()
    this.#look = look
    this.#sink = sink
    const refuse = ({ line, atMs }: RecordedFrame) =>
      sink({ kind: 'rejected', line, reason: 'out-of-order', atMs, text: null })
    const take = (frame: RecordedFrame) => {
      sink(frame)
      if (this.#waiting.length > 0) this.#release()
    }
    this.#to = { take, refuse }
    const meaning = csv?.time.meaning ?? null
    const rule = fallRule(meaning)
    this.falls =
      rule === null
        ? null
        : new FallingCounts(rule, {
            take: (entry) => (entry.kind === 'frame' ? this.#onClock(entry) : this.#between(entry)),
            refuse,
          })
    this.wall = isWall(meaning) ? new WallClock(options.zone, found) : null
    this.#dayMs =
      meaning?.kind === 'text' && !meaning.dated ? Date.parse(`${options.date ?? '1970-01-01'}T00:00:00Z`) : 0
    this.#shared =
      shared === null ? null : new SharedMoments(shared, (frame) => this.#order.next(frame, this.#to))
    this.rateHz = look === null ? rateOf(head, found) : null
  }

  /** One line of the file, without its line end. `line` counts from 1. */
  line(text: string, line: number): void {
    if (this.#joiner === null) this.#row(text, line)
    else for (const row of this.#joiner.push(text, line)) this.#row(row.text, row.line)
  }

  end(): void {
    for (const row of this.#joiner?.end() ?? []) this.#row(row.text, row.line)
    this.falls?.end()
    this.#shared?.end()
    this.#order.end(this.#to.take)
    this.#release()
  }

  #row(text: string, line: number): void {
    const entry = this.#reader.read(text, line)
    if (entry === null) return
    if (entry.kind === 'rejected' && this.#look !== null) this.#between({ ...entry, row: text })
    else if (entry.kind !== 'frame') this.#between(entry)
    else if (this.falls !== null) this.falls.next(entry)
    else this.#onClock(entry)
  }

  #between(entry: RecordingEntry): void {
    if (entry.kind !== 'rejected') this.#shared?.end()
    if (entry.kind !== 'rejected' && this.#order.holding && this.#waiting.length < mostWaiting)
      this.#waiting.push(entry)
    else this.#sink(entry)
  }

  #onClock(frame: RecordedFrame): void {
    const wallMs = frame.atMs + this.#dayMs
    const atMs = this.wall === null ? wallMs : this.wall.instant(wallMs, frame.line)
    const placed = atMs === frame.atMs ? frame : { ...frame, atMs }
    this.#look?.frame(placed)
    if (this.#shared !== null) this.#shared.next(placed)
    else this.#order.next(placed, this.#to)
  }

  #release(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const entry of waiting) this.#sink(entry)
  }
}

function readerOf({ csv, options, bits, inverted }: Understanding, look: Look | null): LineReader {
  if (csv !== null) return new CsvReader(csv, { bits, inverted }, look?.evidence ?? null)
  return new JsonReader({
    cells: options.cells,
    bits: look === null ? bits : maxBits,
    kind: options.kind ?? null,
    inverted: inverted && look === null,
  })
}

function fallRule(meaning: TimeKind | null): FallRule | null {
  if (meaning === null) return null
  if (meaning.kind === 'text') return meaning.dated ? null : { kind: 'day' }
  const { unit, from } = meaning.time
  if (from !== 'start') return null
  return { kind: 'count', unitMs: msPer[unit] }
}

const isWall = (meaning: TimeKind | null): boolean =>
  meaning !== null && (meaning.kind === 'text' ? meaning.local : meaning.time.from === 'days')

/** From the median step between the first frames. */
function rateOf(head: readonly string[], found: Understanding): number | null {
  const steps: number[] = []
  let lastMs = NaN
  const reader = readerOf(found, null)
  for (const [index, text] of head.entries()) {
    const entry = reader.read(text, index + 1)
    if (entry?.kind !== 'frame') continue
    if (entry.atMs > lastMs) steps.push(entry.atMs - lastMs)
    lastMs = entry.atMs
  }
  const step = middleOf(steps)
  return step === null ? null : 1000 / step
}
