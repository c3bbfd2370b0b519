/** The minutes, bouts and events of one day, fetched again each minute of cushion time while the day runs. */
import { useComputed } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { BoutsAnswer, EventsAnswer, MinutesAnswer } from '../../../../../contract/days.ts'
import type { Problem } from '../../../../../contract/problem.ts'
import { useApp } from '../app-context.ts'
import { rangeUrl, useAnswer } from '../history.ts'
import type { Span } from './day-shape.ts'

export interface DayAnswers {
  readonly minutes: MinutesAnswer['minutes']
  readonly bouts: BoutsAnswer['bouts']
  readonly events: EventsAnswer['events']
}

export type LoadedDay =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly day: DayAnswers }
  | { readonly status: 'error'; readonly problem: Problem; readonly retry: () => void }

/** Lower bound for a fast simulator, whose minutes pass in a blink. */
const leastRealMs = 3_000

/** Rises each minute of cushion time, at most every three real seconds; constant for past days. */
export function useMinuteVersion(range: Span): number {
  const { session } = useApp()
  const kept = useRef({ minute: 0, atMs: 0 })
  const minute = useComputed(() =>
    Math.floor(Math.min(Math.max(session.nowMs.value, range.fromMs), range.toMs + 120_000) / 60_000),
  ).value
  const realMs = performance.now()
  if (minute !== kept.current.minute && realMs - kept.current.atMs >= leastRealMs)
    kept.current = { minute, atMs: realMs }
  return kept.current.minute
}

export function useDayAnswers(range: Span): LoadedDay {
  const { session } = useApp()
  const cushion = session.cushion.value
  const version = useMinuteVersion(range)
  const url = (what: string): string | null => (cushion === null ? null : rangeUrl(cushion, what, range))
  const minutes = useAnswer<MinutesAnswer>({ url: url('minutes'), version })
  const bouts = useAnswer<BoutsAnswer>({ url: url('bouts'), version })
  const events = useAnswer<EventsAnswer>({ url: url('events'), version })
  const retry = (): void => {
    minutes.retry()
    bouts.retry()
    events.retry()
  }
  for (const { answer } of [minutes, bouts, events])
    if (answer.status === 'error') return { status: 'error', problem: answer.problem, retry }
  if (
    minutes.answer.status !== 'ready' ||
    bouts.answer.status !== 'ready' ||
    events.answer.status !== 'ready'
  )
    return { status: 'loading' }
  return {
    status: 'ready',
    day: {
      minutes: minutes.answer.value.minutes,
      bouts: bouts.answer.value.bouts,
      events: events.answer.value.events,
    },
  }
}
