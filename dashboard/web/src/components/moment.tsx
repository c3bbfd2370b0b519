/** A moment of a day that opens the replay there, for whoever may see single readings. */
import type { ComponentChildren } from 'preact'
import { useApp } from '../session/app-context.ts'
import { momentSearch } from '../session/replay-address.ts'

interface MomentProps {
  readonly atMs: number
  /** Where it leads otherwise; left out: nowhere. */
  readonly otherwise?: string
  readonly class?: string
  readonly children: ComponentChildren
}

export function Moment({ atMs, otherwise, class: name, children }: MomentProps) {
  const { session, account } = useApp()
  const replayed = account.may(session.cushion.value, 'frames')
  const time = <time dateTime={new Date(atMs).toISOString()}>{children}</time>
  const href = replayed ? `replay${momentSearch(atMs)}` : otherwise
  return href === undefined ? (
    <span class={name}>{time}</span>
  ) : (
    <a class={name} href={href} title={replayed ? 'Replay from here' : undefined}>
      {time}
    </a>
  )
}
