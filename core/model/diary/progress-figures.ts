/** Figures behind suggestions that also appear in texts. */

/** Window of the slow average, and the day of data from which it is shown. */
export const chronicDays = 28
/** A first limit is this share of a comfortable bout. */
export const firstBoutShare = 0.8
