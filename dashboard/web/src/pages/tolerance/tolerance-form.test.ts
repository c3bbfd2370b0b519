import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Tolerance } from '../../../../../core/model/schemas/tolerance.ts'
import { type ToleranceField, toleranceFields } from '../../../../../core/model/tolerance-fields.ts'
import { formOf, placeErrors, readForm, sameForm, type ToleranceForm } from './tolerance-form.ts'

const stored: Tolerance = {
  v: 1,
  stage: 'settled',
  boutMin: 45,
  dayMin: null,
  left: { loadKpaMin: 500, pressureKpa: 20 },
  right: { loadKpaMin: 333.3, pressureKpa: null },
  holdS: 120,
  offloadKpa: 2,
  recoveryHalfTimeMin: 10,
  breakMin: 2,
  alertAfterMin: 0,
}
const typed = (form: ToleranceForm, name: ToleranceField, text: string): ToleranceForm => ({
  ...form,
  fields: { ...form.fields, [name]: { on: true, text } },
})

describe('limits as a form', () => {
  it('an untouched form gives back exactly what is stored, in both units', () => {
    expect(readForm(formOf(stored, 'kPa'), stored, 'kPa').tolerance).toEqual(stored)
    expect(readForm(formOf(stored, 'mmHg'), stored, 'mmHg').tolerance).toEqual(stored)
  })
  it('reads mmHg as kPa, and a comma as a point', () => {
    const form = typed(typed(formOf(stored, 'mmHg'), 'left.pressureKpa', '120'), 'breakMin', '1,5')
    expect(readForm(form, stored, 'mmHg').tolerance).toMatchObject({
      left: { pressureKpa: 15.999 },
      breakMin: 1.5,
    })
  })
  it('a switched-off limit is null', () => {
    const form = formOf(stored, 'kPa')
    const off = { ...form, fields: { ...form.fields, boutMin: { on: false, text: '45' } } }
    expect(readForm(off, stored, 'kPa').tolerance?.boutMin).toBeNull()
    expect(sameForm(off, form)).toBe(false)
  })
  it.each(['', 'ten', '-5', '0', '601', 'Infinity', '1e9'])('does not take %j minutes', (text) => {
    const read = readForm(typed(formOf(stored, 'kPa'), 'boutMin', text), stored, 'kPa')
    expect(read.tolerance).toBeNull()
    expect(read.errors.boutMin).toBe('Enter a number from 1 to 600.')
  })
  it('never lets anything out of bounds through', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...toleranceFields),
        fc.oneof(fc.string(), fc.double().map(String)),
        (name, text) => {
          const { tolerance } = readForm(typed(formOf(stored, 'kPa'), name, text), stored, 'kPa')
          if (tolerance === null) return true
          const values = [tolerance.boutMin, tolerance.holdS, tolerance.offloadKpa, tolerance.left.loadKpaMin]
          return values.every(
            (value) => value === null || (Number.isFinite(value) && value >= 0 && value <= 20_000),
          )
        },
      ),
    )
  })
  it("puts the server's errors beside their fields", () => {
    expect(
      placeErrors([
        { path: 'left.loadKpaMin', message: 'too high' },
        { path: 'tolerance.boutMin', message: 'too long' },
        { path: '/right/pressureKpa', message: 'too low' },
        { path: 'elsewhere', message: 'odd' },
      ]),
    ).toEqual({
      fields: { 'left.loadKpaMin': 'too high', boutMin: 'too long', 'right.pressureKpa': 'too low' },
      rest: ['odd'],
    })
  })
})
