/**
 * The fast way through `$F,<seq>,<ms>,<c0>,...*CRC`: one pass over the characters, no split, no regular expression.
 * It accepts only good lines. For anything else it returns null, and the plain decoder in board-message.ts gives the reason.
 */
import { crcTable } from './crc.ts'
import { contentLength, maxLineBytes, readHex4, starByte } from './line.ts'
import { maxU32 } from './number.ts'

export const maxChannels = 64
/** Counts have at most 24 bits. */
export const maxCount = 0xff_ffff

/** Bytes of the longest frame line that such a board can send, with its `\n`. It must not be longer than `maxLineBytes`. */
export function longestFrameBytes({ channels, bits }: { channels: number; bits: number }): number {
  const digits = String(2 ** bits - 1).length
  return `$F,${maxU32},${maxU32}*0000\n`.length + channels * (1 + digits)
}

export interface FrameMessage {
  readonly type: 'frame'
  readonly seq: number
  readonly ms: number
  readonly counts: number[]
}

/** The frame of a valid `F` line that starts at its first character, else null. */
export function readFrameLine(line: string): FrameMessage | null {
  const end = contentLength(line)
  const star = end - 5
  if (star < 3 || end >= maxLineBytes || line.charCodeAt(star) !== starByte) return null
  if (line.charCodeAt(0) !== 0x24 || line.charCodeAt(1) !== 0x46 || line.charCodeAt(2) !== 0x2c) return null

  let crc = crcAfterF
  let value = 0
  let digits = 0
  let fields = 0
  let seq = 0
  let ms = 0
  const counts: number[] = []
  for (let i = 3; i <= star; i++) {
    const code = line.charCodeAt(i)
    const digit = code - 0x30
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit
      digits++
    } else {
      if (digits === 0 || digits > 10 || value > maxU32) return null
      if (fields === 0) seq = value
      else if (fields === 1) ms = value
      else if (value > maxCount) return null
      else counts.push(value)
      fields++
      value = 0
      digits = 0
      if (i === star) break
      if (code !== 0x2c) return null
    }
    crc = ((crc << 8) ^ (crcTable[((crc >> 8) ^ code) & 0xff] ?? 0)) & 0xffff
  }
  if (fields < 3 || fields > maxChannels + 2) return null
  if (readHex4(line, star + 1) !== crc) return null
  return { type: 'frame', seq, ms, counts }
}

/** The checksum after the first two characters of every frame, `F` and `,`. */
const crcAfterF = (() => {
  const step = (crc: number, code: number) =>
    ((crc << 8) ^ (crcTable[((crc >> 8) ^ code) & 0xff] ?? 0)) & 0xffff
  return step(step(0xffff, 0x46), 0x2c)
})()
