/** A file as batches of lines with their numbers: in pieces, so that a recording of any length takes the same memory. */
import { open } from 'node:fs/promises'
import { RecordingError } from './entry.ts'

export interface LineBatch {
  /** Number of the first line, from 1. */
  readonly first: number
  readonly lines: readonly string[]
}

/** A line longer than this is no line of a recording: what is beyond it is left out, so that it is rejected as one line. */
const longestLine = 64 * 1024

/** Bytes are taken as latin1: whatever noise stands in a recording stays one character a byte, as on the wire. @throws RecordingError */
export async function* fileLines(
  file: string,
  pieceBytes = 256 * 1024,
): AsyncGenerator<LineBatch, void, void> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw new RecordingError(`${file} cannot be opened (${reasonOf(error)}). Give the path of a recording.`)
  })
  try {
    const buffer = Buffer.allocUnsafe(pieceBytes)
    let rest = ''
    let next = 1
    let start = true
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, pieceBytes).catch((error: unknown) => {
        throw new RecordingError(`${file} cannot be read (${reasonOf(error)}), from about line ${next} on.`)
      })
      if (bytesRead === 0) break
      const skip = start ? markBytes(buffer) : 0
      start = false
      const lines = (rest + buffer.toString('latin1', skip, bytesRead)).split('\n')
      rest = (lines.pop() ?? '').slice(0, longestLine)
      if (lines.length === 0) continue
      dropCarriageReturns(lines)
      yield { first: next, lines }
      next += lines.length
    }
    if (rest !== '') yield { first: next, lines: [rest.replace(/\r$/, '')] }
  } finally {
    await handle.close()
  }
}

/** Bytes of the mark that some programs put before UTF-8. */
const markBytes = (buffer: Buffer): number =>
  buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf ? 3 : 0

/** In place: a recording has many lines. */
function dropCarriageReturns(lines: string[]): void {
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ''
    if (line.endsWith('\r')) lines[i] = line.slice(0, -1)
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error)
