/** Kinds of alerts and their groups. */

export const alertKinds = ['bout', 'day', 'load', 'pressure', 'data-stopped', 'cell-fault'] as const

export type AlertKind = (typeof alertKinds)[number]

/** Alerts about the sitter's limits and alarms about the equipment are kept apart. */
export type AlertGroup = 'limit' | 'equipment'

export const alertGroup = (kind: AlertKind): AlertGroup =>
  kind === 'data-stopped' || kind === 'cell-fault' ? 'equipment' : 'limit'

/** How bad an open alert is. */
export const alertLevels = ['warning', 'exceeded'] as const
