import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HostClock } from './host-clock.ts'
import { Timeline } from './timeline.ts'

describe('timeline', () => {
  it('gives whole, strictly rising milliseconds, whatever the clock does', () => {
    const time = fc.double({ min: 0, max: 1e13, noNaN: true })
    fc.assert(
      fc.property(fc.option(fc.integer({ min: 0, max: 1e13 })), fc.array(time), (lastAtMs, times) => {
        const timeline = new Timeline({ lastAtMs, paybackPart: 0.05 })
        let last = lastAtMs ?? Number.NEGATIVE_INFINITY
        for (const ms of times) {
          const at = timeline.stamp(ms)
          expect(Number.isSafeInteger(at)).toBe(true)
          expect(at).toBeGreaterThan(last)
          last = at
        }
      }),
    )
  })

  it('is the clock itself while the clock rises', () => {
    const timeline = new Timeline({ lastAtMs: 1000, paybackPart: 0.05 })
    expect([2000, 2100.9, 2200].map((ms) => timeline.stamp(ms))).toEqual([2000, 2100, 2200])
    expect(timeline.leadMs).toBe(0)
  })

  it('keeps intervals after the clock went back, and gives up the lead slowly', () => {
    const timeline = new Timeline({ lastAtMs: null, paybackPart: 0.05 })
    timeline.stamp(1_000_000)
    const first = timeline.stamp(940_000)
    const second = timeline.stamp(950_000)
    expect(second - first).toBe(9500)
    for (let ms = 950_000; ms <= 3_000_000; ms += 10_000) timeline.stamp(ms)
    expect(timeline.leadMs).toBe(0)
    expect(timeline.stamp(3_100_000)).toBe(3_100_000)
  })

  it('never gives up the lead of a simulated clock', () => {
    const timeline = new Timeline({ lastAtMs: 1_000_000, paybackPart: 0 })
    expect(timeline.stamp(0)).toBe(1_000_001)
    expect(timeline.stamp(5_000_000)).toBe(6_000_001)
  })

  it('loses its lead when the clock is set forward', () => {
    const timeline = new Timeline({ lastAtMs: null, paybackPart: 0 })
    timeline.shift(-5000)
    expect(timeline.leadMs).toBe(5000)
    timeline.shift(3000)
    expect(timeline.leadMs).toBe(2000)
    timeline.shift(90_000)
    expect(timeline.leadMs).toBe(0)
  })
})

describe('host clock', () => {
  function clock() {
    const now = { wall: 1_790_000_000_000, mono: 77 }
    return { now, host: new HostClock({ wallMs: () => now.wall, monoMs: () => now.mono }) }
  }

  it('reports a step or a sleep once, and follows it', () => {
    const { now, host } = clock()
    now.mono += 1000
    now.wall += 1000
    expect(host.check()).toBeNull()
    now.wall += 3_600_000
    expect(host.check()).toEqual({ byMs: 3_600_000, sleptMs: 0 })
    expect(host.check()).toBeNull()
    expect(host.toWall(now.mono)).toBe(now.wall)
    now.wall -= 10_000
    expect(host.check()).toEqual({ byMs: -10_000, sleptMs: 0 })
  })

  it('follows small corrections by one percent of the time', () => {
    const { now, host } = clock()
    now.wall += 500
    now.mono += 1000
    now.wall += 1000
    expect(host.check()).toBeNull()
    expect(now.wall - host.toWall(now.mono)).toBeCloseTo(490)
    for (let s = 0; s < 60; s++) {
      now.mono += 1000
      now.wall += 1000
      host.check()
    }
    expect(host.toWall(now.mono)).toBeCloseTo(now.wall)
  })
})
