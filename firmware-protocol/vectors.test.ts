/** The vectors that firmware authors test against, and proof that their checksums are right. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  crcHex,
  decodeBoardLine,
  decodeHostLine,
  encodeBoardMessage,
  LineSplitter,
  maxLineBytes,
  mostJitterMs,
  rejectReasons,
} from './index.ts'

interface Vector {
  readonly direction: 'board-to-host' | 'host-to-board'
  readonly note: string
  readonly line: string
  readonly ok: boolean
  readonly [result: string]: unknown
}
const file: {
  crc: { text: string; crc: string }[]
  lines: Vector[]
  answers: { note: string; command: string; answer: string }[]
  longestFrames: { channels: number; bits: number; bytes: number; fits: boolean }[]
  jitter: { hz: number; ms: number }[]
} = JSON.parse(readFileSync(new URL('vectors.json', import.meta.url), 'utf8'))
const toHost = file.lines.filter((vector) => vector.direction === 'board-to-host')
const toBoard = file.lines.filter((vector) => vector.direction === 'host-to-board')

/** The checksum bit by bit from its definition, independent of the codec's table. */
function crcByDefinition(text: string): string {
  let register = 0xffff
  for (const char of text) {
    for (let bit = 7; bit >= 0; bit--) {
      const out = (register >> 15) & 1
      const input = (char.charCodeAt(0) >> bit) & 1
      register = ((register << 1) & 0xffff) ^ (out === input ? 0 : 0x1021)
    }
  }
  return register.toString(16).toUpperCase().padStart(4, '0')
}

describe('vectors.json', () => {
  it('has enough lines of both directions, good and bad', () => {
    expect(file.lines.length).toBeGreaterThanOrEqual(60)
    for (const lines of [toHost, toBoard]) {
      expect(lines.some((vector) => vector.ok) && lines.some((vector) => !vector.ok)).toBe(true)
    }
    const seen = new Set(toHost.filter((vector) => !vector.ok).map((vector) => vector.reason))
    expect([...seen].toSorted()).toEqual([...rejectReasons].toSorted())
  })

  it.each(file.crc)('checksum of "$text" is $crc', ({ text, crc }) => {
    expect(crcByDefinition(text)).toBe(crc)
    expect(crcHex(text)).toBe(crc)
  })

  it('holds right checksums in every good line', () => {
    for (const { line, ok, note } of file.lines) {
      if (!ok) continue
      const body = line.slice(line.lastIndexOf('$') + 1, line.lastIndexOf('*'))
      expect(line.replace(/\r$/, '').slice(-4), note).toBe(crcByDefinition(body))
    }
  })

  it.each(toHost)('board to host: $note', ({ direction: _, note: __, line, ...result }) => {
    expect(decodeBoardLine(line)).toEqual(result)
    if (result.reason !== 'overlong') expect(decodeBoardLine(`${line}\n`)).toEqual(result)
  })

  it.each(toBoard)('host to board: $note', ({ direction: _, note: __, line, ...result }) => {
    expect(decodeHostLine(line)).toEqual(result)
  })

  it.each(file.answers)('command and answer are good lines: $note', ({ command, answer }) => {
    expect(decodeHostLine(command).ok).toBe(true)
    expect(decodeBoardLine(answer)).toMatchObject({ ok: true, message: { type: 'ack' } })
  })

  it.each(file.longestFrames)(
    '$channels channels of $bits bits: $bytes bytes',
    ({ channels, bits, bytes, fits }) => {
      const counts = new Array<number>(channels).fill(2 ** bits - 1)
      const frame = { type: 'frame', seq: 0xffff_ffff, ms: 0xffff_ffff, counts } as const
      if (fits) expect(encodeBoardMessage(frame)).toHaveLength(bytes)
      else expect(() => encodeBoardMessage(frame)).toThrow(RangeError)
      expect(fits).toBe(bytes <= maxLineBytes)
    },
  )

  it.each(file.jitter)('$hz Hz: stamps off by $ms ms at most', ({ hz, ms }) => {
    expect(mostJitterMs(hz)).toBe(ms)
  })

  it('comes through the line splitter unchanged', () => {
    const splitter = new LineSplitter()
    const lines = file.lines.map(({ line }) => line).filter((line) => line !== '' && !line.includes('\r'))
    const short = lines.filter((line) => line.length < 512)
    expect(splitter.push(lines.map((line) => `${line}\n`).join(''))).toEqual(short)
    expect(splitter.overlong).toBe(lines.length - short.length)
  })
})
