import { expect, it } from 'vitest'
import { detectableChange, visaHChange } from './diary/visa-h.ts'

const totals = (...all: number[]) => all.map((total, at) => ({ day: `2026-03-0${at + 1}`, total }))

it('takes 13 points to be more than chance', () => {
  // 1.96 x 1.414 x 15 x 0.316 = 13.15
  expect(detectableChange).toBe(13)
})

it('compares the latest total with the one before', () => {
  expect(visaHChange(totals(40, 50, 63))).toEqual({ points: 13, since: '2026-03-02', beyondChance: true })
  expect(visaHChange(totals(63, 51))).toEqual({ points: -12, since: '2026-03-01', beyondChance: false })
  expect(visaHChange(totals(50))).toBeNull()
})
