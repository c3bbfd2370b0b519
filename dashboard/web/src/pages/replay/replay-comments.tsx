/** Comments on the day, written about the moment that the replay shows; it stops while somebody writes. */
import { CommentsCard } from '../../components/comments/comments-card.tsx'
import type { Span } from '../../session/day/day-shape.ts'
import type { ReplayPlayer } from './replay-player.ts'

interface ReplayCommentsProps {
  readonly day: string
  readonly range: Span
  readonly player: ReplayPlayer
}

export function ReplayComments({ day, range, player }: ReplayCommentsProps) {
  return (
    <div onFocusIn={() => player.pause()}>
      <CommentsCard range={range} first={day} last={day} pinned={player.atMs} />
    </div>
  )
}
