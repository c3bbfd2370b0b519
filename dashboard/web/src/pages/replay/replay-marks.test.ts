import { expect, it } from 'vitest'
import { currentMark, marksOf, nextMark, previousMark } from './replay-marks.ts'

const t0 = Date.parse('2026-03-11T09:00:00.000Z')
const at = (min: number) => new Date(t0 + min * 60_000).toISOString()
const comment = { madeAt: at(90), by: 'petra', mine: false, read: true, readBy: [] }
const marks = marksOf({
  spans: [
    { fromMs: t0, toMs: t0 + 1_920_000, boutS: 1920, meanKpa: 12, running: false },
    { fromMs: t0 + 2_400_000, toMs: t0 + 2_460_000, boutS: 60, meanKpa: 12, running: true },
  ],
  rows: [{ atMs: t0 + 1_500_000, mark: 'near', words: 'Close.', endMs: null, acknowledgedMs: null }],
  entries: [{ id: 'e', at: at(5), day: '2026-03-11', kind: 'gym', minutes: 30, note: 'legs' }],
  checkIns: [
    {
      ...{ id: 'c', at: at(-60), day: '2026-03-11', when: 'morning', pain: 2, side: null, place: null },
      ...{ note: null, source: 'person' },
    },
  ],
  comments: [
    { ...comment, id: 'a', thread: 'a', at: at(10), text: 'What was this?' },
    { ...comment, id: 'b', thread: 'a', at: at(10), text: 'A train.' },
  ],
})

it('bouts, alerts, notes and the first comment of a thread, in order of time', () => {
  expect(marks.map(({ kind, words }) => `${kind}: ${words}`)).toEqual([
    'note: Check-in, morning: pain 2',
    'bout: Sitting began',
    'note: Gym. legs',
    'comment: petra: What was this?',
    'near: Close.',
    'bout: Sitting ended after 32 min',
    'bout: Sitting began',
  ])
})
it('jumps go to the nearest mark before and after, never to the one that is here', () => {
  expect(nextMark(marks, t0)?.atMs).toBe(t0 + 300_000)
  expect(previousMark(marks, t0, 0)?.atMs).toBe(t0 - 3_600_000)
  expect(nextMark(marks, t0 + 2_400_000)).toBeNull()
  expect(previousMark(marks, t0 - 3_600_000, 0)).toBeNull()
  expect(currentMark(marks, t0 + 299_999)?.words).toBe('Sitting began')
})
it('while it plays, a mark just passed does not hold it back', () => {
  expect(previousMark(marks, t0 + 1000, 10_000)?.atMs).toBe(t0 - 3_600_000)
  expect(previousMark(marks, t0 + 10_001, 10_000)?.atMs).toBe(t0)
})
