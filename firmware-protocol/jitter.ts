/** How evenly frames must come: the bound on the distance between the stamps of two frames. */

/** Of `ms` between neighbouring frames from 1/rate: a quarter of the period, and 2 ms for rounding at both ends. */
export const mostJitterMs = (hz: number): number => 250 / hz + 2
