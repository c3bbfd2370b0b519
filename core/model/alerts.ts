/** Kinds of alerts and their groups. */

export const alertKinds = ['bout', 'day', 'load', 'pressure', 'data-stopped', 'cell-fault'] as const

export type AlertKind = (typeof alertKinds)[number]

/** Separates alerts about the sitter's limits from alarms about the equipment. */
export type AlertGroup = 'limit' | 'equipment'

export const alertGroup = (kind: AlertKind): AlertGroup =>
  kind === 'data-stopped' || kind === 'cell-fault' ? 'equipment' : 'limit'

/** The longest snooze or meeting. */
export const longestQuietMin = 480

/** How bad an open alert is. */
export const alertLevels = ['warning', 'exceeded'] as const

export type AlertLevel = (typeof alertLevels)[number]

/** When the level that an alert has now was entered; older gateways tell only when it was raised. */
export const levelSince = (alert: {
  readonly level: AlertLevel
  readonly since: string
  readonly warnedAt?: string | null | undefined
  readonly exceededAt?: string | null | undefined
}): string => (alert.level === 'exceeded' ? alert.exceededAt : alert.warnedAt) ?? alert.since
