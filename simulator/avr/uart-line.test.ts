import fc from 'fast-check'
import { expect, test } from 'vitest'
import { receivedAs } from './uart-line.ts'

const bytes = fc.integer({ min: 0, max: 255 })

test('up to 4 % off every byte is read', () => {
  fc.assert(
    fc.property(bytes, fc.double({ min: 0.96, max: 1.04, noNaN: true }), (byte, ratio) => {
      expect(receivedAs(byte, ratio)).toEqual([byte])
    }),
  )
})

test('at 9600 instead of 115200 and the other way round, letters do not come through', () => {
  const text = [...Buffer.from('$F,1,200,699*C630\n')]
  for (const ratio of [115200 / 9600, 9600 / 115200, 0.5, 2]) {
    const heard = text.flatMap((byte) => receivedAs(byte, ratio))
    expect(heard).not.toEqual(text)
  }
})

test('a receiver twice as fast takes one byte for several', () => {
  expect(receivedAs(0xcc, 0.5).length).toBeGreaterThan(1)
})

test('whatever the rates, a byte becomes few bytes, each a byte', () => {
  fc.assert(
    fc.property(bytes, fc.double({ min: 0.05, max: 20, noNaN: true }), (byte, ratio) => {
      const heard = receivedAs(byte, ratio)
      expect(heard.length).toBeLessThanOrEqual(20)
      for (const one of heard) expect(Number.isInteger(one) && one >= 0 && one <= 255).toBe(true)
    }),
  )
})
