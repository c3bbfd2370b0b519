/** `/api/v1/cushions/{id}/comments`: what sitter and physio write to each other about a moment. */
import { randomUUID } from 'node:crypto'
import { type Request, type RequestHandler, Router } from 'express'
import type { z } from 'zod'
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
import type { CommentReads, Comments, KeptComment, Reader } from './comment-book.ts'
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
  const shown = async ({ cushion, diary }: Desk, comments: readonly KeptComment[], reader: Reader) =>
    answersOf(comments, await diary.comments.reads(cushion), reader)

  router.get('/cushions/:id/comments', async (req, res) => {
    const desk = await open(req)
    const { cushion, simulated, diary } = desk
    const { fromMs, toMs, format } = readRange(req.query)
    const form = formOf(req, format)
    const found = await diary.comments.list(cushion, { fromMs, toMs })
    const comments = await shown(desk, found, readerOf(req))
    const answer: CommentsAnswer = { cushion, simulated, comments }
    const chunks = form === 'csv' ? commentsCsv(comments) : [JSON.stringify(answer)]
    const name = `sitbone-${cushion}-comments`
    await send(req, res, { form, subject: { cushion, simulated }, name, chunks })
  })

  router.get('/cushions/:id/comments/unread', async (req, res) => {
    const { cushion, simulated, diary } = await open(req)
    const unread = await diary.comments.unread(cushion, readerOf(req).key, mostUnread)
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
    const asked = fits(newComment, req.body)
    const made = await desk.diary.transaction(({ comments }) => written(comments, desk, asked, readerOf(req)))
    res.status(201).json((await shown(desk, [made], readerOf(req)))[0])
  })

  router.post('/cushions/:id/comments/read', ...guards, async (req: Request, res) => {
    const { cushion, diary, nowMs } = await open(req)
    const { comments } = fits(commentsRead, req.body)
    await diary.comments.markRead(cushion, comments, { ...readerOf(req), atMs: nowMs })
    res.status(204).end()
  })

  router.delete('/cushions/:id/comments/:comment', ...guards, async (req: Request, res) => {
    const { cushion, diary } = await open(req)
    const { comment: id } = check(commentParams, req.params, 'The name of the comment')
    await diary.transaction(async ({ comments }) => {
      const comment = await comments.find(cushion, id)
      if (comment === null || comment.authorKey !== readerOf(req).key) throw gone()
      if (comment.thread === id && (await comments.thread(cushion, id)).length > 1)
        throw new ProblemError(
          problem('refused', 'Somebody has answered this comment, so it stays. Nothing was changed.'),
        )
      await comments.delete(cushion, id)
    })
    res.status(204).end()
  })

  async function written(
    comments: Comments,
    desk: Desk,
    asked: z.infer<typeof newComment>,
    { key: authorKey, name: author }: Reader,
  ): Promise<KeptComment> {
    const { cushion, nowMs } = desk
    const id = randomUUID()
    const first = 'thread' in asked ? await comments.find(cushion, asked.thread) : null
    if ('thread' in asked && (first === null || first.thread !== first.id)) throw gone()
    const atMs = first?.atMs ?? timeOf(desk, 'at' in asked ? asked.at : undefined)
    const { startMs, endMs } = desks.days.at(atMs)
    if ((await comments.list(cushion, { fromMs: startMs, toMs: endMs })).length >= mostPerDay)
      throw new ProblemError(
        problem('invalid', `There are ${mostPerDay} comments on this day already; this one was not saved.`),
      )
    const thread = first?.id ?? id
    // An answer comes after what it answers, also within one millisecond.
    const lastMs = (await comments.thread(cushion, thread)).at(-1)?.madeAtMs ?? 0
    const madeAtMs = Math.max(nowMs, lastMs + 1)
    const made = { id, atMs, thread, madeAtMs, author, authorKey, text: asked.text }
    await comments.add(cushion, made)
    return made
  }

  return router
}

const gone = () =>
  new ProblemError(problem('not-found', 'There is no such comment of yours here; nothing was changed.'))

function* commentsCsv(comments: readonly CommentAnswer[]): Generator<string> {
  yield csvLine(['at', 'thread', 'id', 'madeAt', 'by', 'text'])
  for (const { at, thread, id, madeAt, by, text } of comments)
    yield csvLine([at, thread, id, madeAt, by, text])
}
