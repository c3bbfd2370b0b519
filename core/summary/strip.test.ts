import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Live } from '../model/schemas/live.ts'
import type { StripPoint } from '../model/strip-point.ts'
import { Strip, stripMs, stripReading } from './strip.ts'

const startMs = Date.parse('2026-03-02T09:00:00.000Z')
const reading = (more: Partial<StripPoint> = {}): StripPoint => ({
  atMs: startMs,
  leftKpa: 13,
  rightKpa: 12,
  leftErrorKpa: 1,
  rightErrorKpa: 1,
  leftRelative: null,
  rightRelative: null,
  occupancy: 'occupied',
  ...more,
})

describe('ten minutes of one cushion', () => {
  it('worked by hand: the mean of each second, unknown values left out', () => {
    const strip = new Strip()
    strip.add(reading({ leftKpa: 10, rightKpa: null }))
    strip.add(reading({ atMs: startMs + 500, leftKpa: 13, rightKpa: null }))
    strip.add(reading({ atMs: startMs + 1000, leftKpa: 4, occupancy: 'empty' }))
    expect(strip.points()).toMatchObject([
      { atMs: startMs, leftKpa: 11.5, rightKpa: null, occupancy: 'occupied' },
      { atMs: startMs + 1000, leftKpa: 4, occupancy: 'empty' },
    ])
  })

  it('takes the PPI of a live reading', () => {
    const live: Live = {
      v: 1,
      atMs: startMs,
      seq: 1,
      kpa: [],
      relative: null,
      leftPpiKpa: 14.5,
      rightPpiKpa: 10,
      leftErrorKpa: 1,
      rightErrorKpa: 2,
      leftRelative: null,
      rightRelative: null,
      copX: 0,
      copY: 0,
      occupancy: 'occupied',
    }
    expect(stripReading(live)).toEqual(reading({ leftKpa: 14.5, rightKpa: 10, rightErrorKpa: 2 }))
  })

  it('says when a new second begins', () => {
    const strip = new Strip()
    const begins = [0, 100, 900, 1000, 1900, 2000].map((ms) => strip.add(reading({ atMs: startMs + ms })))
    expect(begins).toEqual([true, false, false, true, false, true])
  })

  it('seconds without a reading have no point', () => {
    const strip = new Strip()
    strip.add(reading())
    strip.add(reading({ atMs: startMs + 60_000 }))
    expect(strip.points().map(({ atMs }) => atMs - startMs)).toEqual([0, 60_000])
  })

  it('a clock that starts again starts a new strip; a slightly late reading is left out', () => {
    const strip = new Strip()
    strip.add(reading({ atMs: startMs + 5000 }))
    strip.add(reading({ atMs: startMs + 4000 }))
    expect(strip.points()).toHaveLength(1)
    strip.add(reading({ atMs: startMs - 3_600_000 }))
    expect(strip.points().map(({ atMs }) => atMs)).toEqual([startMs - 3_600_000])
  })

  it('never holds more than ten minutes, always in order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -700_000, max: 700_000 }), { maxLength: 200 }), (steps) => {
        const strip = new Strip()
        let atMs = startMs
        for (const step of steps) {
          atMs += step
          strip.add(reading({ atMs }))
        }
        const times = strip.points().map((point) => point.atMs)
        expect(times).toEqual([...new Set(times)].sort((a, b) => a - b))
        expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(stripMs)
      }),
    )
  })
})

it('a reloaded page draws the same line as before', () => {
  const server = new Strip()
  const before = new Strip()
  const after = new Strip()
  const each = (fromS: number, toS: number, strips: readonly Strip[]) => {
    for (let ms = fromS * 1000; ms < toS * 1000; ms += 100) {
      const next = reading({ atMs: startMs + ms, leftKpa: ms % 200 === 0 ? 14.5 : 10 })
      for (const strip of strips) strip.add(next)
    }
  }
  each(0, 20, [server, before])
  after.reset(server.points())
  each(20, 40, [server, before, after])
  expect(before.points()[0]?.leftKpa).toBe(12.25)
  expect(after.points()).toEqual(before.points())
  expect(after.points()).toEqual(server.points())
})

it('a second that loading interrupted continues, and appears once', () => {
  const page = new Strip()
  page.reset([reading(), reading({ atMs: startMs + 1000, leftKpa: 10 })])
  expect(page.add(reading({ atMs: startMs + 1600, leftKpa: 12 }))).toBe(false)
  expect(page.points().map(({ atMs, leftKpa }) => [atMs - startMs, leftKpa])).toEqual([
    [0, 13],
    [1000, 11],
  ])
})
