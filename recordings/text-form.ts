/** Detects the text encoding of a file from its first bytes: files from boards, shells and spreadsheets of any country. */
import { RecordingError } from './entry.ts'
import { westernDigits } from './western-digits.ts'

export interface TextForm {
  /** A TextDecoder name, or `bytes`: one character per byte, as on the wire. */
  readonly encoding: string
  readonly lineEnd: '\n' | '\r'
}

export const wireForm: TextForm = { encoding: 'bytes', lineEnd: '\n' }

/** Tried in turn when a column of the map is not found. */
const national = [
  'windows-1252',
  'gb18030',
  'shift_jis',
  'big5',
  'euc-kr',
  'windows-1251',
  'windows-1250',
  'windows-1253',
  'windows-1254',
  'macintosh',
  'ibm866',
] as const

/** Signatures of files that are not text. */
const noText: readonly (readonly [begin: string, what: string, todo: string])[] = [
  ['504b0304', 'a spreadsheet or a zip archive', 'Save the sheet as CSV, or unpack the archive,'],
  ['d0cf11e0', 'a spreadsheet of an older kind', 'Save the sheet as CSV'],
  ['1f8b', 'compressed (gzip)', 'Unpack it with gunzip'],
  ['28b52ffd', 'compressed (zstd)', 'Unpack it with unzstd'],
  ['53514c6974652066', 'a database (SQLite)', 'Write its table as CSV'],
  ['50415231', 'a Parquet file', 'Write it as CSV'],
  ['89484446', 'an HDF5 file', 'Write it as CSV'],
  ['fffe0000', 'text in UTF-32', 'Save it as UTF-8'],
]

/** `wanted`: names expected in the header. @throws RecordingError for a file that is not text */
export function textFormOf(
  first: Buffer,
  { file, wanted }: { file: string; wanted: readonly string[] },
): TextForm {
  const begin = first.subarray(0, 8).toString('hex')
  const other = noText.find(([bytes]) => begin.startsWith(bytes))
  if (other !== undefined)
    throw new RecordingError(
      `${file} is ${other[1]}, not lines of text, so nothing in it was read. ${other[2]} and use that file.`,
    )
  const encoding = encodingOf(first, wanted)
  const text = decoderFor(encoding)(first, false)
  const lineEnd = text.includes('\n') || !text.includes('\r') ? '\n' : '\r'
  const singleBytes = encoding === 'utf-8' || encoding === 'windows-1252'
  return { encoding: singleBytes && text.trimStart().startsWith('{') ? 'bytes' : encoding, lineEnd }
}

const encodingOf = (first: Buffer, wanted: readonly string[]): string =>
  wideEncoding(first) ?? (isUtf8(first) ? 'utf-8' : nationalEncoding(first, wanted))

/** Detects UTF-16 by its byte order mark or by zeros between letters; else null. */
function wideEncoding(first: Buffer): 'utf-16le' | 'utf-16be' | null {
  if (first[0] === 0xff && first[1] === 0xfe) return 'utf-16le'
  if (first[0] === 0xfe && first[1] === 0xff) return 'utf-16be'
  const zeros = [0, 0]
  const looked = Math.min(first.length, 4096)
  for (let i = 0; i < looked; i++) if (first[i] === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  if (odd > looked / 4 && even < looked / 20) return 'utf-16le'
  return even > looked / 4 && odd < looked / 20 ? 'utf-16be' : null
}

function isUtf8(first: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(first, { stream: true })
    return true
  } catch {
    return false
  }
}

function nationalEncoding(first: Buffer, wanted: readonly string[]): string {
  const names = wanted.filter((name) => /[^\x20-\x7e]/.test(name))
  const holds = (encoding: string) => {
    const text = new TextDecoder(encoding).decode(first)
    return names.every((name) => text.includes(name))
  }
  return (names.length > 0 ? national.find(holds) : undefined) ?? 'windows-1252'
}

/** Decodes piece by piece, without the byte order mark. */
export function decoderFor(encoding: string): (bytes: Buffer, last: boolean) => string {
  if (encoding !== 'bytes') {
    const decoder = new TextDecoder(encoding)
    return (bytes, last) => westernDigits(decoder.decode(bytes, { stream: !last }))
  }
  let start = true
  return (bytes) => {
    const marked = start && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
    start = false
    return bytes.toString('latin1', marked ? 3 : 0)
  }
}
