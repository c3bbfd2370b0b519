/** Open alerts as at most two banners: all limits are one, and all alarms about the equipment are another. */
import { type AlertGroup, alertGroup } from '../../../../core/model/alerts.ts'
import type { OpenAlert } from '../../../../core/model/schemas/open-alert.ts'
import type { CushionState } from '../../../../core/model/schemas/state.ts'
import { alertsToShow, earliestMs } from '../session/limits/open-limits.ts'
import { type AlertWords, equipmentWords } from '../words/alert-words.ts'
import { limitsWords } from '../words/limits-words.ts'

export interface BannerGroup {
  readonly group: AlertGroup
  /** The worst of its alerts. */
  readonly level: OpenAlert['level']
  readonly words: AlertWords
  /** When the worst level was entered first. */
  readonly sinceMs: number
  readonly alertIds: readonly string[]
  readonly kinds: readonly OpenAlert['kind'][]
}

export const bannerGroups = (
  state: Pick<CushionState, 'alerts' | 'occupancy' | 'quietUntil'>,
  nowMs: number,
): readonly BannerGroup[] => groupAlerts(alertsToShow(state, nowMs))

export function groupAlerts(alerts: readonly OpenAlert[]): readonly BannerGroup[] {
  return (['limit', 'equipment'] as const).flatMap((group) => {
    const own = alerts.filter(({ kind }) => alertGroup(kind) === group)
    if (own.length === 0) return []
    const reached = own.filter(({ level }) => level === 'exceeded')
    return [
      {
        group,
        level: reached.length > 0 ? 'exceeded' : 'warning',
        words: group === 'limit' ? limitsWords(own) : equipmentWords(own),
        sinceMs: earliestMs(reached.length > 0 ? reached : own),
        alertIds: own.map(({ id }) => id),
        kinds: [...new Set(own.map(({ kind }) => kind))],
      },
    ]
  })
}
