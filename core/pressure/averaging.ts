/**
 * PPI and centre of pressure are averaged exponentially with a time constant of 1 s. This has the mean delay and noise of a 2 s
 * boxcar, needs one number instead of a buffer, and works at any frame rate.
 */
const averagingMs = 1000

/** Weight of a reading that arrives `dtMs` after the previous one. */
export const averagingWeight = (dtMs: number): number => 1 - Math.exp(-dtMs / averagingMs)

/** The updated average; NaN means unknown, and the next value restarts it. */
export const averaged = (was: number, is: number, weight: number): number =>
  Number.isNaN(was) || Number.isNaN(is) ? is : was + (is - was) * weight
