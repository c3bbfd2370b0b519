/** Says that there are comments to read, and leads to the day of the latest. */
import { useApp } from '../../session/app-context.ts'
import { useMoments } from '../../session/day/use-moments.ts'
import { newCommentsWords } from '../../words/comment-words.ts'

/** `shown`: the day whose comments this page shows itself. */
export function NewComments({ shown }: { readonly shown?: string }) {
  const { session, diary } = useApp()
  const moment = useMoments()
  const dayOf = (at: string): string => session.day.value.dayOf(Date.parse(at))
  const unread = diary.unread.value.filter(({ at }) => dayOf(at) !== shown)
  const [latest] = unread
  if (latest === undefined) return null
  return (
    <section class="card new-comments" aria-label="New comments">
      <p>
        <span class="new-mark" aria-hidden="true" /> <strong>{newCommentsWords(unread)}</strong>{' '}
        <span class="small">
          {unread.length === 1 ? 'about' : 'the latest about'} {moment(latest.at)}
        </span>
      </p>
      <a class="button small-button" href={`day/${dayOf(latest.at)}`}>
        Read
      </a>
    </section>
  )
}
