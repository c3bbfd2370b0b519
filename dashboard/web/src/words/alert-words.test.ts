import { describe, expect, it } from 'vitest'
import type { OpenAlert } from '../../../../core/model/schemas/open-alert.ts'
import { alertWords, eventWords, usedWords } from './alert-words.ts'

const alert = (kind: OpenAlert['kind'], more: Partial<OpenAlert> = {}) =>
  alertWords({ kind, side: null, level: 'exceeded', ...more })

describe('words of an alert', () => {
  it('name the side and what is reached', () => {
    expect(alert('load', { side: 'left' }).title).toBe(
      'Left side: you have reached your limit for load now. Time to stand.',
    )
    expect(alert('pressure', { side: 'right' }).title).toBe(
      'Right side: pressure has stayed above your limit.',
    )
    expect(alert('bout', { level: 'warning' }).title).toBe(
      'You are close to your limit for sitting in one go.',
    )
  })
  it('equipment says what to do', () => {
    expect(alert('data-stopped')).toMatchObject({ title: 'No data from the cushion.' })
    expect(alert('data-stopped').text).toContain('Check that the cushion is switched on and connected')
    expect(alert('cell-fault', { cells: [3] }).title).toBe('Cell 3 looks wrong and is left out for now.')
    expect(alert('cell-fault', { cells: [3, 5] }).title).toBe(
      'Cells 3, 5 look wrong and are left out for now.',
    )
  })
  it('advice is for the sides that the title names', () => {
    const near = (side: 'left' | 'both') => alertWords({ kind: 'load', level: 'warning', side }).text
    expect(near('left')).toBe('A break now lets this side recover before the limit is reached.')
    expect(near('both')).toBe('A break now lets both sides recover before the limit is reached.')
  })
  it('percentages never read as the level they have not reached', () => {
    expect(usedWords('loadLeft', 0.697)).toBe('69 % of the left limit for load now used')
    expect(usedWords('pressureRight', 1.02)).toBe('right pressure at 102 % of its limit')
  })
  it('events tell what matters and leave out the rest', () => {
    expect(
      eventWords({
        v: 1,
        at: '2026-03-11T10:00:00.000Z',
        kind: 'alert-raised',
        alertKind: 'load',
        side: 'left',
        level: 'exceeded',
      }),
    ).toBe('Left side: reached the limit for load now.')
    expect(eventWords({ v: 1, at: '2026-03-11T10:00:00.000Z', kind: 'weight-shift' })).toBeNull()
  })
})
