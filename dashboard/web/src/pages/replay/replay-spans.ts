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
  /** The moment that the page was opened at, if any. */
  readonly linkedMs: number | null
}

const minuteMs = 60_000

/** Shown: whole hours around the sitting, all marks and the linked moment. Recorded: the part of it from the first to the last thing known. */
export function replaySpans({ range, answers, spans, marks, linkedMs }: Parts): {
  readonly shown: Span
  readonly recorded: Span
} {
  const { minutes } = answers
  const moments = [...marks.map(({ atMs }) => atMs), ...(linkedMs === null ? [] : [linkedMs])]
  const times = [
    ...minutes.slice(0, 1).map(({ atMs }) => atMs),
    ...minutes.slice(-1).map(({ atMs }) => atMs + minuteMs),
    ...spans.flatMap(({ fromMs, toMs }) => [fromMs, toMs]),
    ...moments,
  ].filter((atMs) => atMs >= range.fromMs && atMs <= range.toMs)
  const first = Math.min(...times)
  const last = Math.max(...times)
  const around = spans.length > 0 ? spans : [{ fromMs: first, toMs: last }]
  const shown = withMoments(stripSpan(around, range, range.fromMs), range, moments)
  return {
    shown,
    recorded: { fromMs: Math.max(shown.fromMs, first), toMs: Math.min(shown.toMs, last) },
  }
}

function withMoments({ fromMs, toMs }: Span, range: Span, times: readonly number[]): Span {
  const hours = (atMs: number): number => (atMs - range.fromMs) / hourMs
  return {
    fromMs: Math.max(range.fromMs, range.fromMs + Math.floor(hours(Math.min(fromMs, ...times))) * hourMs),
    toMs: Math.min(range.toMs, range.fromMs + Math.ceil(hours(Math.max(toMs, ...times))) * hourMs),
  }
}
