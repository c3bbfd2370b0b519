import { expect, it } from 'vitest'
import { chanceWords, visaHChangeWords, visaHLine } from './visa-h-words.ts'

const dateOf = (day: string) => day.slice(5)

it('says what changed, and whether it may be chance', () => {
  const change = { points: -5, since: '2026-03-02', beyondChance: false }
  expect(visaHChangeWords(change, dateOf)).toBe('−5 since 03-02: this may be chance.')
  expect(visaHChangeWords({ ...change, points: 14, beyondChance: true }, dateOf)).toBe(
    '+14 since 03-02: more than chance alone.',
  )
  expect(visaHChangeWords({ ...change, points: 0 }, dateOf)).toMatch(/^no change since/)
  expect(chanceWords(13)).toContain('less than 13 points may be chance')
})

it('is one line on paper, none without a total', () => {
  const totals = [
    { day: '2026-03-02', total: 50 },
    { day: '2026-03-30', total: 58 },
  ]
  expect(visaHLine([], dateOf)).toBeNull()
  expect(visaHLine(totals.slice(0, 1), dateOf)).toBe('50 of 100, 03-02')
  expect(visaHLine(totals, dateOf)).toBe('58 of 100, 03-30; +8 since 03-02: this may be chance')
})
