import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ClockMap } from './clock-map.ts'
import { Unwrap } from './unwrap.ts'

/** A board clock that runs `ppm` fast and read 0 at host time `originMs`. */
const board = (hostMs: number, ppm: number, originMs = 5_000_000) => (hostMs - originMs) * (1 + ppm / 1e6)

describe('clock map', () => {
  it('maps frames within the jitter of the pings, and finds the drift of a ceramic resonator', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -5000, max: 5000 }),
        fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 20, maxLength: 40 }),
        (ppm, delays) => {
          const map = new ClockMap()
          let host = 6_000_000
          for (let i = 0; i < 70; i++) {
            host += 5000
            const wait = delays[i % delays.length] ?? 0
            map.arrival(board(host, ppm), host + 4 + wait)
            // Two clean ways of 2 ms; what the host adds comes on the way back.
            map.ping({
              boardMs: Math.floor(board(host + 10, ppm)),
              sentMs: host + 8,
              receivedMs: host + 12 + wait,
            })
          }
          const truth = host + 100
          expect(Math.abs((map.hostMs(board(truth, ppm)) ?? 0) - truth)).toBeLessThan(20)
          expect(Math.abs((map.driftPpm ?? 0) - ppm)).toBeLessThan(150)
        },
      ),
      {
        numRuns: 300,
        // Round trips that are all the same, and few short ones close together.
        examples: [
          [-3283, [12, 8, 7, 0, 7, 0, 7, 0, 0, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 29]],
          [-3770, [0, 4, 1, 0, 4, 28, 26, 30, 22, 28, 30, 23, 28, 26, 30, 28, 26, 30, 30, 17, 30]],
          [-4974, [0, 0, 0, 11, 30, 0, 0, 30, 9, 30, 0, 30, 0, 30, 0, 0, 30, 0, 0, 9, 0, 0, 30, 0, 30]],
        ],
      },
    )
  })

  it('is right within a second of pings, before any drift is known', () => {
    const map = new ClockMap()
    map.arrival(board(6_000_000, 0), 6_000_250)
    for (const wait of [40, 2, 15]) {
      map.ping({ boardMs: board(6_000_500, 0), sentMs: 6_000_498, receivedMs: 6_000_502 + wait })
    }
    expect(Math.abs((map.hostMs(board(6_001_000, 0)) ?? 0) - 6_001_000)).toBeLessThan(12)
  })

  it('bounds the slope, whatever the answers say', () => {
    const map = new ClockMap()
    for (let i = 0; i < 20; i++) map.ping({ boardMs: i * 10_000, sentMs: i * 5000, receivedMs: i * 5000 + 2 })
    expect(map.slope).toBe(-0.01)
  })

  it('never maps a line to later than it came', () => {
    const map = new ClockMap()
    map.arrival(1000, 51_000)
    map.arrival(1100, 51_020)
    expect(map.hostMs(1100)).toBe(51_020)
    expect(map.hostMs(1200)).toBe(51_120)
  })

  it('keeps the times of frames that the host read late in one burst', () => {
    const map = new ClockMap()
    for (let ms = 0; ms < 3000; ms += 100) map.arrival(ms, 50_000 + ms)
    for (let ms = 3000; ms < 6000; ms += 100) map.arrival(ms, 56_000)
    for (let ms = 6000; ms < 9000; ms += 100) map.arrival(ms, 50_000 + ms)
    expect(map.hostMs(4500)).toBe(54_500)
  })

  it('keeps the times of frames that a network held back and then delivers little by little', () => {
    const map = new ClockMap()
    for (let ms = 0; ms < 3000; ms += 100) map.arrival(ms, 50_000 + ms)
    // 40 s held back, delivered at five times the rate, in ten seconds.
    for (let ms = 3000; ms < 53_000; ms += 100) {
      map.arrival(ms, 93_000 + (ms - 3000) / 5)
      expect(map.hostMs(ms)).toBe(50_000 + ms)
    }
  })

  it('moves on when the clock of the board had stopped for a while', () => {
    const map = new ClockMap()
    for (let ms = 0; ms < 3000; ms += 100) map.arrival(ms, 50_000 + ms)
    for (let ms = 3000; ms < 9000; ms += 100) map.arrival(ms, 53_000 + ms)
    expect(map.hostMs(9000)).toBe(62_000)
  })

  it('leaves a slow network alone, where every line comes late', () => {
    const map = new ClockMap()
    for (let ms = 0; ms < 60_000; ms += 100) {
      map.arrival(ms, 50_400 + ms)
      if (ms % 1000 === 0) map.ping({ boardMs: ms, sentMs: 49_600 + ms, receivedMs: 50_400 + ms })
    }
    expect(map.hostMs(60_000)).toBeCloseTo(110_000)
  })

  it('leaves out a ping that came back before it went', () => {
    const map = new ClockMap()
    map.ping({ boardMs: 5, sentMs: 10, receivedMs: 9 })
    expect(map.hostMs(5)).toBeNull()
  })
})

describe('unwrap', () => {
  it('continues over the 32-bit wrap and distinguishes it from a reset', () => {
    const unwrap = new Unwrap()
    expect(unwrap.next(4_294_967_100)).toBe(4_294_967_100)
    expect(unwrap.next(4)).toBe(4_294_967_300)
    expect(unwrap.near(4_294_967_295)).toBe(4_294_967_295)
    expect(unwrap.near(10)).toBe(4_294_967_306)
    expect(unwrap.next(1)).toBeNull()
    expect(unwrap.next(104)).toBe(4_294_967_400)
  })

  it('gives back any rising series', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 0x7fff_ffff }), { maxLength: 50 })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), steps, (first, series) => {
        const unwrap = new Unwrap()
        let truth = first
        expect(unwrap.next(first)).toBe(first)
        for (const step of series) {
          truth += step
          expect(unwrap.next(truth % 2 ** 32)).toBe(truth)
        }
      }),
    )
  })
})
