import { expect, it } from 'vitest'
import { changeLine, changeWords, glanceReason, hiddenWords, painGlance } from './diary-words.ts'

const up = [
  { limit: 'boutMin' as const, from: 45, to: 49.5 },
  { limit: 'left.loadKpaMin' as const, from: 500, to: 550 },
  { limit: 'left.pressureKpa' as const, from: 20, to: 22 },
  { limit: 'right.loadKpaMin' as const, from: 500, to: 550 },
  { limit: 'right.pressureKpa' as const, from: 18, to: 19.8 },
]

it('sides that change alike share a line, others have their own', () => {
  expect(changeWords(up, 'kPa').map(changeLine)).toEqual([
    'Sitting in one go 45 → 49.5 min',
    'Load now, each side 500 → 550 kPa min',
    'Pressure, left 20 → 22 kPa',
    'Pressure, right 18 → 19.8 kPa',
  ])
})
it('follows the chosen unit', () => {
  expect(changeWords(up, 'mmHg').map(changeLine)[1]).toBe('Load now, each side 3750 → 4125 mmHg min')
})
it('a limit that was not watched says so', () => {
  expect(
    changeLine(
      changeWords([{ limit: 'boutMin', from: null, to: 20 }], 'kPa')[0] ?? {
        name: '',
        from: '',
        to: '',
        unit: '',
      },
    ),
  ).toBe('Sitting in one go not watched → 20 min')
})
it('a missing morning is a dash, two missing are nothing', () => {
  const mornings = [
    { day: '2026-03-02', pain: 2, change: 0, colour: 'green' as const, dayColour: 'green' as const },
  ]
  expect(painGlance(mornings, '2026-03-03', '2026-03-02')).toBe('2 → –')
  expect(painGlance(mornings, '2026-03-02', '2026-03-01')).toBe('– → 2')
  expect(painGlance(mornings, '2026-03-09', '2026-03-08')).toBeNull()
})
const glance = (days: number, mornings: Parameters<typeof glanceReason>[0]['mornings']) =>
  glanceReason({
    proposal: {
      id: '',
      kind: 'hold',
      changes: [],
      tolerance: null,
      reasons: [],
      review: false,
      counted: { days, needed: 5 },
    },
    mornings,
    day: '2026-03-03',
  })
it('says how far a step up is', () => {
  expect(glance(4, [])).toBe('4 of 5 green days, see Tolerance')
})
it('with enough green days asks for the check-in that is missing, else points to the reason', () => {
  const of = (day: string) => [
    { day, pain: 2, change: 0, colour: 'green' as const, dayColour: 'green' as const },
  ]
  expect(glance(5, of('2026-03-02'))).toBe('Add this morning’s check-in to see if you can step up')
  expect(glance(5, of('2026-03-03'))).toBe('see Tolerance for the reason')
})
it('why there is no comparison yet', () => {
  expect(hiddenWords({ hidden: 'too-early', dayNumber: 15 })).toMatch(/from day 28 .*day 15 now/)
  expect(hiddenWords({ hidden: null, dayNumber: 30 })).toBeNull()
})
