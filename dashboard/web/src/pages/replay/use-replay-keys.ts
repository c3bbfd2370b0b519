/** Keys of the replay, wherever the focus is, and the same actions for the buttons. */
import { useEffect } from 'preact/hooks'
import { commentBoxId } from '../../components/comments/comments-card.tsx'
import type { Span } from '../../session/day/day-shape.ts'
import { actionOf, type KeyPress, type ReplayAction } from './replay-keys.ts'
import { type DayMark, nextMark, previousMark } from './replay-marks.ts'
import type { ReplayPlayer } from './replay-player.ts'

interface Replayed {
  readonly player: ReplayPlayer
  readonly marks: readonly DayMark[]
  readonly span: Span
}

/** While it plays: less than this of replay after a mark, "previous" means the one before. */
const graceS = 1

export function jump({ player, marks }: Omit<Replayed, 'span'>, to: 'next' | 'previous'): void {
  const atMs = player.atMs.peek()
  const graceMs = player.playing.peek() ? graceS * 1000 * player.speed.peek() : 0
  const mark = to === 'next' ? nextMark(marks, atMs) : previousMark(marks, atMs, graceMs)
  if (mark !== null) player.seek(mark.atMs)
}

export const move = (player: ReplayPlayer, s: number): void =>
  player.seek(player.atMs.peek() + s * 1000 * player.speed.peek())

function act({ player, marks, span }: Replayed, action: ReplayAction): void {
  switch (action.do) {
    case 'toggle':
      player.toggle()
      break
    case 'move':
      move(player, action.s)
      break
    case 'start':
      player.seek(span.fromMs)
      break
    case 'end':
      player.seek(span.toMs)
      break
    case 'next':
    case 'previous':
      jump({ player, marks }, action.do)
      break
    case 'faster':
      player.changeSpeed(1)
      break
    case 'slower':
      player.changeSpeed(-1)
      break
    case 'speed':
      player.setSpeed(action.speed)
      break
    case 'comment':
      player.pause()
      document.getElementById(commentBoxId)?.focus()
  }
}

export function useReplayKeys(replayed: Replayed): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return
      const { key, shiftKey: shift, ctrlKey, altKey, metaKey } = event
      const withOthers = ctrlKey || altKey || metaKey
      const action = actionOf({ key, shift, withOthers, on: focused(event.target) })
      if (action === null) return
      event.preventDefault()
      act(replayed, action)
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  })
}

function focused(target: EventTarget | null): KeyPress['on'] {
  if (target instanceof HTMLInputElement) {
    if (target.type === 'radio') return 'choice'
    return target.type === 'range' ? 'nothing' : 'typing'
  }
  if (!(target instanceof Element)) return 'nothing'
  if (target.closest('textarea, select')) return 'typing'
  return target.closest('button, a, summary') ? 'button' : 'nothing'
}
