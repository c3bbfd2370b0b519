/** What sitter and physio write to each other about moments of these days. Only with accounts, and where notes are shared. */
import { type ReadonlySignal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { CommentsAnswer } from '../../../../../contract/diary/comments.ts'
import { longestNote } from '../../../../../core/model/diary/check-ins.ts'
import { useApp } from '../../session/app-context.ts'
import type { Span } from '../../session/day/day-shape.ts'
import { rangeUrl, useAnswer } from '../../session/history.ts'
import { useChanges } from '../../session/use-changes.ts'
import { Refused } from '../answered.tsx'
import { ProblemNote } from '../state-card.tsx'
import './comments.css'
import { Thread } from './thread.tsx'

interface CommentsCardProps {
  readonly range: Span
  /** The first and the last day that a new comment can be about. */
  readonly first: string
  readonly last: string
  /** The moment that a new comment is about; left out: the writer chooses one. */
  readonly pinned?: ReadonlySignal<number>
}

export const commentBoxId = 'new-comment'

export function CommentsCard(props: CommentsCardProps) {
  const { account, session } = useApp()
  const cushion = session.cushion.value
  if (cushion === null || account.person.value === null || !account.may(cushion, 'notes')) return null
  return <Comments {...props} cushion={cushion} />
}

function Comments({ cushion, range, ...about }: CommentsCardProps & { readonly cushion: string }) {
  const { diary } = useApp()
  const { answer, retry } = useAnswer<CommentsAnswer>({
    url: rangeUrl(cushion, 'comments', range),
    version: diary.version.value,
  })
  const comments = answer.status === 'ready' ? answer.value.comments : []
  const fresh = useFresh(cushion, comments)
  const threads = comments.filter(({ id, thread }) => id === thread)
  const changed = (): void => {
    diary.version.value += 1
  }
  return (
    <section class="card comments no-print" aria-label="Comments">
      <h2>Comments</h2>
      {answer.status === 'error' && <ProblemNote problem={answer.problem} onRetry={retry} />}
      {answer.status === 'loading' && <p class="quiet">Reading comments.</p>}
      {answer.status === 'ready' && threads.length === 0 && (
        <p class="quiet">None yet. Write about a moment, and the other side can answer here.</p>
      )}
      <ol class="threads">
        {threads.map((start) => (
          <Thread
            key={start.id}
            cushion={cushion}
            comments={comments.filter(({ thread }) => thread === start.id)}
            fresh={fresh}
            onChanged={changed}
          />
        ))}
      </ol>
      <NewThread cushion={cushion} {...about} onChanged={changed} />
    </section>
  )
}

/** Those that were new when this page first showed them: being shown makes them read, and they keep their mark here. */
function useFresh(cushion: string, comments: CommentsAnswer['comments']): ReadonlySet<string> {
  const { account, diary } = useApp()
  const fresh = useRef(new Set<string>())
  const unread = comments.filter(({ read }) => !read).map(({ id }) => id)
  for (const id of unread) fresh.current.add(id)
  const key = unread.join()
  useEffect(() => {
    if (key === '' || document.visibilityState !== 'visible') return
    const path = `cushions/${encodeURIComponent(cushion)}/comments/read`
    // A mark that does not arrive is made the next time.
    account
      .send({ method: 'POST', path, body: { comments: unread.slice(0, 200) } })
      .then(() => {
        diary.version.value += 1
      })
      .catch(() => undefined)
  }, [key])
  return fresh.current
}

interface NewThreadProps extends Omit<CommentsCardProps, 'range'> {
  readonly cushion: string
  readonly onChanged: () => void
}

function NewThread({ cushion, first, last, pinned, onChanged }: NewThreadProps) {
  const { session } = useApp()
  const zoned = session.day.value
  const changes = useChanges()
  const day = useSignal<string | null>(null)
  const time = useSignal('12:00')
  const text = useSignal('')
  const chosen = first === last ? first : (day.value ?? last)
  const send = async (): Promise<void> => {
    const atMs = pinned?.value ?? zoned.timeOn(chosen, time.value)
    if (atMs === null) return
    const body = { at: new Date(atMs).toISOString(), text: text.value }
    const path = `cushions/${encodeURIComponent(cushion)}/comments`
    if ((await changes.send({ method: 'POST', path, body })) === null) return
    text.value = ''
    onChanged()
  }
  return (
    <form
      class="new-comment"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <label class="comment-field comment-text">
        <span>New comment</span>
        <textarea
          id={commentBoxId}
          rows={2}
          required
          maxLength={longestNote}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value
          }}
        />
      </label>
      {pinned === undefined && first !== last && (
        <label class="comment-field">
          <span>Day</span>
          <input
            type="date"
            required
            min={first}
            max={last}
            value={chosen}
            onInput={(event) => {
              day.value = event.currentTarget.value
            }}
          />
        </label>
      )}
      {pinned === undefined ? (
        <label class="comment-field">
          <span>Time</span>
          <input
            type="time"
            required
            value={time.value}
            onInput={(event) => {
              time.value = event.currentTarget.value
            }}
          />
        </label>
      ) : (
        <Pinned moment={pinned} />
      )}
      <button type="submit" class="button" disabled={changes.busy.value || text.value.trim() === ''}>
        Comment
      </button>
      <Refused message={changes.refused.value} />
    </form>
  )
}

/** By itself, because the moment may pass ten times a second. */
function Pinned({ moment }: { readonly moment: ReadonlySignal<number> }) {
  const { session } = useApp()
  return <p class="pinned">about {session.day.value.clock(moment.value)}</p>
}
