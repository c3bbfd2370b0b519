import { ReadlineParser } from '@serialport/parser-readline'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LineBound } from './line-bound.ts'

function pipe() {
  const found = { lines: [] as string[], overlong: 0 }
  const bound = new LineBound(() => {
    found.overlong++
  })
  const parser = new ReadlineParser({ delimiter: '\n', encoding: 'latin1' })
  parser.on('data', (line: string) => found.lines.push(line))
  bound.pipe(parser)
  const write = (text: string) =>
    new Promise<void>((resolve) => bound.write(Buffer.from(text, 'latin1'), () => setImmediate(resolve)))
  return { found, write }
}

describe('line bound', () => {
  it('gives the same lines for any chunking, and counts the same', async () => {
    const part = fc.constantFrom(
      'a',
      'bc',
      '\n',
      '\r\n',
      '\xff\x80',
      'x'.repeat(300),
      'y'.repeat(512),
      'z'.repeat(513),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { maxLength: 15 }),
        fc.array(fc.integer({ min: 1, max: 600 }), { minLength: 1, maxLength: 20 }),
        async (parts, sizes) => {
          const whole = `${parts.join('')}\n`
          const pieces = pipe()
          for (let at = 0, i = 0; at < whole.length; i++) {
            const size = sizes[i % sizes.length] ?? 1
            await pieces.write(whole.slice(at, at + size))
            at += size
          }
          const all = whole.split('\n').slice(0, -1)
          expect(pieces.found.lines).toEqual(all.filter((line) => line.length > 0 && line.length <= 512))
          expect(pieces.found.overlong).toBe(all.filter((line) => line.length > 512).length)
        },
      ),
      { numRuns: 100 },
    )
  })

  it('keeps nothing of 8 MB without a line end, and takes the next line', async () => {
    const { found, write } = pipe()
    const noise = 'U'.repeat(4096)
    for (let i = 0; i < 2048; i++) await write(noise)
    await write('\nnext\n')
    expect(found).toEqual({ lines: ['next'], overlong: 1 })
  })
})
