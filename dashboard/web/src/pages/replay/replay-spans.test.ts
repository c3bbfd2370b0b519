import { expect, it } from 'vitest'
import { zonedDay } from '../../session/day/zoned-day.ts'
import { replaySpans } from './replay-spans.ts'

const berlin = zonedDay('Europe/Berlin', 4)
const at = (time: string) => Date.parse(`2026-03-28T${time}:00.000Z`)
/** The night in which the clocks go forward is the end of this day, which has 23 hours. */
const range = berlin.range('2026-03-28')
const spanOf = (from: string, to: string) => ({
  ...{ fromMs: at(from), toMs: at(to), boutS: 600, meanKpa: null, running: false },
})
const rest = { range, answers: { minutes: [], bouts: [], events: [] }, linkedMs: null }

it('shows whole hours around sitting and marks, and plays what was recorded', () => {
  const mark = { atMs: at('05:43'), kind: 'note', words: 'note' } as const
  const { shown, recorded } = replaySpans({
    ...rest,
    spans: [spanOf('08:10', '16:50')],
    marks: [mark],
  })
  expect([berlin.clock(shown.fromMs), berlin.clock(shown.toMs)]).toEqual(['06:00:00', '19:00:00'])
  expect([berlin.time(recorded.fromMs), berlin.time(recorded.toMs)]).toEqual(['06:43', '17:50'])
})
it('never leaves the day, also when the clocks change in its night', () => {
  const last = { fromMs: range.toMs - 600_000, toMs: range.toMs, boutS: 600, meanKpa: null, running: false }
  const { shown, recorded } = replaySpans({
    ...rest,
    spans: [spanOf('08:10', '09:00'), last],
    marks: [],
  })
  expect((range.toMs - range.fromMs) / 3_600_000).toBe(23)
  expect([shown.toMs, recorded.toMs]).toEqual([range.toMs, range.toMs])
  expect(berlin.clock(range.toMs - 1000)).toBe('03:59:59')
  // Between 01:59:59 and 03:00:00 is one second.
  expect(berlin.clock(range.toMs - 3_600_000 - 1000)).toBe('01:59:59')
})
it('reaches to a moment that a link names, though nothing happened then', () => {
  const spans = [spanOf('08:10', '16:50')]
  const { shown, recorded } = replaySpans({ ...rest, spans, marks: [], linkedMs: at('20:30') })
  expect([berlin.time(shown.toMs), berlin.time(recorded.toMs)]).toEqual(['22:00', '21:30'])
})
