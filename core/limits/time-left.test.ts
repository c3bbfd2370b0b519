import { describe, expect, it } from 'vitest'
import { startingTolerance } from '../model/tolerance-fields.ts'
import { unwatched } from '../testing.ts'
import { timeLeft } from './time-left.ts'

const now = {
  boutS: 20 * 60,
  daySeatedS: 4 * 3600,
  loadKpaMin: { left: 200, right: 440 },
  meanKpa: { left: 12, right: 15 },
  heldS: { left: 0, right: 0 },
}

describe('time left', () => {
  it('by hand: 60 kPa min at 15 kPa are 4 min, sooner than 25 min of the bout', () => {
    expect(timeLeft(now, startingTolerance)).toEqual({ limit: 'loadRight', s: 240 })
  })
  it('ignores the load of a side that is off-loaded', () => {
    const lifted = { ...now, meanKpa: { left: 12, right: 1 } }
    expect(timeLeft(lifted, startingTolerance)).toEqual({ limit: 'bout', s: 1500 })
  })
  it('is 0 once a limit is used up, off-loaded or not', () => {
    const over = { ...now, loadKpaMin: { left: 200, right: 501 }, meanKpa: { left: 12, right: 1 } }
    expect(timeLeft(over, startingTolerance)).toEqual({ limit: 'loadRight', s: 0 })
  })
  it('counts a pressure limit by what is left of its hold', () => {
    const hard = { ...now, meanKpa: { left: 22, right: 15 }, heldS: { left: 100, right: 0 } }
    expect(timeLeft(hard, startingTolerance)).toEqual({ limit: 'pressureLeft', s: 20 })
  })
  it('is null when nothing is watched, and knows only bout and day in relative mode', () => {
    expect(timeLeft(now, unwatched)).toBeNull()
    const unknown = { left: Number.NaN, right: Number.NaN }
    const relative = { ...now, loadKpaMin: unknown, meanKpa: unknown }
    expect(timeLeft(relative, startingTolerance)).toEqual({ limit: 'bout', s: 1500 })
  })
})
