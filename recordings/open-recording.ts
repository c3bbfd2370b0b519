/**
 * A recording file as ordered entries, read as fast as they are consumed. The file is read twice: a first pass surveys all of
 * it, so that a misunderstood file gives no figures.
 */

import { type Counting, largestCount } from '../core/model/counting.ts'
import type { SensorKind } from '../firmware-protocol/index.ts'
import type { RecordingEntry } from './entry.ts'
import { fileLines, firstBytes, type LineBatch } from './file-lines.ts'
import { countingOf, isReadable } from './hello-counting.ts'
import type { Assumption } from './judge/assumption.ts'
import { judge } from './judge/judge.ts'
import { Survey } from './judge/survey.ts'
import { RecordingReader } from './recording-reader.ts'
import { type TextForm, textFormOf } from './text-form.ts'
import {
  columnsOf,
  headLines,
  type RecordingFormat,
  type RecordingOptions,
  type Understanding,
  understand,
} from './understanding.ts'

export type { RecordingRejectReason } from './entry.ts'
export { RecordingError } from './entry.ts'
export type { Assumption } from './judge/assumption.ts'
export type { RecordingFormat, RecordingOptions } from './understanding.ts'

export interface Recording {
  readonly format: RecordingFormat
  /** Over the whole file; null when unknown. */
  readonly rateHz: number | null
  /** What its counts mean, until a hello says it. */
  readonly counting: Counting
  readonly kind: SensorKind | null
  /** Most important first. */
  readonly assumptions: readonly Assumption[]
  /** Can be read once. Each array holds the entries of one piece of the file. */
  batches(): AsyncGenerator<readonly RecordingEntry[], void, void>
}

/** Surveys the whole file. @throws RecordingError when the file is missing, is no recording, or would give wrong figures */
export async function openRecording(options: RecordingOptions): Promise<Recording> {
  const { file, form, head } = await beginning(options)
  const { found, survey, reader } = await lookOver({ form, head, options })
  const assumptions = judge(survey, found, reader)
  return {
    format: reader.format,
    rateHz: survey.rateHz(found.shared),
    counting: countingBefore(found),
    kind: found.options.kind ?? null,
    assumptions,
    async *batches() {
      let entries: RecordingEntry[] = []
      const again = new RecordingReader(head, options, (entry) => entries.push(entry), { found })
      for await (const piece of fileLines(file, undefined, form)) {
        readInto(again, piece)
        yield entries
        entries = []
      }
      again.end()
      yield entries
    },
  }
}

/** The values of a table were put on the whole scale of the converter; the supply of a board is in its hello. */
function countingBefore({ bits, csv, options: { kind } }: Understanding): Counting {
  const full = csv === null ? {} : { full: largestCount({ bits }) }
  const found = countingOf({ bits, ...full, ...(kind == null ? {} : { kind }) })
  return isReadable(found) ? found : { bits }
}

export interface Beginning {
  readonly file: string
  readonly form: TextForm
  readonly head: readonly string[]
}

/** @throws RecordingError */
export async function beginning(options: RecordingOptions): Promise<Beginning> {
  const { file } = options
  const columns = columnsOf(options)
  const wanted = columns === null ? [] : [columns.time, ...columns.cells]
  const form = textFormOf(await firstBytes(file), { file, wanted })
  const head: string[] = []
  for await (const { lines } of fileLines(file, undefined, form)) {
    head.push(...lines.slice(0, headLines - head.length))
    if (head.length >= headLines) break
  }
  return { file, form, head }
}

interface Looked {
  readonly survey: Survey
  readonly reader: RecordingReader
}

export interface LookedOver extends Looked {
  readonly found: Understanding
}

/** Surveys again if the first pass changed the meaning of numbers or dates. @throws RecordingError */
export async function lookOver(from: {
  form: TextForm
  head: readonly string[]
  options: RecordingOptions
}): Promise<LookedOver> {
  const first = understand(from.head, from.options)
  const looked = await pass(from, first)
  const revised = revise(first, looked)
  const { survey, reader } = revised === first ? looked : await pass(from, revised)
  const shared = survey.shared(reader.format)
  return { found: shared === null ? revised : { ...revised, shared }, survey, reader }
}

async function pass(
  { form, head, options }: { form: TextForm; head: readonly string[]; options: RecordingOptions },
  found: Understanding,
): Promise<Looked> {
  const survey = new Survey({ cells: options.cells, bits: found.bits })
  const look = { evidence: survey.evidence, frame: survey.frame.bind(survey) }
  const reader = new RecordingReader(head, options, (entry) => survey.add(entry), { found, look })
  for await (const piece of fileLines(options.file, undefined, form)) readInto(reader, piece)
  reader.end()
  return { survey, reader }
}

function readInto(reader: RecordingReader, { first, lines }: LineBatch): void {
  for (let i = 0; i < lines.length; i++) reader.line(lines[i] ?? '', first + i)
}

function revise(found: Understanding, { survey, reader }: Looked): Understanding {
  const { csv } = found
  const { evidence } = survey
  if (csv === null) return found
  const { separator } = csv.table
  const style = evidence.counts.style(separator)?.style ?? csv.style
  const timeStyle = evidence.marks.style(separator)?.style ?? csv.time.style
  const order = evidence.dates.decided(csv.time.order)?.order ?? csv.time.order
  // It starts in a repeated hour and is out of step afterwards, so it started in the second one.
  const { impossible, beganWithin, repeated } = reader.wall?.seen ?? {}
  const secondTurn = (impossible ?? null) !== null && (beganWithin ?? null) !== null && repeated === null
  const same = sameStyle(style, csv.style) && sameStyle(timeStyle, csv.time.style) && order === csv.time.order
  if (same && !secondTurn) return found
  return { ...found, secondTurn, csv: { ...csv, style, time: { ...csv.time, style: timeStyle, order } } }
}

const sameStyle = (a: { point: string; comma: string }, b: { point: string; comma: string }): boolean =>
  a.point === b.point && a.comma === b.comma
