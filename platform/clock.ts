/** Clocks as arguments, so that everything from frame to page can also run on a simulator's clock. */
export interface Clock {
  nowMs(): number
  /** Monotonic, any origin; default: the process clock. */
  monoMs?(): number
}

/** Both clocks of this machine, for a stopwatch. */
export const machineTime = { wallMs: () => Date.now(), monotonicMs: () => performance.now() }

export const wallClock: Clock = { nowMs: () => Date.now() }
