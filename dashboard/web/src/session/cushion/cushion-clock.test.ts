import { describe, expect, it } from 'vitest'
import { cushionClock } from './cushion-clock.ts'

const start = 1_800_000_000_000
const fake = () => {
  let ms = 0
  return {
    wallMs: () => start + ms,
    monotonicMs: () => ms,
    pass(byMs: number) {
      ms += byMs
    },
  }
}

describe('time at the cushion', () => {
  it('is this device’s on a wall clock, corrected only by a clear difference', () => {
    const real = fake()
    const clock = cushionClock(real)
    clock.heard(start - 300)
    expect(clock.nowMs()).toBe(start)
    clock.heard(start - 90_000)
    real.pass(1_000)
    expect(clock.nowMs()).toBe(start - 89_000)
  })
  it('an old snapshot does not turn a wall clock back', () => {
    const clock = cushionClock(fake())
    clock.restored(start - 3_600_000)
    expect(clock.nowMs()).toBe(start)
  })
  it('runs faster with a fast simulator, and stops when it falls silent', () => {
    const real = fake()
    const clock = cushionClock(real)
    clock.setKind({ kind: 'simulated', speed: 60 })
    clock.heard(5_000)
    real.pass(2_000)
    expect(clock.nowMs()).toBe(5_000 + 120_000)
    real.pass(3_600_000)
    expect(clock.nowMs()).toBe(5_000 + 600_000)
  })
})
