import { describe, expect, it } from 'vitest'
import { countAt, nobody, seat, TestCushion } from '../testing.ts'
import { freshSpiking, isSpiking, noteSpikes } from './spiking.ts'

const person = seat(12, 14)

describe('a spiking cell', () => {
  it('that jumps alone for single frames is found, left out with advice, and taken back after five quiet minutes', () => {
    const cushion = new TestCushion().hold(nobody, 10).hold(person, 30)
    for (let i = 0; i < 6; i++) {
      cushion.counts(person.map((kpa, index) => (index === 2 ? 40 : countAt(kpa))))
      cushion.hold(person, 9)
    }
    expect(cushion.core.cells()[2]).toMatchObject({ verdict: 'spiking' })
    expect(cushion.core.cells()[2]?.advice).toContain('Cell 2')
    expect(cushion.core.reading.kpa()?.[2]).toBeNull()
    expect(cushion.state.right.ppiKpa).toBeCloseTo(14, 0)
    expect(cushion.state.confidence).toBe(0.75)
    cushion.hold(person, 320)
    expect(cushion.core.cells()[2]?.verdict).toBe('ok')
    expect(cushion.of('cell-recovered')).toMatchObject([{ cell: 2 }])
  })
  it('is not what a body does: jolts that all cells show, and slower ones of one cell, are none', () => {
    const state = freshSpiking()
    let atMs = 0
    const frame = (counts: number[]) => {
      atMs += 100
      noteSpikes(state, { atMs, counts }, 971)
    }
    for (let i = 0; i < 20; i++) {
      frame([500, 400])
      frame([700, 560])
      frame([500, 400])
      frame([500, 700])
      frame([500, 700])
      frame([500, 400])
    }
    expect(isSpiking(state, 0, { atMs, was: false })).toBe(false)
    expect(isSpiking(state, 1, { atMs, was: false })).toBe(false)
  })
  it('four jumps are not yet enough, and old ones are forgotten', () => {
    const state = freshSpiking()
    let atMs = 0
    const frame = (counts: number[]) => {
      atMs += 100
      noteSpikes(state, { atMs, counts }, 971)
    }
    const jump = () => {
      for (const count of [500, 500, 900, 500]) frame([count, 400])
    }
    for (let i = 0; i < 4; i++) jump()
    expect(isSpiking(state, 0, { atMs, was: false })).toBe(false)
    atMs += 400_000
    jump()
    expect(isSpiking(state, 0, { atMs, was: false })).toBe(false)
    for (let i = 0; i < 4; i++) jump()
    expect(isSpiking(state, 0, { atMs, was: false })).toBe(true)
  })
})
