/**
 * PPI and centre of pressure are averaged exponentially with a time constant of 1 s. That has the mean delay and the noise
 * of a 2 s boxcar (the 1-3 s asked for), needs one number instead of a buffer, and is right at any frame rate.
 */
const averagingMs = 1000

/** How much a reading that comes `dtMs` after the one before counts. */
export const averagingWeight = (dtMs: number): number => 1 - Math.exp(-dtMs / averagingMs)

/** The average moved on to a new value; NaN is unknown, and what follows it begins anew. */
export const averaged = (was: number, is: number, weight: number): number =>
  Number.isNaN(was) || Number.isNaN(is) ? is : was + (is - was) * weight
