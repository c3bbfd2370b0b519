import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cellFigure,
  errorFigure,
  fromUnit,
  limitFigure,
  loadFigure,
  pressureFigure,
  toUnit,
} from './units.ts'

describe('pressure in kPa and mmHg', () => {
  it('1 kPa is 7.50062 mmHg', () => {
    expect(toUnit(1, 'mmHg')).toBeCloseTo(7.50062, 5)
    expect(pressureFigure(14.24, 'kPa')).toBe('14.2')
    expect(pressureFigure(14.24, 'mmHg')).toBe('107')
    expect(limitFigure(20, 'mmHg')).toBe('150')
    expect(loadFigure(310.4, 'kPa')).toBe('310')
    expect(cellFigure(13.6, 'kPa')).toBe('14')
  })
  it('what is not known is a dash, never a zero', () => {
    for (const unknown of [null, undefined, Number.NaN]) {
      expect(pressureFigure(unknown, 'kPa')).toBe('–')
      expect(cellFigure(unknown, 'mmHg')).toBe('–')
      expect(loadFigure(unknown, 'kPa')).toBe('–')
      expect(errorFigure(unknown, 'kPa')).toBeNull()
    }
  })
  it('the stated uncertainty is rounded up and never zero', () => {
    expect(errorFigure(0.86, 'kPa')).toBe('0.9')
    expect(errorFigure(0.01, 'kPa')).toBe('0.1')
    expect(errorFigure(0.86, 'mmHg')).toBe('7')
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 100, noNaN: true }),
        (kpa) => Number(errorFigure(kpa, 'kPa')) >= kpa - 1e-6,
      ),
    )
  })
  it('there and back gives the same pressure', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 200, noNaN: true }),
        (kpa) => Math.abs(fromUnit(toUnit(kpa, 'mmHg'), 'mmHg') - kpa) < 1e-9,
      ),
    )
  })
})
