import { describe, expect, it } from 'vitest'
import { nineMs, nobody, seat, TestCushion } from '../testing.ts'

const person = seat(12, 18)
const total = ({ seatedS, emptyS, unknownS }: { seatedS: number; emptyS: number; unknownS: number }) =>
  seatedS + emptyS + unknownS

describe('minute summaries', () => {
  it('of a minute of sitting: mean, integral, load, frames', () => {
    const cushion = new TestCushion().hold(nobody, 60).hold(person, 125)
    const minute = cushion.minutes.find(({ atMs }) => atMs === nineMs + 120_000)
    expect(minute).toMatchObject({ seatedS: 60, emptyS: 0, unknownS: 0, frames: 600, leftMeanRelative: null })
    expect(minute?.leftMeanKpa).toBeCloseTo(12, 0)
    expect(minute?.rightPtiKpaMin).toBeCloseTo(18, 0)
    expect(minute?.leftLoadKpaMin).toBeCloseTo(24, 0)
    expect(minute?.leftMaxKpa).toBeGreaterThan(12)
  })
  it('puts the edge where it was, also across the end of a minute', () => {
    const cushion = new TestCushion().hold(nobody, 59.5).hold(person, 60).hold(nobody, 70)
    expect(cushion.minutes.map(({ seatedS }) => Math.round(seatedS * 2) / 2)).toEqual([0.5, 59.5, 0])
    expect(cushion.minutes.map(total)).toEqual([60, 60, 60])
  })
  it('means are over seated time, not over the minute', () => {
    const cushion = new TestCushion().hold(nobody, 90).hold(person, 120)
    const half = cushion.minutes[1]
    expect(half?.seatedS).toBeCloseTo(30, 0)
    expect(half?.leftMeanKpa).toBeCloseTo(12, 0)
    expect(half?.leftPtiKpaMin).toBeCloseTo(6, 0)
  })
  it('an empty minute has an integral of 0 and no mean; an unknown one has neither', () => {
    const cushion = new TestCushion().hold(nobody, 121).silence(300)
    expect(cushion.minutes[1]).toMatchObject({ emptyS: 60, leftPtiKpaMin: 0, leftMeanKpa: null })
    expect(cushion.minutes[3]).toMatchObject({
      unknownS: 60,
      leftPtiKpaMin: null,
      leftMeanKpa: null,
      frames: 0,
    })
  })
  it('after hours of sleep the running minute is finished and the rest is missing, not invented', () => {
    const cushion = new TestCushion()
      .hold(nobody, 90)
      .sleep(3 * 3600)
      .hold(nobody, 120)
    const starts = cushion.minutes.map(({ atMs }) => (atMs - nineMs) / 60_000)
    expect(starts).toEqual([0, 1, 181, 182])
    expect(cushion.minutes.map(total)).toEqual([60, 60, 60, 60])
    expect(cushion.minutes[1]?.unknownS).toBeCloseTo(30, 0)
  })
  it('finish gives the running minute and the running bout', () => {
    const cushion = new TestCushion().hold(nobody, 10).hold(person, 20)
    cushion.take(cushion.core.finish(cushion.atMs))
    expect(cushion.minutes).toHaveLength(1)
    expect(cushion.bouts).toHaveLength(1)
  })
})
