/** Allowed values of a check-in. */

export const occasions = ['morning', 'after-sitting', 'other'] as const
export type Occasion = (typeof occasions)[number]

/** NPRS: whole numbers from 0, no pain, to 10, the worst. */
export const mostPain = 10
export const longestNote = 500

/** Questions of a physio that a check-in asks besides the pain; each is answered from 0, not at all, to 10, very much. */
export const mostQuestions = 3
export const longestQuestion = 120
export interface QuestionAnswer {
  readonly question: string
  readonly value: number
}

/** A morning check-in lies before this hour of the day. */
export const morningEndsHour = 12

export const painSides = ['left', 'right', 'both'] as const
export type PainSide = (typeof painSides)[number]
export const painPlaces = ['sit-bone', 'buttock', 'back-of-thigh', 'elsewhere'] as const
export type PainPlace = (typeof painPlaces)[number]
