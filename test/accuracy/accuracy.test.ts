/** A tiny run of the accuracy benchmark with loose bounds: the figures themselves are in docs/accuracy.md. */
import { describe, expect, it } from 'vitest'
import type { Truth } from '../../simulator/index.ts'
import { matchAlerts, matchSpans } from './matching.ts'
import { runAccuracy } from './run-accuracy.ts'
import { f1, quantile } from './statistics.ts'
import { tablesOf } from './table.ts'
import { TrueHappenings } from './true-happenings.ts'

describe('the accuracy benchmark', () => {
  it('gives figures that are roughly right, and a table', { timeout: 60_000 }, async () => {
    const report = await runAccuracy({ seeds: 1, hours: 0.4, slow: ['flat'], trialsPerSitter: 1 })
    const row = (figure: string) => report.modes.calibrated.find((each) => each.figure.startsWith(figure))
    expect(row('zone PPI error, mean')?.median).toBeLessThan(10)
    expect(row('load over two hours')?.median).toBeLessThan(10)
    expect(row('occupancy wrong, as kept')?.median).toBeLessThan(2)
    expect(row('bout edges')?.median).toBeLessThan(4)
    const within = report.faults.filter(({ figure }) => figure.startsWith('of these found'))
    expect(within.map(({ median }) => median)).toEqual([100, 100])
    expect(tablesOf(report)).toMatch(/\| zone PPI error, mean of a sitter +\| % +\| 5.00 \/ 10.0 \|/)
  })

  it('finds what is plainly there in true pressures, and nothing else', () => {
    const happenings = new TrueHappenings({ strictness: 'exact', breakMs: 120_000 })
    let atMs = 0
    const hold = (s: number, left: number, right: number, occupied = true) => {
      for (let i = 0; i < s * 10; i++, atMs += 100) {
        const kpa = [left, left, right, right]
        const seat = { occupied, object: false, posture: null, act: null }
        const truth: Truth = { atMs, kpa, ...seat, leftKpa: left, rightKpa: right }
        happenings.step(truth)
      }
    }
    hold(60, 10, 10)
    hold(20, 5, 10) // a shift
    hold(60, 10, 10)
    hold(10, 5, 10) // too short
    hold(60, 10, 10)
    hold(30, 0.2, 0.2) // a relief
    hold(60, 10, 10)
    hold(60, 0, 0, false) // shorter than a break
    hold(60, 10, 10)
    hold(200, 0, 0, false)
    happenings.end()
    const seconds = (spans: readonly { fromMs: number }[]) =>
      spans.map(({ fromMs }) => Math.floor(fromMs / 2000) * 2)
    expect(seconds(happenings.shifts)).toEqual([60])
    expect(seconds(happenings.reliefs)).toEqual([212])
    expect(happenings.bouts).toEqual([{ fromMs: 0, toMs: 419_900 }])
  })

  it('matches what was found with what was there', () => {
    const span = (fromMs: number, toMs: number) => ({ fromMs, toMs })
    const there = {
      plainly: [span(0, 20), span(100, 120)],
      nearly: [span(0, 20), span(100, 120), span(200, 215)],
    }
    expect(matchSpans([span(2, 21), span(200, 214), span(300, 320)], there)).toEqual({
      hits: 1,
      wrong: 1,
      missed: 1,
    })
    expect(f1(1, 1, 1)).toBe(0.5)
    expect(quantile([1, 2, 3], 0.5)).toBe(2)
    const alert = (atMs: number) => ({ atMs, kind: 'load', side: 'left', level: 'warning' }) as const
    const match = matchAlerts([alert(3000), alert(5_000_000)], [alert(0), alert(9_000_000)])
    expect(match).toMatchObject({ delays: [{ kind: 'load', s: 3 }] })
    expect([match.missed.length, match.wrong.length]).toEqual([1, 1])
  })
})
