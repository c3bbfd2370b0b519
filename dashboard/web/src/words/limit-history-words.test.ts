import { describe, expect, it } from 'vitest'
import { startingTolerance } from '../../../../core/model/tolerance-fields.ts'
import { inForceWords, limitStepWords } from './limit-history-words.ts'
import { aboutThem } from './reader.ts'

const stepUp = {
  at: '2026-03-09T08:00:00.000Z',
  day: '2026-03-09',
  kind: 'step-up' as const,
  decision: 'accepted' as const,
  undone: false,
  by: 'anna',
  changes: [{ limit: 'boutMin' as const, from: 45, to: 49.5 }],
  reasons: ['Five valid days.', 'All mornings were green.'],
}

const toSitter = { unit: 'kPa', said: (text: string) => text } as const

describe('the words about limits', () => {
  it('say who decided what, and why', () => {
    expect(limitStepWords(stepUp, toSitter)).toEqual({
      name: 'Step up accepted by anna',
      changes: 'Sitting in one go 45 → 49.5 min',
      reasons: 'Five valid days. All mornings were green.',
    })
    expect(limitStepWords({ ...stepUp, undone: true, by: null }, toSitter).name).toBe(
      'Step up accepted, then undone',
    )
  })
  it('say what was set by hand, also that a limit was switched off', () => {
    const changes = [{ limit: 'dayMin' as const, from: 360, to: null }]
    expect(
      limitStepWords({ ...stepUp, kind: 'set', decision: null, by: null, changes, reasons: [] }, toSitter),
    ).toEqual({
      name: 'Limits set by hand',
      changes: 'Sitting per day 360 → not watched',
      reasons: '',
    })
  })
  it('give somebody else the reasons of a suggestion about the sitter, and what a person wrote as it is', () => {
    const toPhysio = { unit: 'kPa', said: aboutThem } as const
    const reasons = ['You went over a limit.']
    expect(limitStepWords({ ...stepUp, reasons }, toPhysio).reasons).toBe('They went over a limit.')
    expect(limitStepWords({ ...stepUp, kind: 'set', reasons }, toPhysio).reasons).toBe(
      'You went over a limit.',
    )
  })
  it('list the limits in force', () => {
    expect(inForceWords(startingTolerance, 'kPa')).toBe(
      '45 min in one go, 6 h a day, load 500 left and 500 right (kPa min), pressure 20 left and 20 right (kPa)',
    )
    expect(inForceWords(null, 'kPa')).toMatch(/^not known/)
  })
})
