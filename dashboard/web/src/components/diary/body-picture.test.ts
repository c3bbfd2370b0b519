import { expect, it } from 'vitest'
import { nowhere, tapped } from './body-picture.tsx'

it('a tap chooses, the same place on the other side is both, and a second tap takes a side away', () => {
  const left = tapped(nowhere, 'left', 'sit-bone')
  expect(left).toEqual({ side: 'left', place: 'sit-bone' })
  const both = tapped(left, 'right', 'sit-bone')
  expect(both).toEqual({ side: 'both', place: 'sit-bone' })
  expect(tapped(both, 'left', 'sit-bone')).toEqual({ side: 'right', place: 'sit-bone' })
  expect(tapped(left, 'left', 'sit-bone')).toEqual(nowhere)
  expect(tapped(both, 'left', 'buttock')).toEqual({ side: 'left', place: 'buttock' })
})
