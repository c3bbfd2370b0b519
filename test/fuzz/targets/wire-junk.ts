/** Streams of the wire: good frames with broken lines and noise between them, cut into chunks anywhere. */
import fc from 'fast-check'
import { encodeBoardMessage, encodeHostCommand, encodeLine } from '../../../firmware-protocol/index.ts'
import { alteredBytes, junkBytes } from '../junk.ts'

export const hello = encodeLine(
  'H,proto=1,fw=0.1.0,dev=fsr2,id=desk-1,ch=2,bits=10,rate=10,rst=1,boot=7,ms=0',
)

/** Bodies as boards send them, also odd ones with a right checksum. */
export const boardLine: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(hello, encodeLine('A,PING,17,123456'), encodeLine('E,crc'), encodeLine('X,what,ever')),
  fc
    .record({
      seq: fc.integer({ min: 0, max: 0xffff_ffff }),
      ms: fc.integer({ min: 0, max: 0xffff_ffff }),
      counts: fc.array(fc.integer({ min: 0, max: 1023 }), { minLength: 1, maxLength: 64 }),
    })
    .map((frame) => encodeBoardMessage({ type: 'frame', ...frame })),
  fc.stringMatching(/^[ -#%-)+-~]{0,60}$/).map((body) => encodeLine(body)),
  fc
    .constantFrom(
      'F,1,2',
      'F',
      'F,,',
      'H',
      'H,=',
      'H,proto=1,ch=0,bits=10',
      'H,proto=1,ch=8,bits=10,ch=8',
      'A',
      'A,,',
      'E',
      'E,X',
    )
    .map((body) => encodeLine(body)),
)

export const hostLine: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    encodeHostCommand({ type: 'hello' }),
    encodeHostCommand({ type: 'ping', token: '17' }),
    encodeHostCommand({ type: 'rate', hz: 20 }),
    encodeHostCommand({ type: 'buzz', ms: 300 }),
    encodeHostCommand({ type: 'id', text: 'desk-2' }),
  ),
  fc
    .tuple(
      fc.constantFrom('RATE', 'BUZZ', 'PING', 'ID', 'HELLO?', 'DANCE'),
      fc.stringMatching(/^[ -#%-)+-~]{0,40}$/),
    )
    .map(([name, rest]) => encodeLine(`${name},${rest}`)),
)

/** Noise without a `\n` at its end as often as with one; sometimes longer than any line. */
export const noise: fc.Arbitrary<string> = fc.oneof(
  junkBytes.map((bytes) => bytes.toString('latin1')),
  fc.nat(1500).map((length) => 'x'.repeat(length)),
  fc.constantFrom('\r', '\n', '\r\n', '$', '$$', '*', '$*', '$F,1,2,3,4*', '\u0000'),
)

export const brokenLine = (lines: readonly string[]): fc.Arbitrary<string> =>
  alteredBytes(lines.map((line) => Buffer.from(line, 'latin1'))).map((bytes) => bytes.toString('latin1'))

/** Pieces of a stream, and where it is cut into chunks. */
export const stream = (line: fc.Arbitrary<string>): fc.Arbitrary<{ text: string; cuts: number[] }> =>
  fc.record({
    text: fc
      .array(
        fc.oneof(
          line,
          noise,
          line.chain((one) => brokenLine([one])),
        ),
        { maxLength: 12 },
      )
      .map((pieces) => pieces.join('')),
    cuts: fc.array(fc.nat(2000), { maxLength: 8 }),
  })

export function chunksOf({ text, cuts }: { text: string; cuts: readonly number[] }): string[] {
  const at = [0, ...cuts.map((cut) => cut % (text.length + 1)), text.length].toSorted((a, b) => a - b)
  return at.slice(1).map((end, index) => text.slice(at[index], end))
}
