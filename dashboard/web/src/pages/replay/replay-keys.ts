/** What a key does in the replay. Pure. */
import { type ReplaySpeed, replaySpeeds } from '../../../../../core/model/replay.ts'

export type ReplayAction =
  | { readonly do: 'toggle' | 'start' | 'end' | 'next' | 'previous' | 'faster' | 'slower' | 'comment' }
  /** In seconds of replay: as much as passes in that time at the speed. */
  | { readonly do: 'move'; readonly s: number }
  | { readonly do: 'speed'; readonly speed: ReplaySpeed }

export interface KeyPress {
  readonly key: string
  readonly shift: boolean
  /** With Ctrl, Alt or Meta it belongs to browser or system. */
  readonly withOthers: boolean
  /** What has the focus: somewhere to type, something that Space presses, a choice that arrows change, or none of these. */
  readonly on: 'typing' | 'button' | 'choice' | 'nothing'
}

/** One picture: ten are shown in a second. */
const pictureS = 0.1

/** Named as on the page, in the order of the help. */
export const keyHelp: readonly (readonly [keys: string, what: string])[] = [
  ['Space', 'play or pause'],
  ['← →', 'a second of replay back or on; with Shift one picture'],
  ['P N', 'previous or next event'],
  ['Home End', 'start or end of the day'],
  [replaySpeeds.map((_, at) => at + 1).join(' '), `speed ${replaySpeeds.join(', ')} ×`],
  ['− +', 'slower or faster'],
  ['C', 'comment on this moment'],
]

const ways: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 }

const plain: Readonly<Record<string, ReplayAction>> = {
  Home: { do: 'start' },
  End: { do: 'end' },
  n: { do: 'next' },
  p: { do: 'previous' },
  '+': { do: 'faster' },
  '=': { do: 'faster' },
  '-': { do: 'slower' },
  '−': { do: 'slower' },
  c: { do: 'comment' },
}

/** Null: the key keeps its usual meaning. */
export function actionOf({ key, shift, withOthers, on }: KeyPress): ReplayAction | null {
  if (withOthers || on === 'typing') return null
  if (key === ' ') return on === 'button' ? null : { do: 'toggle' }
  const way = ways[key]
  if (way !== undefined) return on === 'choice' ? null : { do: 'move', s: way * (shift ? pictureS : 1) }
  const speed = replaySpeeds[Number(key) - 1]
  if (speed !== undefined) return { do: 'speed', speed }
  return plain[key.length === 1 ? key.toLowerCase() : key] ?? null
}
