/** A recording file as entries in order, read as fast as they are taken. */
import type { RecordingEntry } from './entry.ts'
import { fileLines, type LineBatch } from './file-lines.ts'
import {
  headLines,
  type RecordingFormat,
  type RecordingOptions,
  RecordingReader,
} from './recording-reader.ts'

export type { RecordingEntry, RecordingRejectReason } from './entry.ts'
export { RecordingError } from './entry.ts'
export type { RecordingFormat, RecordingOptions } from './recording-reader.ts'
export { usualBits } from './recording-reader.ts'

export interface Recording {
  readonly format: RecordingFormat
  /** As the first lines have it; null when they do not tell. */
  readonly rateHz: number | null
  /** Once. Each array holds the entries of one piece of the file. */
  batches(): AsyncGenerator<readonly RecordingEntry[], void, void>
}

/** Reads the first lines. @throws RecordingError when there is no such file, or it is no recording */
export async function openRecording(options: RecordingOptions): Promise<Recording> {
  const pieces = fileLines(options.file)
  const first: LineBatch[] = []
  const head: string[] = []
  while (head.length < headLines) {
    const piece = await pieces.next()
    if (piece.done === true) break
    first.push(piece.value)
    head.push(...piece.value.lines.slice(0, headLines - head.length))
  }
  let entries: RecordingEntry[] = []
  const reader = new RecordingReader(head, options, (entry) => entries.push(entry))
  const taken = () => {
    const batch = entries
    entries = []
    return batch
  }
  const readBatch = ({ first: from, lines }: LineBatch) => {
    for (let i = 0; i < lines.length; i++) reader.line(lines[i] ?? '', from + i)
    return taken()
  }
  return {
    format: reader.format,
    rateHz: reader.rateHz,
    async *batches() {
      try {
        for (const piece of first) yield readBatch(piece)
        first.length = 0
        for await (const piece of pieces) yield readBatch(piece)
        reader.end()
        yield taken()
      } finally {
        await pieces.return()
      }
    },
  }
}
