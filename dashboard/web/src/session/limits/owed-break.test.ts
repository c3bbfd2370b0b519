import { describe, expect, it } from 'vitest'
import type { CushionState } from '../../../../../core/model/schemas/state.ts'
import { reachedBout, sittingState } from '../testing.ts'
import { owedAfter, takenBreakS } from './owed-break.ts'

const at = (clock: string) => `2026-03-11T${clock}.000Z`
const seated = (more: Partial<CushionState> = {}): CushionState => ({ ...sittingState, ...more })
const away = (more: Partial<CushionState> = {}): CushionState =>
  seated({
    occupancy: 'empty',
    break: {
      startedAt: at('10:00:00'),
      enoughAt: at('10:05:00'),
      timeLeftNowS: 60,
      timeLeftThenS: 1800,
      limit: 'bout',
    },
    ...more,
  })

describe('the break that is owed', () => {
  it('is owed from the limit on, through snooze and unknown time, and thanked for when it was enough', () => {
    let owed = owedAfter(null, seated({ alerts: [reachedBout] }))
    expect(owed).toEqual({ sinceMs: Date.parse(at('09:50:00')), break: null })
    owed = owedAfter(owed, seated({ alerts: [{ ...reachedBout, snoozedUntil: at('10:30:00') }] }))
    owed = owedAfter(owed, seated({ occupancy: 'unknown' }))
    owed = owedAfter(owed, away({ alerts: [reachedBout] }))
    owed = owedAfter(owed, away())
    expect(owed?.break?.startedMs).toBe(Date.parse(at('10:00:00')))
    const back = seated({ at: at('10:06:00') })
    expect(takenBreakS(owed, back)).toBe(360)
    expect(owedAfter(owed, back)).toBeNull()
  })
  it('stays owed after a break that was too short, without thanks', () => {
    const owed = owedAfter(
      owedAfter(null, seated({ alerts: [reachedBout] })),
      away({ alerts: [reachedBout] }),
    )
    const back = seated({ at: at('10:01:00'), alerts: [reachedBout] })
    expect(takenBreakS(owed, back)).toBeNull()
    expect(owedAfter(owed, back)).toEqual({ sinceMs: Date.parse(at('09:50:00')), break: null })
  })
  it('is not owed for a break without a limit reached', () => {
    expect(owedAfter(owedAfter(null, seated()), away())).toBeNull()
  })
})
