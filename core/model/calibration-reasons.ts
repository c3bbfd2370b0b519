/** Why a calibrated cell is not simply good: a closed list, and how much each reason weighs. */

export const calibrationReasons = [
  'open',
  'stuck',
  'saturated',
  'too-few-weights',
  'exponent',
  'poor-fit',
  'verify-off',
  'verify-far-off',
  'not-verified',
  'loop-not-measured',
  'not-repeated',
] as const
export type CalibrationReason = (typeof calibrationReasons)[number]

export const reasonLevels: Readonly<Record<CalibrationReason, 'warn' | 'fail'>> = {
  open: 'fail',
  stuck: 'fail',
  saturated: 'warn',
  'too-few-weights': 'fail',
  exponent: 'fail',
  'poor-fit': 'fail',
  'verify-off': 'warn',
  'verify-far-off': 'fail',
  'not-verified': 'warn',
  'loop-not-measured': 'warn',
  'not-repeated': 'warn',
}
