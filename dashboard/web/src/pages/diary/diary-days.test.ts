import { expect, it } from 'vitest'
import type { CheckInAnswer } from '../../../../../contract/diary/diary.ts'
import { diaryDays, hasSomething } from './diary-days.ts'

const checkIn = (day: string, hour: string, pain: number, when: CheckInAnswer['when']): CheckInAnswer => ({
  id: `${day}-${hour}`,
  at: `${day}T${hour}:00:00.000Z`,
  day,
  when,
  pain,
  side: null,
  place: null,
  note: null,
  source: 'person',
})
const parts = {
  checkIns: [
    checkIn('2026-03-03', '15', 4, 'after-sitting'),
    checkIn('2026-03-03', '07', 2, 'morning'),
    checkIn('2026-03-03', '08', 3, 'morning'),
    checkIn('2026-03-02', '18', 1, 'other'),
  ],
  mornings: [
    { day: '2026-03-03', pain: 3, change: 1, colour: 'amber' as const, dayColour: 'amber' as const },
  ],
  summaries: [],
}

it('the highest of two mornings counts, as it does for the suggestions; order is by time', () => {
  const [third] = diaryDays(['2026-03-03'], parts)
  expect(third?.morning).toEqual({ pain: 3, colour: 'amber' })
  expect(third?.laterPain).toBe(4)
  expect(third?.checkIns.map(({ pain }) => pain)).toEqual([2, 3, 4])
})
it('a day without a morning has none, and no colour', () => {
  const days = diaryDays(['2026-03-02', '2026-03-01'], parts)
  expect(days.map(({ morning }) => morning)).toEqual([null, null])
  expect(days.map(hasSomething)).toEqual([true, false])
})
