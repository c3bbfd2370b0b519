/** Verdicts on a calibrated cell and the reasons for them: closed lists, with the weight of each reason. */

export const calibrationVerdicts = ['pass', 'warn', 'fail'] as const
export type CalibrationVerdict = (typeof calibrationVerdicts)[number]

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
  'aged',
] as const
export type CalibrationReason = (typeof calibrationReasons)[number]

export const reasonLevels: Readonly<Record<CalibrationReason, Exclude<CalibrationVerdict, 'pass'>>> = {
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
  aged: 'warn',
}
