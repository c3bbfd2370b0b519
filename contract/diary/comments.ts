/** Comments of sitter and physio, pinned to a moment and answered in a thread. */
import { z } from 'zod'
import { longestNote } from '../../core/model/diary/check-ins.ts'
import { iso } from '../../core/model/schemas/primitives.ts'
import type { Answer } from '../answer.ts'
import { ofCushion } from '../cushions.ts'
import { cushionId } from '../topics.ts'
import { diaryId } from './diary.ts'

const text = z.string().trim().min(1, 'write something').max(longestNote)

export const commentParams = z.object({ id: cushionId, comment: diaryId })
export const newComment = z.union([
  z.strictObject({
    at: z.iso.datetime({ offset: true }).meta({ description: 'The moment it is about.' }),
    text,
  }),
  z.strictObject({
    thread: diaryId.meta({ description: 'The first comment of the thread that this one answers.' }),
    text,
  }),
])

const mostRead = 200
export const commentsRead = z.strictObject({ comments: z.array(diaryId).min(1).max(mostRead) })

const comment = z.object({
  id: diaryId,
  /** The moment it is about. */
  at: iso,
  /** Its own id for the first of a thread. */
  thread: diaryId,
  madeAt: iso,
  /** Null: somebody at this computer, without an account. */
  by: z.string().nullable(),
  mine: z.boolean(),
  text: z.string(),
  /** By whoever asks; always for one's own. */
  read: z.boolean(),
  /** The others who have read it. */
  readBy: z.array(z.string()),
})

export const mostUnread = 100
/** GET /api/v1/cushions/{id}/comments/unread: what whoever asks has not read, the latest first. */
export const unreadCommentsAnswer = z.object({
  ...ofCushion,
  comments: z.array(comment.pick({ id: true, at: true, madeAt: true, by: true })).max(mostUnread),
})
export type UnreadCommentsAnswer = Answer<typeof unreadCommentsAnswer>

/** GET /api/v1/cushions/{id}/comments: in order of the moment, and of writing. */
export const commentsAnswer = z.object({ ...ofCushion, comments: z.array(comment) })
export type CommentsAnswer = Answer<typeof commentsAnswer>
