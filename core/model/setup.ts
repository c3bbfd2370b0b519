/** The steps of the first setup, in order. Each can be left and taken up again, also on another device. */

export const setupSteps = [
  'disclaimer',
  'symptoms',
  'diagnosis',
  'side',
  'stage',
  'cushion',
  'surface',
  'calibration',
  'notifications',
] as const
export type SetupStep = (typeof setupSteps)[number]

export const diagnosisAnswers = ['yes', 'no', 'waiting'] as const
export const calibrationChoices = ['weights', 'relative', 'later'] as const
export const notificationAnswers = ['on', 'off'] as const
export const longestSurface = 60
