import { describe, expect, it } from 'vitest'
import type { SitterRow } from '../../../../contract/sitters.ts'
import { cohortWords, countOf, rowsShown, trendsOf } from './sitter-words.ts'

type Look = NonNullable<SitterRow['look']>
const trend = (over: Partial<NonNullable<Look['pain']>> = {}): NonNullable<Look['pain']> => ({
  ...{ direction: 'up', now: 3, before: 2, n: 12, nBefore: 9 },
  ...over,
})
const look = (over: Partial<Look> = {}): Look => ({
  ...{ from: '2026-03-02', seatedS: [], daysWithData: 0, flags: [], load: null, pain: null },
  ...over,
})
const row = (sitter: string, kinds: readonly Look['flags'][number]['kind'][] = []): SitterRow => ({
  ...{ sitter, cushion: 'desk-1', simulated: false, scopes: [], until: null, endedAt: null },
  look: look({ flags: kinds.map((kind) => ({ kind, text: '' })) }),
})

describe('trends', () => {
  it('say where it goes, by how much, and what it rests on', () => {
    const load = { ...trend({ now: 6000, before: 8000, direction: 'down' }), measure: 'kPa min' as const }
    expect(trendsOf(look({ load, pain: trend() }))).toEqual([
      { name: 'Load', direction: 'down', words: 'down, 25 %', basis: '12 days, 9 before' },
      { name: 'Morning pain', direction: 'up', words: 'up, 2 to 3 of 10', basis: '12 mornings, 9 before' },
    ])
  })
  it('say so when there is too little, or no change', () => {
    const load = { ...trend({ direction: 'steady' }), measure: 'seated' as const }
    const pain = trend({ direction: 'too-few', before: null, n: 1, nBefore: 0 })
    expect(trendsOf(look({ load, pain })).map(({ name, words, basis }) => [name, words, basis])).toEqual([
      ['Sitting', 'steady', '12 days, 9 before'],
      ['Morning pain', 'too few mornings', '1 morning, 0 before'],
    ])
  })
})

describe('the rows shown', () => {
  const rows = [row('anna', ['red-morning']), row('Ána-b', []), row('ben', ['review-due'])]
  const names = (name: string, shown: Parameters<typeof countOf>[1] = 'all') =>
    rowsShown(rows, { name, shown }).map(({ sitter }) => sitter)
  it('are found by part of a name, whatever its accents', () => {
    expect(names(' ANA')).toEqual(['Ána-b'])
    expect(names('n')).toEqual(['anna', 'Ána-b', 'ben'])
    expect(names('desk-1')).toHaveLength(3)
  })
  it('are those with a reason, or with this one', () => {
    expect(names('', 'any')).toEqual(['anna', 'ben'])
    expect(names('', 'review-due')).toEqual(['ben'])
    expect(countOf(rows, 'symptoms')).toBe(0)
  })
})

describe('a simulated cohort', () => {
  const progress = { sitters: 12, ready: 3, share: 0.2199, failed: null }
  it('says who can be looked at, and how far the rest is', () => {
    expect(cohortWords(progress)).toBe(
      'The last four weeks of 3 of 12 are there; six months of all of them are 21 % done. You can open those that are ready.',
    )
    expect(cohortWords({ ...progress, ready: 12 })).toContain('The last four weeks of everybody are there')
    expect(cohortWords({ ...progress, ready: 12, share: 1 })).toBe('12 sitters, six months each.')
  })
  it('says why it stopped, and what to do', () => {
    expect(cohortWords({ ...progress, failed: 'the disk is full' })).toBe(
      'Preparing stopped at 21 %: the disk is full. The next start of Sitbone goes on with it.',
    )
  })
})
