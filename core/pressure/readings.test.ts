import { expect, it } from 'vitest'
import { layout } from '../testing.ts'
import { Readings } from './readings.ts'

it('takes little memory for every number of bits a board may have', () => {
  const cells = Array.from({ length: 51 }, (_, at) => layout.cells[at % layout.cells.length] ?? [])
  const before = process.memoryUsage().arrayBuffers
  const wide = new Readings({ layout: Object({ ...layout, cells }), calibration: null, bits: 24, tare: [] })
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10e6)
  // Half of full scale is as much as the divider's resistor; a count beyond the range is unknown.
  expect(wide.comparable(0, (2 ** 24 - 1) / 2)).toBeCloseTo(1, 5)
  expect(wide.comparable(0, 2 ** 24)).toBeNaN()
})
