/** How much of a day the line of the replay shows, and how much of that was recorded. Pure. */
import { hourMs } from '../../../../../core/time/calendar.ts'
import type { DayAnswers } from '../../session/day/day-answers.ts'
import { type BoutSpan, type Span, stripSpan } from '../../session/day/day-shape.ts'
import type { DayMark } from './replay-marks.ts'

interface Parts {
  readonly range: Span
  readonly answers: DayAnswers
  readonly spans: readonly BoutSpan[]
  readonly marks: readonly DayMark[]
}

const minuteMs = 60_000

/** Shown: whole hours around the sitting and all marks. Recorded: the part of it from the first to the last thing known. */
export function replaySpans({ range, answers, spans, marks }: Parts): {
  readonly shown: Span
  readonly recorded: Span
} {
  const { minutes } = answers
  const times = [
    ...minutes.slice(0, 1).map(({ atMs }) => atMs),
    ...minutes.slice(-1).map(({ atMs }) => atMs + minuteMs),
    ...spans.flatMap(({ fromMs, toMs }) => [fromMs, toMs]),
    ...marks.map(({ atMs }) => atMs),
  ].filter((atMs) => atMs >= range.fromMs && atMs <= range.toMs)
  const first = Math.min(...times)
  const last = Math.max(...times)
  const around = spans.length > 0 ? spans : [{ fromMs: first, toMs: last }]
  const shown = withMarks(stripSpan(around, range, range.fromMs), { range, marks })
  return {
    shown,
    recorded: { fromMs: Math.max(shown.fromMs, first), toMs: Math.min(shown.toMs, last) },
  }
}

function withMarks({ fromMs, toMs }: Span, { range, marks }: Pick<Parts, 'range' | 'marks'>): Span {
  const times = marks.map(({ atMs }) => atMs)
  const hours = (atMs: number): number => (atMs - range.fromMs) / hourMs
  return {
    fromMs: Math.max(range.fromMs, range.fromMs + Math.floor(hours(Math.min(fromMs, ...times))) * hourMs),
    toMs: Math.min(range.toMs, range.fromMs + Math.ceil(hours(Math.max(toMs, ...times))) * hourMs),
  }
}
