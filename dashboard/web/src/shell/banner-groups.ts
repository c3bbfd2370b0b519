/** Open alerts as banners: both sides of one kind and level stand together, what is reached before what is near. */
import { type AlertGroup, alertGroup } from '../../../../core/model/alerts.ts'
import type { OpenAlert } from '../../../../core/model/schemas/open-alert.ts'
import type { CushionState } from '../../../../core/model/schemas/state.ts'
import { type AlertWords, alertWords } from '../words/alert-words.ts'

export interface BannerGroup {
  readonly key: string
  readonly kind: OpenAlert['kind']
  readonly level: OpenAlert['level']
  readonly group: AlertGroup
  readonly words: AlertWords
  /** Earliest of the alerts. */
  readonly sinceMs: number
  readonly alertIds: readonly string[]
}

const rank = (alert: OpenAlert): number =>
  (alertGroup(alert.kind) === 'equipment' ? 1 : 0) + (alert.level === 'exceeded' ? 0 : 2)

export const isSnoozed = ({ snoozedUntil }: OpenAlert, nowMs: number): boolean =>
  snoozedUntil !== null && Date.parse(snoozedUntil) > nowMs

/** Leaves out what is acknowledged or snoozed. */
export function bannerGroups(state: Pick<CushionState, 'alerts'>, nowMs: number): readonly BannerGroup[] {
  const open = state.alerts.filter((alert) => !alert.acknowledged && !isSnoozed(alert, nowMs))
  const groups = new Map<string, OpenAlert[]>()
  for (const alert of [...open].sort((a, b) => rank(a) - rank(b))) {
    const key = `${alert.kind} ${alert.level}`
    groups.set(key, [...(groups.get(key) ?? []), alert])
  }
  return [...groups].flatMap(([key, alerts]) => {
    const first = alerts[0]
    if (first === undefined) return []
    const sides = new Set(alerts.map((alert) => alert.side))
    const cells = alerts.flatMap((alert) => alert.cells ?? [])
    const side = sides.has('left') && sides.has('right') ? 'both' : first.side
    return [
      {
        key,
        kind: first.kind,
        level: first.level,
        group: alertGroup(first.kind),
        words: alertWords({ kind: first.kind, level: first.level, side, cells }),
        sinceMs: Math.min(...alerts.map((alert) => Date.parse(alert.since))),
        alertIds: alerts.map((alert) => alert.id),
      },
    ]
  })
}
