import { describe, expect, test } from 'vitest'
import { HexError, parseIntelHex } from './intel-hex.ts'

const end = ':00000001FF\n'

test('words are little-endian, gaps are erased flash', () => {
  const program = parseIntelHex(`:0400020094950C0DB8\r\n:00000001FF\r\n`)
  expect([...program.subarray(0, 4)]).toEqual([0xffff, 0x9594, 0x0d0c, 0xffff])
  expect(program).toHaveLength(16_384)
})

describe('refused, with the line', () => {
  test.each([
    ['no hex at all', 'hello\n', /line 1: not an Intel HEX record/],
    ['a wrong checksum', `:0400020094950C0DB5\n${end}`, /line 1: its checksum/],
    ['a wrong length', `:0500020094950C0DB3\n${end}`, /line 1: its length/],
    ['cut off', ':0400020094950C0DB8\n', /the end record .* is missing/],
    ['beyond the flash', `${end.replace(end, ':02800000FFFF80\n')}${end}`, /larger than the chip/],
    ['an address beyond 64 KB', `:020000040001F9\n${end}`, /64 KB/],
    ['an unknown kind', `:00000009F7\n${end}`, /unknown record type 9/],
  ])('%s', (_what, text, message) => {
    expect(() => parseIntelHex(text)).toThrow(HexError)
    expect(() => parseIntelHex(text)).toThrow(message)
  })
})
