/** Title and icon of the tab. */
import type { CushionState } from '../../../../core/model/schemas/state.ts'
import { durationWords } from '../words/durations.ts'
import type { FreshnessKind } from '../words/freshness.ts'

export interface TabState {
  readonly title: string
  readonly icon: 'fine' | 'notice' | 'exceeded' | 'offline'
}

export function tabState(state: CushionState | null, kind: FreshnessKind): TabState {
  if (kind === 'offline' || kind === 'disconnected' || kind === 'stale')
    return { title: 'No live data · Sitbone', icon: 'offline' }
  if (state === null || kind === 'waiting') return { title: 'Sitbone', icon: 'offline' }
  if (state.occupancy !== 'occupied')
    return { title: state.occupancy === 'empty' ? 'Off the seat · Sitbone' : 'Sitbone', icon: 'fine' }
  if (state.level === 'exceeded') return { title: 'Time to stand · Sitbone', icon: 'exceeded' }
  const left =
    state.timeLeftS === null ? '' : `${durationWords(Math.floor(state.timeLeftS / 60) * 60)} left · `
  return { title: `${left}Sitbone`, icon: state.level === 'none' ? 'fine' : 'notice' }
}
