import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aLive, startMs } from '../testing.ts'
import { Strip, stripMs } from './strip.ts'

describe('ten minutes of one cushion', () => {
  it('worked by hand: the mean of each second, unknown values left out', () => {
    const strip = new Strip()
    strip.add(aLive({ atMs: startMs, leftPpiKpa: 10, rightPpiKpa: null }))
    strip.add(aLive({ atMs: startMs + 500, leftPpiKpa: 13, rightPpiKpa: null }))
    strip.add(aLive({ atMs: startMs + 1000, leftPpiKpa: 4, occupancy: 'empty' }))
    expect(strip.points()).toMatchObject([
      { atMs: startMs, leftKpa: 11.5, rightKpa: null, occupancy: 'occupied' },
      { atMs: startMs + 1000, leftKpa: 4, occupancy: 'empty' },
    ])
  })

  it('seconds without a reading have no point', () => {
    const strip = new Strip()
    strip.add(aLive({ atMs: startMs }))
    strip.add(aLive({ atMs: startMs + 60_000 }))
    expect(strip.points().map(({ atMs }) => atMs - startMs)).toEqual([0, 60_000])
  })

  it('a clock that begins anew begins a new strip; a reading a little late is left out', () => {
    const strip = new Strip()
    strip.add(aLive({ atMs: startMs + 5000 }))
    strip.add(aLive({ atMs: startMs + 4000 }))
    expect(strip.points()).toHaveLength(1)
    strip.add(aLive({ atMs: startMs - 3_600_000 }))
    expect(strip.points().map(({ atMs }) => atMs)).toEqual([startMs - 3_600_000])
  })

  it('never holds more than ten minutes, always in order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -700_000, max: 700_000 }), { maxLength: 200 }), (steps) => {
        const strip = new Strip()
        let atMs = startMs
        for (const step of steps) {
          atMs += step
          strip.add(aLive({ atMs }))
        }
        const times = strip.points().map((point) => point.atMs)
        expect(times).toEqual([...new Set(times)].sort((a, b) => a - b))
        expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(stripMs)
      }),
    )
  })
})
