/** The figures of a tolerance one by one: names and bounds. */
/** The limits; each may be null: not watched. */
export const limitFields = [
  'boutMin',
  'dayMin',
  'left.loadKpaMin',
  'left.pressureKpa',
  'right.loadKpaMin',
  'right.pressureKpa',
] as const
export type LimitField = (typeof limitFields)[number]

export const toleranceFields = [
  ...limitFields,
  'holdS',
  'offloadKpa',
  'recoveryHalfTimeMin',
  'breakMin',
  'alertAfterMin',
] as const
export type ToleranceField = (typeof toleranceFields)[number]

export type Bounds = readonly [least: number, most: number]
const loadBounds: Bounds = [10, 20_000]
const pressureBounds: Bounds = [1, 200]

/** These bounds only catch typing errors. */
export const toleranceBounds: Readonly<Record<ToleranceField, Bounds>> = {
  boutMin: [1, 600],
  dayMin: [5, 1440],
  'left.loadKpaMin': loadBounds,
  'left.pressureKpa': pressureBounds,
  'right.loadKpaMin': loadBounds,
  'right.pressureKpa': pressureBounds,
  holdS: [0, 3600],
  offloadKpa: [0.1, 50],
  recoveryHalfTimeMin: [0.5, 1440],
  breakMin: [0.25, 60],
  alertAfterMin: [0, 60],
}
