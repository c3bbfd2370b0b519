/** What happened on the day, each moment as a link into the replay; the latest one that has begun is marked. */
import { Moment } from '../../components/moment.tsx'
import { useApp } from '../../session/app-context.ts'
import { currentMark, type DayMark } from './replay-marks.ts'
import type { ReplayPlayer } from './replay-player.ts'

interface MomentsProps {
  readonly marks: readonly DayMark[]
  readonly player: ReplayPlayer
}

export function Moments({ marks, player }: MomentsProps) {
  const { session } = useApp()
  const { time } = session.day.value
  const now = currentMark(marks, player.atMs.value)
  return (
    <section class="card list-card" aria-label="Moments of the day">
      <h2>Moments of the day</h2>
      {marks.length === 0 && <p class="quiet">Nothing happened that was recorded.</p>}
      <ol class="list events">
        {marks.map((mark, at) => (
          <li key={`${mark.atMs} ${at}`} aria-current={mark === now ? 'step' : undefined}>
            <Moment atMs={mark.atMs} class="list-moment">
              {time(mark.atMs)}
            </Moment>
            <span class={`event-mark event-${mark.kind}`} aria-hidden="true" />
            <span>{mark.words}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
