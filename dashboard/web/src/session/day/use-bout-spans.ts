/** The bouts of a day to draw: the stored ones, and today's running one. */
import { useApp } from '../app-context.ts'
import type { DayAnswers } from './day-answers.ts'
import { type BoutSpan, boutSpans, type Span } from './day-shape.ts'
import { useBoutToDraw } from './use-bout-to-draw.ts'

interface BoutsOfDay {
  readonly range: Span
  readonly answers: DayAnswers
  readonly isToday: boolean
}

export function useBoutSpans({ range, answers, isToday }: BoutsOfDay): readonly BoutSpan[] {
  const { session } = useApp()
  const state = isToday ? session.state.value : null
  const startedMs = state?.boutStartedAt ? Date.parse(state.boutStartedAt) : null
  const running =
    startedMs === null
      ? null
      : {
          startedAtMs: Math.max(startedMs, range.fromMs),
          nowMs: session.nowMs.value,
          boutS: state?.boutS ?? 0,
          meanKpa: null,
        }
  const drawn = useBoutToDraw({ running, bouts: answers.bouts, range })
  return boutSpans(answers.bouts, answers.minutes, drawn)
}
