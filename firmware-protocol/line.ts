/**
 * The envelope of every line, both ways: `$` body `*` CRC `\n`. Bodies are opaque here.
 */
import { crc16, crcHex } from './crc.ts'

/** Longest line with its `\n`; a `\r` before the `\n` is not counted. */
export const maxLineBytes = 512

/** Why a receiver rejected a line. A closed list: these words are counters in metrics and messages. */
export const rejectReasons = [
  /** No `$`: noise, a wrong baud rate, or the tail of a line. */
  'no-start',
  /** More than 512 bytes without a line end. */
  'overlong',
  /** No `*` with exactly four upper-case hex digits at the end: usually a cut line. */
  'crc-missing',
  /** A byte that is not printable ASCII. */
  'charset',
  /** The checksum does not match the body. */
  'crc',
  /** Correct checksum, but wrong fields for its type: a firmware fault. */
  'grammar',
  /** A field that must be an unsigned decimal number is not one. */
  'number',
  /** A number larger (or smaller) than its field or the board's own `bits` allows. */
  'range',
  /** No counts, more than 64, or not the number in the board's hello. */
  'channels',
] as const
export type RejectReason = (typeof rejectReasons)[number]
export interface Rejected {
  readonly ok: false
  readonly reason: RejectReason
}

export const rejected = (reason: RejectReason): Rejected => ({ ok: false, reason })

/** The line for a body, with its `\n`. Throws RangeError for an invalid body: a fault of the caller. */
export function encodeLine(body: string): string {
  if (!isBodyText(body)) throw new RangeError('a body is printable ASCII without $ and *')
  if (body.length + 7 > maxLineBytes) throw new RangeError(`a line has at most ${maxLineBytes} bytes`)
  return `$${body}*${crcHex(body)}\n`
}

/** The body of a line, with or without its line end. Everything before the last `$` is ignored. */
export function readLine(line: string): { readonly ok: true; readonly body: string } | Rejected {
  const end = contentLength(line)
  if (end >= maxLineBytes) return rejected('overlong')
  const start = line.lastIndexOf('$')
  if (start < 0) return rejected('no-start')
  const star = end - 5
  if (star <= start || line.charCodeAt(star) !== starByte) return rejected('crc-missing')
  const sum = readHex4(line, star + 1)
  if (sum < 0) return rejected('crc-missing')
  const body = line.slice(start + 1, star)
  if (!isBodyText(body)) return rejected('charset')
  return crc16(body) === sum ? { ok: true, body } : rejected('crc')
}

export const starByte = 0x2a

/** Length of the line without its `\n` or `\r\n`. */
export function contentLength(line: string): number {
  let end = line.length
  if (end > 0 && line.charCodeAt(end - 1) === 0x0a) end--
  if (end > 0 && line.charCodeAt(end - 1) === 0x0d) end--
  return end
}

/** Four upper-case hex digits as a number; -1 for anything else. */
export function readHex4(text: string, at: number): number {
  let value = 0
  for (let i = at; i < at + 4; i++) {
    const code = text.charCodeAt(i)
    if (code >= 0x30 && code <= 0x39) value = value * 16 + code - 0x30
    else if (code >= 0x41 && code <= 0x46) value = value * 16 + code - 0x37
    else return -1
  }
  return value
}

function isBodyText(body: string): boolean {
  for (let i = 0; i < body.length; i++) {
    const code = body.charCodeAt(i)
    if (code < 0x20 || code > 0x7e || code === 0x24 || code === starByte) return false
  }
  return true
}
