/** One thread: the moment it is about, what was written, and an answer. */
import { useSignal } from '@preact/signals'
import type { CommentsAnswer } from '../../../../../contract/diary/comments.ts'
import { longestNote } from '../../../../../core/model/diary/check-ins.ts'
import { useApp } from '../../session/app-context.ts'
import { useMoments } from '../../session/day/use-moments.ts'
import { useChanges } from '../../session/use-changes.ts'
import { Refused } from '../answered.tsx'
import { Moment } from '../moment.tsx'

interface ThreadProps {
  readonly cushion: string
  /** At least one; the first began it. */
  readonly comments: CommentsAnswer['comments']
  readonly fresh: ReadonlySet<string>
  readonly onChanged: () => void
}

export function Thread({ cushion, comments, fresh, onChanged }: ThreadProps) {
  const { session } = useApp()
  const moment = useMoments()
  const changes = useChanges()
  const answer = useSignal<string | null>(null)
  const [first] = comments
  if (first === undefined) return null
  const path = `cushions/${encodeURIComponent(cushion)}/comments`
  const day = session.day.value.dayOf(Date.parse(first.at))
  const send = async (): Promise<void> => {
    const body = { thread: first.id, text: answer.value ?? '' }
    if ((await changes.send({ method: 'POST', path, body })) === null) return
    answer.value = null
    onChanged()
  }
  const remove = async (id: string): Promise<void> => {
    if (await changes.send({ method: 'DELETE', path: `${path}/${encodeURIComponent(id)}` })) onChanged()
  }
  return (
    <li class="thread">
      <Moment atMs={Date.parse(first.at)} otherwise={`day/${day}`} class="thread-moment">
        {moment(first.at)}
      </Moment>
      <ul>
        {comments.map(({ id, by, mine, madeAt, text, readBy }) => (
          <li key={id} class={mine ? 'comment mine' : 'comment'}>
            <p class="small">
              <strong>{mine ? 'You' : (by ?? 'Somebody at this computer')}</strong> {moment(madeAt)}
              {fresh.has(id) && <span class="chip">new</span>}
              {mine && readBy.length > 0 && `, read by ${readBy.join(', ')}`}
            </p>
            <p class="comment-words">{text}</p>
            {mine && (comments.length === 1 || id !== first.id) && (
              <button
                type="button"
                class="link"
                disabled={changes.busy.value}
                onClick={() => void remove(id)}
              >
                Delete
              </button>
            )}
          </li>
        ))}
      </ul>
      {answer.value === null ? (
        <button
          type="button"
          class="link"
          onClick={() => {
            answer.value = ''
          }}
        >
          Answer
        </button>
      ) : (
        <form
          class="new-comment"
          onSubmit={(event) => {
            event.preventDefault()
            void send()
          }}
        >
          <label class="comment-field comment-text">
            <span>Your answer</span>
            <textarea
              rows={2}
              required
              maxLength={longestNote}
              value={answer.value}
              onInput={(event) => {
                answer.value = event.currentTarget.value
              }}
            />
          </label>
          <button
            type="submit"
            class="button"
            disabled={changes.busy.value || (answer.value ?? '').trim() === ''}
          >
            Send answer
          </button>
        </form>
      )}
      <Refused message={changes.refused.value} />
    </li>
  )
}
