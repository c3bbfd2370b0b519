/** `/api/v1/cushions/{id}/comments`: what sitter and physio write to each other about a moment. */
import { randomUUID } from 'node:crypto'
import { type Request, type RequestHandler, Router } from 'express'
import {
  type CommentsAnswer,
  commentParams,
  commentsRead,
  mostUnread,
  newComment,
  type UnreadCommentsAnswer,
} from '../../../contract/diary/comments.ts'
import { csvLine } from '../../../store/export.ts'
import { formOf, send } from '../http/answers.ts'
import { ProblemError, problem } from '../http/problems.ts'
import { check, readRange } from '../http/queries.ts'
import type { CommentReads, KeptComment, Reader } from './comment-book.ts'
import { fits, mostPerDay, openDesk, timeOf } from './diary-requests.ts'
import { type Desk, type DeskOptions, ProgressDesk } from './progress-service.ts'

export interface CommentsApiOptions extends DeskOptions {
  /** In front of every change. */
  readonly guards: RequestHandler[]
  readonly readerOf: (req: Request) => Reader
}

type CommentAnswer = CommentsAnswer['comments'][number]
const iso = (atMs: number): string => new Date(atMs).toISOString()

function answersOf(
  comments: readonly KeptComment[],
  reads: readonly CommentReads[],
  { key }: Reader,
): readonly CommentAnswer[] {
  return comments.map(({ id, atMs, thread, madeAtMs, author, authorKey, text }) => {
    const readers = reads.filter(({ comment }) => comment === id)
    const mine = authorKey === key
    return {
      ...{ id, at: iso(atMs), thread, madeAt: iso(madeAtMs), by: author, mine, text },
      read: mine || readers.some(({ readerKey }) => readerKey === key),
      readBy: readers.flatMap(({ reader, readerKey }) =>
        readerKey === key || reader === null ? [] : [reader],
      ),
    }
  })
}

export function commentsApi(options: CommentsApiOptions): Router {
  const { guards, readerOf } = options
  const router = Router()
  const desks = new ProgressDesk(options)
  const open = openDesk(desks)
  const shown = ({ cushion, diary }: Desk, comments: readonly KeptComment[], reader: Reader) =>
    answersOf(comments, diary.comments.reads(cushion), reader)

  router.get('/cushions/:id/comments', async (req, res) => {
    const desk = await open(req)
    const { cushion, simulated, diary } = desk
    const { fromMs, toMs, format } = readRange(req.query)
    const form = formOf(req, format)
    const comments = shown(desk, diary.comments.list(cushion, { fromMs, toMs }), readerOf(req))
    const answer: CommentsAnswer = { cushion, simulated, comments }
    const chunks = form === 'csv' ? commentsCsv(comments) : [JSON.stringify(answer)]
    const name = `sitbone-${cushion}-comments`
    await send(req, res, { form, subject: { cushion, simulated }, name, chunks })
  })

  router.get('/cushions/:id/comments/unread', async (req, res) => {
    const { cushion, simulated, diary } = await open(req)
    const unread = diary.comments.unread(cushion, readerOf(req).key, mostUnread)
    const answer: UnreadCommentsAnswer = {
      ...{ cushion, simulated },
      comments: unread.map(({ id, atMs, madeAtMs, author }) => ({
        ...{ id, at: iso(atMs), madeAt: iso(madeAtMs), by: author },
      })),
    }
    res.json(answer)
  })

  router.post('/cushions/:id/comments', ...guards, async (req: Request, res) => {
    const desk = await open(req)
    const { cushion, diary, nowMs } = desk
    const asked = fits(newComment, req.body)
    const id = randomUUID()
    const first = 'thread' in asked ? diary.comments.find(cushion, asked.thread) : null
    if ('thread' in asked && (first === null || first.thread !== first.id)) throw gone()
    const atMs = first?.atMs ?? timeOf(desk, 'at' in asked ? asked.at : undefined)
    const { startMs, endMs } = desks.days.at(atMs)
    if (diary.comments.list(cushion, { fromMs: startMs, toMs: endMs }).length >= mostPerDay)
      throw new ProblemError(
        problem('invalid', `There are ${mostPerDay} comments on this day already; this one was not saved.`),
      )
    const { key: authorKey, name: author } = readerOf(req)
    const thread = first?.id ?? id
    // An answer comes after what it answers, also within one millisecond.
    const lastMs = diary.comments.thread(cushion, thread).at(-1)?.madeAtMs ?? 0
    const madeAtMs = Math.max(nowMs, lastMs + 1)
    const made = { id, atMs, thread, madeAtMs, author, authorKey, text: asked.text }
    diary.comments.add(cushion, made)
    res.status(201).json(shown(desk, [made], readerOf(req))[0])
  })

  router.post('/cushions/:id/comments/read', ...guards, async (req: Request, res) => {
    const { cushion, diary, nowMs } = await open(req)
    const { comments } = fits(commentsRead, req.body)
    diary.comments.markRead(cushion, comments, { ...readerOf(req), atMs: nowMs })
    res.status(204).end()
  })

  router.delete('/cushions/:id/comments/:comment', ...guards, async (req: Request, res) => {
    const { cushion, diary } = await open(req)
    const { comment: id } = check(commentParams, req.params, 'The name of the comment')
    const comment = diary.comments.find(cushion, id)
    if (comment === null || comment.authorKey !== readerOf(req).key) throw gone()
    if (comment.thread === id && diary.comments.thread(cushion, id).length > 1)
      throw new ProblemError(
        problem('refused', 'Somebody has answered this comment, so it stays. Nothing was changed.'),
      )
    diary.comments.delete(cushion, id)
    res.status(204).end()
  })

  return router
}

const gone = () =>
  new ProblemError(problem('not-found', 'There is no such comment of yours here; nothing was changed.'))

function* commentsCsv(comments: readonly CommentAnswer[]): Generator<string> {
  yield csvLine(['at', 'thread', 'id', 'madeAt', 'by', 'text'])
  for (const { at, thread, id, madeAt, by, text } of comments)
    yield csvLine([at, thread, id, madeAt, by, text])
}
