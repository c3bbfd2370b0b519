import { describe, expect, it } from 'vitest'
import { compareHalves, type SeatSample } from './compare.ts'

const half = (more: (second: number) => Partial<SeatSample> = () => ({}), seconds = 30): SeatSample[] =>
  Array.from({ length: seconds }, (_, s) => ({
    atMs: s * 1000,
    left: 15,
    right: 12,
    area: 300,
    balance: -11,
    ...more(s),
  }))
const of = (before: SeatSample[], after: SeatSample[], name: string) =>
  compareHalves(before, after).find((each) => each.name === name)

describe('before and after', () => {
  it('says what fell, by how much and how sure', () => {
    const wedge = half(() => ({ left: 10.5 }))
    const change = of(half(), wedge, 'left')
    expect(change).toMatchObject({ before: 15, after: 10.5, change: -4.5, clear: true })
    expect(change?.uncertainty).toBeCloseTo(0.75)
    expect(of(half(), wedge, 'right')).toMatchObject({ change: 0, clear: false })
  })
  it('is not clear within what cells repeat badly', () => {
    expect(
      of(
        half(),
        half(() => ({ left: 14.4 })),
        'left',
      )?.clear,
    ).toBe(false)
    expect(
      of(
        half(),
        half(() => ({ left: 14 })),
        'left',
      )?.clear,
    ).toBe(true)
    expect(
      of(
        half(),
        half(() => ({ balance: -9 })),
        'balance',
      )?.clear,
    ).toBe(false)
    expect(
      of(
        half(),
        half(() => ({ balance: 4 })),
        'balance',
      )?.clear,
    ).toBe(true)
  })
  it('is not clear when the sitter moved as much within one half', () => {
    const restless = half((s) => ({ left: s < 15 ? 8 : 18 }))
    const change = of(half(), restless, 'left')
    expect(change?.change).toBeCloseTo(-2)
    expect(change?.uncertainty).toBeGreaterThan(4)
    expect(change?.clear).toBe(false)
  })
  it('says nothing about what is unknown or too short', () => {
    expect(
      of(
        half(),
        half(() => ({ area: null })),
        'area',
      ),
    ).toBeUndefined()
    expect(compareHalves(half(), half(undefined, 15))).toEqual([])
    expect(compareHalves([], half())).toEqual([])
  })
})
