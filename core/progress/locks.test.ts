import { describe, expect, it } from 'vitest'
import type { Tolerance } from '../model/schemas/tolerance.ts'
import { startingTolerance } from '../model/tolerance-fields.ts'
import { beyondLock, type Lock, stepWithin, withinLock } from './locks.ts'

const prescribed: Tolerance = { ...startingTolerance, boutMin: 40 }
const side = startingTolerance.left
const beyond = (over: Partial<Tolerance>, locked: Lock['locked'] = ['boutMin']) =>
  beyondLock({ ...prescribed, ...over }, { tolerance: prescribed, locked }).map(({ field }) => field)

describe('a locked limit', () => {
  it('takes what is as strict or stricter, and nothing laxer', () => {
    expect(beyond({})).toEqual([])
    expect(beyond({ boutMin: 20 })).toEqual([])
    expect(beyond({ boutMin: 40.1 })).toEqual(['boutMin'])
    expect(beyond({ boutMin: null })).toEqual(['boutMin'])
  })
  it('is put back alone, with how it is counted; what is stricter or free stays', () => {
    const asked = { ...prescribed, boutMin: null, alertAfterMin: 5, dayMin: 1000, breakMin: 4 }
    expect(withinLock(asked, { tolerance: prescribed, locked: ['boutMin'] })).toEqual({
      ...{ ...asked, boutMin: 40, alertAfterMin: prescribed.alertAfterMin },
    })
  })
  it('leaves the others free, and the other side', () => {
    expect(beyond({ dayMin: 1000 })).toEqual([])
    expect(beyond({ right: { ...side, pressureKpa: 90 } }, ['left.pressureKpa'])).toEqual([])
    expect(beyond({ left: { ...side, pressureKpa: 90 } }, ['left.pressureKpa'])).toEqual(['left.pressureKpa'])
  })
  it('cannot be got round by counting it more leniently', () => {
    expect(beyond({ alertAfterMin: 5 })).toEqual(['alertAfterMin'])
    expect(beyond({ breakMin: 1 })).toEqual(['breakMin'])
    expect(beyond({ breakMin: 5 })).toEqual([])
    expect(beyond({ holdS: 600 })).toEqual([])
    expect(beyond({ holdS: 600 }, ['left.pressureKpa', 'right.pressureKpa'])).toEqual(['holdS'])
    expect(beyond({ offloadKpa: 4, recoveryHalfTimeMin: 5 }, ['left.loadKpaMin'])).toEqual([
      'offloadKpa',
      'recoveryHalfTimeMin',
    ])
    expect(beyond({ offloadKpa: 1, recoveryHalfTimeMin: 20 }, ['left.loadKpaMin'])).toEqual([])
  })
  it('says how far one may go', () => {
    expect(
      beyondLock({ ...prescribed, boutMin: 50 }, { tolerance: prescribed, locked: ['boutMin'] }),
    ).toEqual([{ field: 'boutMin', bound: 40, laxer: 'higher' }])
  })
})

describe('a suggested step', () => {
  const step = { limit: 'boutMin', from: 40, to: 44 } as const
  const within = (stepsUpToPercent: number | null, locked: Lock['locked'] = [], now = 40) =>
    stepWithin(
      { ...prescribed, boutMin: now },
      { ...step, from: now },
      { tolerance: prescribed, locked, stepsUpToPercent },
    )
  it('goes as far as usual where nothing is set, and not beyond what is set', () => {
    expect(within(null)?.to).toBe(44)
    expect(within(20)?.to).toBe(44)
    expect(within(7)?.to).toBe(42.8)
  })
  it('ends where the bound is reached, or the limit is locked', () => {
    expect(within(0)).toBeNull()
    expect(within(10, [], 44)).toBeNull()
    expect(within(20, ['boutMin'])).toBeNull()
  })
  it('is measured from what was prescribed, not from what the sitter has made of it', () => {
    expect(within(5, [], 30)?.to).toBe(42)
  })
})
