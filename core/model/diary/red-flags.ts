/**
 * Signs with which a person should see a clinician. While one is open, Sitbone proposes nothing and interprets
 * nothing; only a person clears it.
 */

export const redFlags = [
  'sudden-pop',
  'bruising',
  'marked-weakness',
  'trouble-walking',
  'numbness',
  'pain-down-the-leg',
  'fever',
  'weight-loss',
  'accident',
] as const
export type RedFlag = (typeof redFlags)[number]

export const redFlagWords: Readonly<Record<RedFlag, string>> = {
  'sudden-pop': 'a sudden pop',
  bruising: 'bruising',
  'marked-weakness': 'marked weakness',
  'trouble-walking': 'trouble walking',
  numbness: 'numbness',
  'pain-down-the-leg': 'pain shooting down the leg',
  fever: 'fever',
  'weight-loss': 'unexplained weight loss',
  accident: 'an accident',
}

/** Shown while a flag is open; says nothing about the figures. */
export const redFlagAdvice: readonly string[] = [
  'Please see a clinician about what you noticed.',
  'Until you have, Sitbone suggests no changes and does not interpret your figures. It goes on recording, and your limits stay as they are.',
]
