/** Why a cell's calibration is not simply good: a closed list, how much each weighs, and what to do about it in plain words. */

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
}

export function reasonInWords(reason: CalibrationReason): string {
  switch (reason) {
    case 'open':
      return 'It showed nothing under a weight. Check its plug and wire, and that the stamp stood on it.'
    case 'stuck':
      return 'It showed the same under every weight. Unplug the cushion and plug it in again; if that stays, replace the cell.'
    case 'saturated':
      return 'It was at the top of its range under the larger weights, so they were left out. Lighter weights or a smaller divider resistor help.'
    case 'too-few-weights':
      return 'Fewer than five weights could be used. Measure it again, with lighter weights if it was at the top of its range.'
    case 'exponent':
      return 'It does not grow with force as such a cell does. Check that the stamp stands flat and on the cell alone, then measure again.'
    case 'poor-fit':
      return 'The weights do not lie on one line. Check that the stamp stands still, then measure again.'
    case 'verify-off':
      return 'The check weight came out 15 to 25 % off. It can be used; measuring again may do better.'
    case 'verify-far-off':
      return 'The check weight came out more than 25 % off. Measure it again.'
    case 'not-verified':
      return 'It was not checked with another weight.'
    case 'loop-not-measured':
      return 'It was not measured while load was taken off, so its hysteresis is not corrected.'
  }
}
