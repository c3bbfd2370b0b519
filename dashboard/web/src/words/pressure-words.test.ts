import { describe, expect, it } from 'vitest'
import { ranksWords, surfaceColumns } from './pressure-words.ts'

const load = {
  ...{
    lagDays: 1 as const,
    n: 22,
    leastPairs: 15,
    enough: true,
    measure: 'seated' as const,
    pairs: [],
    thirds: null,
  },
  ...{ leastForInterval: 20, ranks: { rho: 0.317, low: -0.12, high: 0.65, n: 22 } },
}

describe('load and the morning after', () => {
  it('names the interval, and says when it shows nothing', () => {
    expect(ranksWords(load)).toBe(
      'Spearman’s rho 0.32, 95 % interval −0.12 to 0.65 (22 pairs). The interval includes 0: these days show no tendency.',
    )
  })
  it('says which way it goes, and never why', () => {
    const of = (low: number, high: number) => ranksWords({ ...load, ranks: { rho: 0, low, high, n: 22 } })
    expect(of(0.1, 0.7)).toContain('Worse mornings tended to follow heavier days.')
    expect(of(-0.7, -0.1)).toContain('Better mornings tended to follow heavier days.')
    expect(of(0.1, 0.7)).not.toMatch(/because|cause|due to/)
  })
  it('keeps quiet with few pairs', () => {
    expect(ranksWords({ ...load, n: 12, enough: false, ranks: null })).toBe('')
    expect(ranksWords({ ...load, n: 17, ranks: null })).toContain('Fewer than 20 pairs')
    expect(ranksWords({ ...load, ranks: null })).toContain('never differed')
  })
})

describe('pressure by surface', () => {
  const side = {
    ...{
      mean: { mean: 12, plusMinus: 0.8, n: 9 },
      p10Kpa: 8,
      p50Kpa: 11.6,
      p90Kpa: 17,
      overLimitShare: 0.04,
    },
  }
  const surface = {
    ...{ name: 'wood', from: '2026-03-02', to: '2026-03-13', days: 9, seatedMin: 2400 },
    ...{ left: side, right: null, balance: -3.4 },
  }
  const row = (over: Partial<Parameters<ReturnType<typeof surfaceColumns>[number]['cell']>[0]> = {}) =>
    surfaceColumns('kPa').map(({ cell }) => cell({ ...surface, ...over }))
  it('has a row with its n, the spread of its days, and what is missing', () => {
    expect(row()).toEqual([
      ...[
        'wood, 2 to 13 Mar',
        '9 days, 40\u00a0h\u00a0seated',
        '12.0\u00a0±\u00a00.8',
        '–',
        '11.6 (8.0\u00a0to\u00a017.0)',
        '–',
      ],
      ...['4 % · –', '3 to the left'],
    ])
  })
  it('gives no spread with too few days, and names no surface that nobody named', () => {
    const few = { ...side, mean: { mean: 12, plusMinus: null, n: 2 } }
    expect(row({ name: null, left: few })[0]).toBe('Not said, 2 to 13 Mar')
    expect(row({ left: few })[2]).toBe('12.0')
    expect(row({ balance: 0.2 })[7]).toBe('even')
  })
  it('has no spread of the minutes on paper', () => {
    const columns = surfaceColumns('kPa', { onPaper: true })
    expect(columns.map(({ cell }) => cell(surface))).toEqual([
      ...[
        'wood, 2 to 13 Mar',
        '9 days, 40\u00a0h\u00a0seated',
        '12.0\u00a0±\u00a00.8',
        '–',
        '4 % · –',
        '3 to the left',
      ],
    ])
  })
})
