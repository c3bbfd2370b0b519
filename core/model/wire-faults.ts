/**
 * Faults between a simulated board and its host, and their settings. `share` is the fraction of lines affected. Times are
 * simulated seconds, except for the two USB port faults, which delay real bytes by real milliseconds.
 */

export interface FaultFigure {
  readonly usual: number
  readonly least: number
  readonly most: number
}

const share: FaultFigure = { usual: 0.05, least: 0, most: 1 }

export const wireFaults = {
  /** Bytes that nobody sent, between and within lines; average number per line. */
  noise: { bytesPerLine: { usual: 0.2, least: 0, most: 20 } },
  drop: { share },
  /** The same line twice. */
  double: { share },
  /** A line is overtaken by the next one. */
  swap: { share },
  /** The end of a line is missing, in half of the cases with its line ending. */
  cut: { share },
  /** The host's port runs at another rate than the board's 115200. */
  'wrong-baud': { baud: { usual: 9600, least: 300, most: 1_000_000 } },
  /** The firmware hangs: no frames, no answers. A board with a watchdog recovers. */
  frozen: {},
  /** The board keeps restarting. */
  'reset-storm': { everyS: { usual: 5, least: 0.2, most: 3600 } },
  /** Its clock runs fast (positive) or slow. */
  drift: { ppm: { usual: 500, least: -500, most: 500 } },
  /** After a reset `ms` and `seq` start so that both wrap at 2^32 after this time. */
  wrap: { inS: { usual: 60, least: 1, most: 3600 } },
  /** Left and right are swapped in the wiring. */
  'swapped-sides': {},
  /** Every byte arrives late, in order. */
  'slow-usb': { ms: { usual: 200, least: 0, most: 5000 }, jitterMs: { usual: 100, least: 0, most: 5000 } },
  /** Bytes are held back and arrive all at once. */
  bursts: { everyMs: { usual: 1000, least: 10, most: 10_000 } },
} as const satisfies Record<string, Readonly<Record<string, FaultFigure>>>
