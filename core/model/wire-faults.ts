/**
 * Faults of the way between a simulated board and its host, and their settings. `share` is the part of all lines that it
 * befalls; times are simulated seconds, but for the two of the USB port, which hold up real bytes for real milliseconds.
 */

export interface FaultFigure {
  readonly usual: number
  readonly least: number
  readonly most: number
}

const share: FaultFigure = { usual: 0.05, least: 0, most: 1 }

export const wireFaults = {
  /** Bytes that nobody sent, between lines and within them: so many per line on average. */
  noise: { bytesPerLine: { usual: 0.2, least: 0, most: 20 } },
  drop: { share },
  /** The same line twice. */
  double: { share },
  /** A line is overtaken by the next one. */
  swap: { share },
  /** The end of a line is missing, half of the time with its line end. */
  cut: { share },
  /** The host's port runs at another rate than the board's 115200. */
  'wrong-baud': { baud: { usual: 9600, least: 300, most: 1_000_000 } },
  /** The program stands still: no frame, no answer. A board with a watchdog comes back by itself. */
  frozen: {},
  /** The board starts anew again and again. */
  'reset-storm': { everyS: { usual: 5, least: 0.2, most: 3600 } },
  /** Its clock runs fast (positive) or slow. */
  drift: { ppm: { usual: 500, least: -500, most: 500 } },
  /** `ms` and `seq` begin (with a reset) so that both wrap at 2^32 after this time. */
  wrap: { inS: { usual: 60, least: 1, most: 3600 } },
  /** Left and right were mixed up when it was wired. */
  'swapped-sides': {},
  /** Every byte comes late, in order. */
  'slow-usb': { ms: { usual: 200, least: 0, most: 5000 }, jitterMs: { usual: 100, least: 0, most: 5000 } },
  /** Bytes are held and come all at once. */
  bursts: { everyMs: { usual: 1000, least: 10, most: 10_000 } },
} as const satisfies Record<string, Readonly<Record<string, FaultFigure>>>
