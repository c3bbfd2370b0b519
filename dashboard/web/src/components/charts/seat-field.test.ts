import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contrast, inkOn, scaleColour, scaleEndKpa, scaleStops } from './pressure-scale.ts'
import { type Cells, seatField, seatFrame } from './seat-field.ts'

const cells: Cells = [
  { zone: 'left-ischium', xCm: -6, yCm: 0, areaCm2: 1.27 },
  { zone: 'right-ischium', xCm: 6, yCm: 0, areaCm2: 1.27 },
  { zone: 'left-thigh', xCm: -6, yCm: 16, areaCm2: 1.27 },
]
const frame = seatFrame(cells)
const field = seatField(cells, frame)
const filled = (values: (number | null)[]): Float32Array => {
  const out = new Float32Array(field.width * field.height)
  field.fill(values, out)
  return out
}
const at = (out: Float32Array, xCm: number, yCm: number): number => {
  const column = Math.floor(((xCm - frame.minX) / (frame.maxX - frame.minX)) * field.width)
  const row = Math.floor(((frame.maxY - yCm) / (frame.maxY - frame.minY)) * field.height)
  return out[row * field.width + column] ?? Number.NaN
}

describe('the picture between the cells', () => {
  it('is highest at the pressed cell, front up, left on the left', () => {
    const out = filled([20, 5, 10])
    expect(at(out, -6, 0)).toBeGreaterThan(15)
    expect(at(out, 6, 0)).toBeLessThan(6)
    expect(at(out, -6, 16)).toBeGreaterThan(7)
    expect(out.indexOf(Math.max(...out))).toBeGreaterThan(out.length / 2)
  })
  it('never shows more than the highest cell, and fades where no cell is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 60, noNaN: true }), { minLength: 3, maxLength: 3 }),
        (values) => {
          const out = filled(values)
          return Math.max(...out) <= Math.max(...values) + 1e-3 && Math.min(...out) >= 0
        },
      ),
      { numRuns: 40 },
    )
    expect(at(filled([20, 20, 20]), 12, 20)).toBeLessThan(1)
  })
  it('a cell that is left out takes no part', () => expect(Math.max(...filled([null, null, null]))).toBe(0))
})

describe('the pressure scale', () => {
  const luminance = (colour: readonly number[]) =>
    0.2126 * (colour[0] ?? 0) + 0.7152 * (colour[1] ?? 0) + 0.0722 * (colour[2] ?? 0)
  it('is sequential: steadily darker in light, steadily brighter in dark', () => {
    for (const dark of [false, true]) {
      const steps = Array.from({ length: 60 }, (_, i) => luminance(scaleColour(i / 59, { dark })))
      expect(
        steps.every((l, i) => i === 0 || (dark ? l > (steps[i - 1] ?? 0) : l < (steps[i - 1] ?? 0))),
      ).toBe(true)
      expect(scaleColour(-1, { dark })).toEqual(scaleStops({ dark })[0])
      expect(scaleColour(9, { dark })).toEqual(scaleStops({ dark }).at(-1))
    }
  })
  it('its end grows with the limit and what is pressed', () => {
    expect(scaleEndKpa(20, 15)).toBe(25)
    expect(scaleEndKpa(20, 33)).toBe(40)
    expect(scaleEndKpa(null, 900)).toBe(160)
  })
  it('text is legible on each of its colours', () => {
    for (const dark of [false, true])
      for (let step = 0; step <= 1000; step += 1) {
        const colour = scaleColour(step / 1000, { dark })
        expect(contrast(inkOn(colour), colour)).toBeGreaterThanOrEqual(4.5)
      }
  })
})
