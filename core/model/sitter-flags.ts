/** Why a physio should look at a sitter, the most pressing first. */
export const sitterFlags = [
  'symptoms',
  'red-morning',
  'load-spike',
  'data-stopped',
  'review-due',
  'calibration-old',
] as const
export type SitterFlag = (typeof sitterFlags)[number]

export const trendDirections = ['up', 'down', 'steady', 'too-few'] as const
export type TrendDirection = (typeof trendDirections)[number]
