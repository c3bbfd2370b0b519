/** For the tests beside: a check-in to vary, and all of time. */
import type { CheckIn } from '../../../core/progress/check-ins.ts'

export const always = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER }

export const aCheckIn = (over: Partial<CheckIn> = {}): CheckIn => ({
  id: 'a',
  atMs: 1000,
  day: '2026-03-02',
  when: 'morning',
  pain: 3,
  side: 'left',
  place: 'sit-bone',
  note: 'x',
  source: 'person',
  answers: [],
  ...over,
})
