import { expect, it } from 'vitest'
import { moved, placeWords, within } from './place.ts'

it('stays on the seat, to a millimetre', () => {
  expect(within({ xCm: 2.44, yCm: -1.26 })).toEqual({ xCm: 2.4, yCm: -1.3 })
  expect(within({ xCm: -30, yCm: 99 })).toEqual({ xCm: -8, yCm: 12 })
})

it('moves half a centimetre with an arrow key, forward being up', () => {
  expect(moved({ xCm: 0, yCm: 0 }, 'ArrowUp')).toEqual({ xCm: 0, yCm: 0.5 })
  expect(moved({ xCm: 0, yCm: 0 }, 'ArrowLeft')).toEqual({ xCm: -0.5, yCm: 0 })
  expect(moved({ xCm: 8, yCm: 0 }, 'ArrowRight')).toEqual({ xCm: 8, yCm: 0 })
  expect(moved({ xCm: 0, yCm: 0 }, 'Tab')).toBeNull()
})

it('says where that is', () => {
  expect(placeWords({ xCm: 0, yCm: 0 })).toBe('at their usual place')
  expect(placeWords({ xCm: 2.5, yCm: -1 })).toBe('2.5 cm to the right, 1 cm back')
  expect(placeWords({ xCm: -0.5, yCm: 0 })).toBe('0.5 cm to the left')
})
