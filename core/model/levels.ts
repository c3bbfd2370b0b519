/** How close a limit is. */

export const levels = ['none', 'notice', 'warning', 'exceeded'] as const

export type Level = (typeof levels)[number]

/** The used fraction of a limit at which each level begins. */
export const levelFrom: Readonly<Record<Level, number>> = { none: 0, notice: 0.7, warning: 0.9, exceeded: 1 }
