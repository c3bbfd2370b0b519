/** The limits that can be watched. */
import type { AlertKind } from './alerts.ts'
import type { Side } from './schemas/zones.ts'

/** `used[x]` is the used fraction of a limit, null when it is not watched or not known. */
export const limitNames = ['bout', 'day', 'loadLeft', 'loadRight', 'pressureLeft', 'pressureRight'] as const

export type LimitName = (typeof limitNames)[number]

/** The alert that a limit raises. */
export const limitAlerts: Readonly<
  Record<LimitName, { readonly kind: AlertKind; readonly side: Side | null }>
> = {
  bout: { kind: 'bout', side: null },
  day: { kind: 'day', side: null },
  loadLeft: { kind: 'load', side: 'left' },
  loadRight: { kind: 'load', side: 'right' },
  pressureLeft: { kind: 'pressure', side: 'left' },
  pressureRight: { kind: 'pressure', side: 'right' },
}

/** The limit behind an alert; null for one about the equipment. */
export const limitBehind = (alert: { kind: AlertKind; side: Side | null }): LimitName | null =>
  limitNames.find((name) => limitAlerts[name].kind === alert.kind && limitAlerts[name].side === alert.side) ??
  null
