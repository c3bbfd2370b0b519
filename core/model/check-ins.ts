/** What a check-in in the diary may say. */

export const occasions = ['morning', 'after-sitting', 'other'] as const
export type Occasion = (typeof occasions)[number]

/** NPRS: whole numbers from 0, no pain, to 10, the worst. */
export const mostPain = 10
export const longestNote = 500
