import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LineBytes } from './line-bytes.ts'

const written = (write: (lines: LineBytes) => void) => {
  const lines = new LineBytes()
  write(lines)
  return lines.all.toString()
}

it('every whole number is written as JavaScript writes it', () => {
  const edges = [0, 9, 10, 99, 100, 999_999, 1_000_000, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 1_763_000_000_000, -1]
  for (const value of [...edges, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER])
    expect(written((lines) => lines.whole(value))).toBe(String(value))
  fc.assert(
    fc.property(
      fc.oneof(fc.maxSafeInteger(), fc.nat(), fc.integer({ min: 2 ** 31, max: 2 ** 42 })),
      (value) => {
        expect(written((lines) => lines.whole(value))).toBe(String(value === 0 ? 0 : value))
      },
    ),
  )
})

it('hundredths read back as the rounded value', () => {
  const any = fc.oneof(
    fc.double({ min: -300, max: 300, noNaN: true }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  )
  for (const value of [0, -0.001, 0.005, 0.01, 0.1, 7, 7.5, 12.34, 99.999, -3.07, 3e7, 1e21])
    expect(Number(written((lines) => lines.hundredths(value))) + 0).toBe(Math.round(value * 100) / 100 + 0)
  fc.assert(
    fc.property(any, (value) => {
      fc.pre(Number.isFinite(value * 100))
      expect(Number(written((lines) => lines.hundredths(value))) + 0).toBe(Math.round(value * 100) / 100 + 0)
    }),
  )
})

it('lines of any length stay whole while their memory grows', () => {
  const lines = new LineBytes()
  const texts = Array.from({ length: 300 }, (_, i) => `${i}${'x'.repeat(i * 37)}`)
  for (const text of texts) {
    lines.begin()
    lines.text(text.slice(0, 5))
    lines.text(text.slice(5))
  }
  expect(lines.all.toString()).toBe(texts.join('\n'))
  lines.clear()
  lines.begin()
  lines.text('next')
  expect(lines.all.toString()).toBe('next')
})
