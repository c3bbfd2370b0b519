/** What happened on the day, each moment as a link into the replay; the latest one that has begun is marked. */
import { useEffect, useRef } from 'preact/hooks'
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
  const list = useRef<HTMLOListElement>(null)
  // The list alone is scrolled, never the page.
  useEffect(() => {
    const row = list.current?.querySelector<HTMLElement>('[aria-current]')
    if (list.current === null || row == null) return
    const top = row.offsetTop - list.current.offsetTop
    const hidden =
      top < list.current.scrollTop ||
      top + row.offsetHeight > list.current.scrollTop + list.current.clientHeight
    if (hidden) list.current.scrollTop = top - list.current.clientHeight / 3
  }, [now])
  return (
    <section class="replay-moments" aria-label="Moments of the day">
      <h2 class="label">Moments of the day</h2>
      {marks.length === 0 && <p class="quiet">Nothing happened that was recorded.</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <ol ref={list} class="list events" tabIndex={0} aria-label="Moments">
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
