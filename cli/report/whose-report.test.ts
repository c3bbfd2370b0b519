import { describe, expect, it } from 'vitest'
import type { CushionSummary } from '../../contract/cushions.ts'
import { whoseReport } from './whose-report.ts'

const cushion = (id: string, over: Partial<CushionSummary> = {}): CushionSummary => ({
  id,
  simulated: false,
  availability: 'online',
  lastAt: '2026-03-09T08:00:00.000Z',
  ...over,
})
const shared = [
  cushion('desk-1', { sitter: 'anna' }),
  cushion('desk-2', { sitter: 'ben' }),
  cushion('sofa-1', { sitter: 'anna', lastAt: '2026-03-11T08:00:00.000Z' }),
]
const asked = { cushion: null, sitter: null }

describe('whose report it is', () => {
  it('is that of the only cushion when nothing is named', () => {
    expect(whoseReport([cushion('desk-1')], asked)).toEqual({
      cushion: 'desk-1',
      name: 'desk-1',
      hint: null,
    })
  })
  it('is that of the cushion or of the sitter who is named', () => {
    expect(whoseReport(shared, { ...asked, cushion: 'desk-2' })).toMatchObject({ name: 'ben' })
    expect(whoseReport(shared, { ...asked, sitter: 'Ben' })).toMatchObject({ cushion: 'desk-2', hint: null })
  })
  it('is that of the cushion used last where a sitter has several, and says so', () => {
    const { cushion: found, hint } = whoseReport(shared, { ...asked, sitter: 'anna' })
    expect(found).toBe('sofa-1')
    expect(hint).toMatch(/2 cushions.*sofa-1.*--cushion \(desk-1\)/)
  })
  it.each([
    [[], asked, /There is none yet/],
    [shared, asked, /Name the cushion with --cushion. There are: desk-1, desk-2, sofa-1\./],
    [shared, { ...asked, cushion: 'desk-9' }, /No cushion called desk-9. There are: desk-1/],
    [shared, { ...asked, sitter: 'carl' }, /nobody of this name.*anna, ben\.$/],
    [[cushion('desk-1')], { ...asked, sitter: 'anna' }, /no names are known here. Use --cushion/],
    [shared, { cushion: 'desk-1', sitter: 'anna' }, /either a cushion or a sitter/],
  ])('says what to do: %#', (known, whom, words) => {
    expect(() => whoseReport(known, whom)).toThrow(words)
  })
})
