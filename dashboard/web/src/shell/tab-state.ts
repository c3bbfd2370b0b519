/** Title and icon of the tab. In a meeting or a snooze they say nothing: the screen may be shared. */
import type { CushionState } from '../../../../core/model/schemas/state.ts'
import { hushOf, limitReached } from '../session/limits/open-limits.ts'
import { durationWords } from '../words/durations.ts'
import type { FreshnessKind } from '../words/freshness.ts'

export interface TabState {
  readonly title: string
  readonly icon: 'fine' | 'notice' | 'exceeded' | 'offline'
}

export const iconAddress = (icon: TabState['icon']): string => `icons/${icon}.svg`

export function tabState(state: CushionState | null, kind: FreshnessKind, nowMs: number): TabState {
  if (kind === 'offline' || kind === 'disconnected' || kind === 'stale')
    return { title: 'No live data · Sitbone', icon: 'offline' }
  if (state === null || kind === 'waiting') return { title: 'Sitbone', icon: 'offline' }
  if (state.occupancy === 'empty') return { title: awayTitle(state, nowMs), icon: 'fine' }
  if (state.occupancy === 'unknown' || hushOf(state, nowMs) !== null)
    return { title: 'Sitbone', icon: 'fine' }
  if (limitReached(state, nowMs) === 'stand') return { title: 'Time to stand · Sitbone', icon: 'exceeded' }
  const left =
    state.timeLeftS === null ? '' : `${durationWords(Math.floor(state.timeLeftS / 60) * 60)} left · `
  return { title: `${left}Sitbone`, icon: state.level === 'none' ? 'fine' : 'notice' }
}

function awayTitle({ break: pause }: CushionState, nowMs: number): string {
  const enoughMs = pause?.enoughAt == null ? null : Date.parse(pause.enoughAt)
  const free = enoughMs !== null && nowMs >= enoughMs
  return free ? 'Sit whenever you like · Sitbone' : 'Off the seat · Sitbone'
}
