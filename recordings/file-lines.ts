/** Reads a file as batches of numbered lines, so that memory does not depend on its length. */
import { type FileHandle, open } from 'node:fs/promises'
import { RecordingError } from './entry.ts'
import { decoderFor, type TextForm, wireForm } from './text-form.ts'

export interface LineBatch {
  /** Number of the first line, from 1. */
  readonly first: number
  readonly lines: readonly string[]
}

/** Longer lines are cut here and then rejected as one line. */
const longestLine = 64 * 1024

/** @throws RecordingError */
export async function* fileLines(
  file: string,
  pieceBytes = 256 * 1024,
  { encoding, lineEnd }: TextForm = wireForm,
): AsyncGenerator<LineBatch, void, void> {
  const handle = await openFile(file)
  try {
    const buffer = Buffer.allocUnsafe(pieceBytes)
    const decode = decoderFor(encoding)
    let rest = ''
    let next = 1
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, pieceBytes).catch((error: unknown) => {
        throw new RecordingError(`${file} cannot be read (${reasonOf(error)}), from about line ${next} on.`)
      })
      const lines = (rest + decode(buffer.subarray(0, bytesRead), bytesRead === 0)).split(lineEnd)
      rest = (lines.pop() ?? '').slice(0, longestLine)
      if (lines.length > 0) {
        yield { first: next, lines: lines.map(withoutReturn) }
        next += lines.length
      }
      if (bytesRead === 0) break
    }
    if (rest !== '') yield { first: next, lines: [withoutReturn(rest)] }
  } finally {
    await handle.close()
  }
}

/** The start of the file, enough to detect its kind. @throws RecordingError */
export async function firstBytes(file: string, most = 64 * 1024): Promise<Buffer> {
  const handle = await openFile(file)
  try {
    // A pipe can be read only once, but a recording is read twice: to understand it, and for its figures.
    if (!(await handle.stat()).isFile())
      throw new RecordingError(
        `${file} is not a file on disk. A recording is read twice, so save it to a file first and name that file.`,
      )
    const buffer = Buffer.alloc(most)
    const { bytesRead } = await handle.read(buffer, 0, most, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

const openFile = (file: string): Promise<FileHandle> =>
  open(file, 'r').catch((error: unknown) => {
    throw new RecordingError(`${file} cannot be opened (${reasonOf(error)}). Check the path.`)
  })

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line)

const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error)
