/** What happened on a day, as moments to jump to: bouts, alerts and events, notes of the diary, comments. Pure. */

import type { CommentsAnswer } from '../../../../../contract/diary/comments.ts'
import type { CheckInsAnswer } from '../../../../../contract/diary/diary.ts'
import type { EntriesAnswer } from '../../../../../contract/diary/setup.ts'
import type { BoutSpan } from '../../session/day/day-shape.ts'
import type { TimelineRow } from '../../session/day/day-timeline.ts'
import { entryWords, pastOccasion } from '../../words/diary-words.ts'
import { durationWords } from '../../words/durations.ts'

export interface DayMark {
  readonly atMs: number
  readonly kind: TimelineRow['mark'] | 'bout' | 'note' | 'comment'
  readonly words: string
}

export interface Happenings {
  readonly spans: readonly BoutSpan[]
  readonly rows: readonly TimelineRow[]
  readonly entries: EntriesAnswer['entries']
  readonly checkIns: CheckInsAnswer['checkIns']
  readonly comments: CommentsAnswer['comments']
}

/** In order of time. */
export function marksOf({ spans, rows, entries, checkIns, comments }: Happenings): readonly DayMark[] {
  const marks: DayMark[] = [
    ...spans.flatMap(boutMarks),
    ...rows.map(({ atMs, mark, words }) => ({ atMs, kind: mark, words })),
    ...entries.map(({ at, kind, note }) => noteMark(at, withNote(entryWords[kind], note))),
    ...checkIns.map(({ at, when, pain, note }) =>
      noteMark(at, withNote(`Check-in, ${pastOccasion[when]}: pain ${pain}`, note)),
    ),
    ...comments
      .filter(({ id, thread }) => id === thread)
      .map(({ at, by, mine, text }) => ({
        atMs: Date.parse(at),
        kind: 'comment' as const,
        words: `${mine ? 'You' : (by ?? 'Somebody')}: ${text}`,
      })),
  ]
  return marks.toSorted((a, b) => a.atMs - b.atMs)
}

function boutMarks({ fromMs, toMs, boutS, running }: BoutSpan): readonly DayMark[] {
  const began = { atMs: fromMs, kind: 'bout' as const, words: 'Sitting began' }
  return running
    ? [began]
    : [began, { atMs: toMs, kind: 'bout', words: `Sitting ended after ${durationWords(boutS)}` }]
}

const noteMark = (at: string, words: string): DayMark => ({ atMs: Date.parse(at), kind: 'note', words })
const withNote = (words: string, note: string | null): string => (note ? `${words}. ${note}` : words)

export const nextMark = (marks: readonly DayMark[], atMs: number): DayMark | null =>
  marks.find((mark) => mark.atMs > atMs) ?? null

/** While it plays, the one just passed (less than `graceMs` ago) is skipped: else nobody could get past it. */
export const previousMark = (marks: readonly DayMark[], atMs: number, graceMs: number): DayMark | null =>
  marks.findLast((mark) => mark.atMs < atMs - graceMs) ?? null

/** The latest that has begun. */
export const currentMark = (marks: readonly DayMark[], atMs: number): DayMark | null =>
  marks.findLast((mark) => mark.atMs <= atMs) ?? null
