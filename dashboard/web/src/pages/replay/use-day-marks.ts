/** The marks of a day, with those of the diary and the comments where they may be seen. */
import { useMemo } from 'preact/hooks'
import type { CommentsAnswer } from '../../../../../contract/diary/comments.ts'
import type { CheckInsAnswer } from '../../../../../contract/diary/diary.ts'
import type { EntriesAnswer } from '../../../../../contract/diary/setup.ts'
import { useApp } from '../../session/app-context.ts'
import type { DayAnswers } from '../../session/day/day-answers.ts'
import type { BoutSpan, Span } from '../../session/day/day-shape.ts'
import { dayTimeline } from '../../session/day/day-timeline.ts'
import { rangeUrl, useAnswer } from '../../session/history.ts'
import { type DayMark, marksOf } from './replay-marks.ts'

export function useDayMarks(
  range: Span,
  { events }: Pick<DayAnswers, 'events'>,
  spans: readonly BoutSpan[],
): readonly DayMark[] {
  const { account, session, diary } = useApp()
  const cushion = session.cushion.value
  const version = diary.version.value
  const url = (what: string, seen: boolean): string | null =>
    cushion === null || !seen ? null : rangeUrl(cushion, what, range)
  const keepsDiary = diary.progress.value.status === 'ready' && account.may(cushion, 'diary')
  const entries = useAnswer<EntriesAnswer>({ url: url('entries', keepsDiary), version }).answer
  const checkIns = useAnswer<CheckInsAnswer>({ url: url('checkins', keepsDiary), version }).answer
  const writes = account.person.value !== null && account.may(cushion, 'notes')
  const comments = useAnswer<CommentsAnswer>({ url: url('comments', writes), version }).answer
  return useMemo(
    () =>
      marksOf({
        spans,
        rows: dayTimeline(events),
        entries: entries.status === 'ready' ? entries.value.entries : [],
        checkIns: checkIns.status === 'ready' ? checkIns.value.checkIns : [],
        comments: comments.status === 'ready' ? comments.value.comments : [],
      }),
    [spans, events, entries, checkIns, comments],
  )
}
