import { describe, expect, it } from 'vitest'
import { changedThings } from './limit-variables.ts'
import type { Tolerance } from './schemas/tolerance.ts'
import { startingTolerance } from './tolerance-fields.ts'

const side = startingTolerance.left

describe('what changes at once', () => {
  it('counts both sides of a limit as one thing', () => {
    const next = {
      ...startingTolerance,
      left: { ...side, loadKpaMin: 400 },
      right: { ...side, loadKpaMin: 450 },
    }
    expect(changedThings(startingTolerance, next)).toEqual(['Load'])
    expect(changedThings(startingTolerance, startingTolerance)).toEqual([])
  })
  it('names everything else', () => {
    const next: Tolerance = { ...startingTolerance, boutMin: 30, dayMin: null, holdS: 60, stage: 'reactive' }
    expect(changedThings(startingTolerance, next)).toEqual([
      'Sitting in one go',
      'Sitting per day',
      'How it is counted',
      'Stage',
    ])
  })
})
