import { describe, expect, it } from 'vitest'
import { freshCellHealth } from './state.ts'
import { type CellSigns, verdictOf } from './verdicts.ts'

const nothing: CellSigns = {
  withoutLoad: false,
  unmoved: false,
  longAtTop: false,
  seatEmpty: false,
  spiking: false,
  flat: false,
  misplaced: false,
  gainChanged: false,
  alive: true,
}
const cellWith = (verdict: 'ok' | 'stuck' | 'saturated' | 'flat') => {
  const [cell] = freshCellHealth(1).cells
  if (cell === undefined) throw new Error('no cell')
  return { ...cell, verdict }
}

describe('the first sign that holds is the verdict', () => {
  it.each<[string, Partial<CellSigns>, string]>([
    ['nothing', {}, 'ok'],
    ['without load, whatever else', { withoutLoad: true, unmoved: true, flat: true }, 'open'],
    ['unmoved', { unmoved: true, longAtTop: true }, 'stuck'],
    ['at the top of an empty seat', { longAtTop: true, seatEmpty: true }, 'stuck'],
    ['at the top', { longAtTop: true, spiking: true }, 'saturated'],
    ['spiking', { spiking: true, flat: true }, 'spiking'],
    ['flat', { flat: true, misplaced: true }, 'flat'],
    ['misplaced', { misplaced: true, gainChanged: true }, 'swapped'],
    ['gain changed', { gainChanged: true }, 'gain-change'],
  ])('%s', (_, signs, verdict) => {
    expect(verdictOf(cellWith('ok'), { ...nothing, ...signs }, 1000)).toBe(verdict)
  })
})

describe('a bad cell', () => {
  it('is good again after five seconds in a row in which it lived', () => {
    const cell = cellWith('flat')
    const second = (alive: boolean) => verdictOf(cell, { ...nothing, alive }, 1000)
    expect([true, true, true, true, false].map(second)).toEqual(new Array(5).fill('flat'))
    expect([true, true, true, true, true].map(second)).toEqual(['flat', 'flat', 'flat', 'flat', 'ok'])
  })
  it('that is stuck at the top stays stuck when somebody sits down on it', () => {
    expect(verdictOf(cellWith('stuck'), { ...nothing, longAtTop: true }, 1000)).toBe('stuck')
  })
})
