/** Wall time as an argument, so that the way from a frame to a page can also run on a simulator's clock. */
export interface Clock {
  nowMs(): number
  /** Never steps, any origin; this process's own when left out. */
  monoMs?(): number
}

/** Both clocks of this machine, as a stopwatch needs them. */
export const machineTime = { wallMs: () => Date.now(), monotonicMs: () => performance.now() }

export const wallClock: Clock = { nowMs: () => Date.now() }
