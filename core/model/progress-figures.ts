/** Figures of the suggestions that people also read. */

/** The window of the slow average, and from which day of data on it is shown. */
export const chronicDays = 28
/** A first limit is this part of a comfortable bout. */
export const firstBoutShare = 0.8
