import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type BoardMessage,
  decodeBoardLine,
  decodeHostLine,
  encodeBoardMessage,
  encodeHostCommand,
  encodeLine,
  type HelloMessage,
  type HostCommand,
  LineSplitter,
} from './index.ts'

const u32 = fc.integer({ min: 0, max: 0xffff_ffff })
const text = (maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...'abcXYZ019-_.:;=?!/ '), minLength: 1, maxLength })
const counts = fc.array(fc.integer({ min: 0, max: 1023 }), { minLength: 1, maxLength: 64 })
const frame: fc.Arbitrary<BoardMessage> = fc.record({
  type: fc.constant('frame' as const),
  seq: u32,
  ms: u32,
  counts,
})
const hello: fc.Arbitrary<HelloMessage> = fc.record<HelloMessage>({
  type: fc.constant('hello' as const),
  proto: fc.constant(1),
  firmware: fc.option(text(10)),
  dev: fc.option(text(10)),
  id: fc.option(text(10)),
  channels: fc.integer({ min: 1, max: 64 }),
  bits: fc.integer({ min: 1, max: 24 }),
  rateHz: fc.option(fc.integer({ min: 1, max: 1000 })),
  resetCause: fc.option(u32),
  boot: fc.option(u32),
  ms: u32,
  extra: fc.dictionary(fc.constantFrom('sim', 'speed', 'epoch', 'x', '__proto__'), text(10)),
})
const other: fc.Arbitrary<BoardMessage> = fc.oneof(
  fc.record({
    type: fc.constant('ack' as const),
    command: fc.constantFrom('PING', 'RATE', 'ID', 'HELLO?'),
    args: fc.array(text(8), { maxLength: 4 }),
  }),
  fc.record({
    type: fc.constant('refused' as const),
    code: fc.constantFrom('crc', 'unknown', 'range', 'busy', 'later-one'),
    command: fc.option(fc.constantFrom('RATE', 'DANCE')),
  }),
  fc.record({ type: fc.constant('unknown' as const), letter: fc.constantFrom('T', 'Q', 'x', 'T2') }),
)
const message = fc.oneof(frame, hello, other)
const command: fc.Arbitrary<HostCommand> = fc.oneof(
  fc.record({ type: fc.constant('hello' as const) }),
  fc.record({ type: fc.constant('ping' as const), token: text(32) }),
  fc.record({ type: fc.constant('rate' as const), hz: fc.integer({ min: 1, max: 1000 }) }),
  fc.record({ type: fc.constant('buzz' as const), ms: fc.integer({ min: 0, max: 60_000 }) }),
  fc.record({ type: fc.constant('id' as const), text: text(32) }),
)
const bytes = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) })

describe('codec', () => {
  it('reads back what it wrote, board to host', () => {
    fc.assert(
      fc.property(message, (sent) => {
        expect(decodeBoardLine(encodeBoardMessage(sent))).toEqual({ ok: true, message: sent })
      }),
    )
  })

  it('reads back what it wrote, host to board', () => {
    fc.assert(
      fc.property(command, (sent) => {
        expect(decodeHostLine(encodeHostCommand(sent))).toEqual({ ok: true, command: sent })
      }),
    )
  })

  it('reads a frame behind any noise as it reads it alone, so the fast and the plain way agree', () => {
    fc.assert(
      fc.property(bytes, frame, (noise, sent) => {
        const line = noise.replaceAll('\n', '') + encodeBoardMessage(sent)
        if (line.length <= 512) expect(decodeBoardLine(line)).toEqual({ ok: true, message: sent })
      }),
    )
  })

  it('rejects a frame with any one bit flipped', () => {
    const line = encodeBoardMessage({
      type: 'frame',
      seq: 1,
      ms: 200,
      counts: [699, 704, 495, 496],
    }).trimEnd()
    for (let at = 0; at < line.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const flipped = String.fromCharCode(line.charCodeAt(at) ^ (1 << bit))
        const broken = line.slice(0, at) + flipped + line.slice(at + 1)
        // A bit flip into a line end makes two lines.
        for (const part of broken.split('\n')) {
          expect(decodeBoardLine(part), `bit ${bit} of byte ${at}`).toMatchObject({ ok: false })
        }
      }
    }
  })

  it('rejects any message with one bit flipped, or sees an unknown type', () => {
    fc.assert(
      fc.property(message, fc.nat(), fc.integer({ min: 0, max: 7 }), (sent, where, bit) => {
        const line = encodeBoardMessage(sent).trimEnd()
        const at = where % line.length
        const flipped = String.fromCharCode(line.charCodeAt(at) ^ (1 << bit))
        const broken = line.slice(0, at) + flipped + line.slice(at + 1)
        for (const part of broken.split('\n')) expect(decodeBoardLine(part).ok).toBe(false)
      }),
    )
  })

  it('never throws on garbage, in either direction', () => {
    fc.assert(
      fc.property(fc.oneof(bytes, fc.string()), (garbage) => {
        expect(decodeBoardLine(garbage).ok).toBe(false)
        expect(decodeHostLine(garbage).ok).toBe(false)
        decodeBoardLine(`$H,${garbage}*0000`)
        decodeBoardLine(`$F,${garbage}*0000`)
      }),
    )
  })

  it('takes any body text or says why not, when the checksum is right', () => {
    const body = fc.string({ unit: fc.constantFrom(...'HFAE,=0123456789-.protochbits'), maxLength: 60 })
    fc.assert(
      fc.property(fc.constantFrom('H,', 'F,', 'A,', 'E,', ''), body, (head, rest) => {
        const decoded = decodeBoardLine(encodeLine(head + rest))
        if (!decoded.ok) expect(decoded.reason).toMatch(/^(grammar|number|range|channels)$/)
      }),
      { numRuns: 500 },
    )
  })

  it('refuses to write what no line can carry', () => {
    expect(() => encodeLine('A,ID,a*b')).toThrow(RangeError)
    expect(() => encodeLine('x'.repeat(506))).toThrow(RangeError)
    expect(() => encodeHostCommand({ type: 'rate', hz: 0 })).toThrow(RangeError)
    expect(() => encodeHostCommand({ type: 'id', text: 'a,b' })).toThrow(RangeError)
  })
})

describe('line splitter', () => {
  const wire = fc.array(
    fc.oneof(
      message.map(encodeBoardMessage),
      bytes,
      fc.constantFrom('\n', '\r\n', 'x'.repeat(511), 'x'.repeat(512), 'x'.repeat(600), 'y'.repeat(511)),
    ),
    { maxLength: 12 },
  )

  it('gives the same lines for any chunking', () => {
    fc.assert(
      fc.property(
        wire,
        fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 30 }),
        (parts, sizes) => {
          const whole = parts.join('')
          const atOnce = new LineSplitter()
          const inPieces = new LineSplitter()
          const lines: string[] = []
          for (let at = 0, i = 0; at < whole.length; i++) {
            const size = sizes[i % sizes.length] ?? 1
            lines.push(...inPieces.push(whole.slice(at, at + size)))
            at += size
          }
          expect(lines).toEqual(atOnce.push(whole))
          expect(inPieces.overlong).toBe(atOnce.overlong)
        },
      ),
    )
  })

  it('drops an overlong line whole, counts it once, and takes the next', () => {
    const splitter = new LineSplitter()
    expect(splitter.push('x'.repeat(400))).toEqual([])
    expect(splitter.push('x'.repeat(400))).toEqual([])
    expect(splitter.push('x'.repeat(100_000))).toEqual([])
    expect(splitter.push('x\nnext\n')).toEqual(['next'])
    expect(splitter.overlong).toBe(1)
  })

  it('takes 511 bytes with either line end, and not 512', () => {
    const splitter = new LineSplitter()
    const longest = 'x'.repeat(511)
    expect(splitter.push(`${longest}\n${longest}\r\n${longest}x\n${longest}x\r\n`)).toEqual([
      longest,
      longest,
    ])
    expect(splitter.overlong).toBe(2)
  })
})
