/**
 * Faults of the way between board and host, and their settings. `share` is the part of all lines that it befalls; times are
 * simulated seconds, but for the two of the USB port, which hold up real bytes for real milliseconds.
 */
import { z } from 'zod'

const share = z.number().min(0).max(1).default(0.05)

export const wireFaultSchemas = {
  /** Bytes that nobody sent, between lines and within them: so many per line on average. */
  noise: z.strictObject({ bytesPerLine: z.number().min(0).max(20).default(0.2) }),
  drop: z.strictObject({ share }),
  /** The same line twice. */
  double: z.strictObject({ share }),
  /** A line is overtaken by the next one. */
  swap: z.strictObject({ share }),
  /** The end of a line is missing, half of the time with its line end. */
  cut: z.strictObject({ share }),
  /** The host's port runs at another rate than the board's 115200. */
  'wrong-baud': z.strictObject({ baud: z.number().int().min(300).max(1_000_000).default(9600) }),
  /** The program stands still: no frame, no answer. A board with a watchdog comes back by itself. */
  frozen: z.strictObject({}),
  /** The board starts anew again and again. */
  'reset-storm': z.strictObject({ everyS: z.number().min(0.2).max(3600).default(5) }),
  /** Its clock runs fast (positive) or slow. */
  drift: z.strictObject({ ppm: z.number().min(-500).max(500).default(500) }),
  /** `ms` and `seq` begin (with a reset) so that both wrap at 2^32 after this time. */
  wrap: z.strictObject({ inS: z.number().min(1).max(3600).default(60) }),
  /** Left and right were mixed up when it was wired. */
  'swapped-sides': z.strictObject({}),
  /** Every byte comes late, in order. */
  'slow-usb': z.strictObject({
    ms: z.number().min(0).max(5000).default(200),
    jitterMs: z.number().min(0).max(5000).default(100),
  }),
  /** Bytes are held and come all at once. */
  bursts: z.strictObject({ everyMs: z.number().min(10).max(10_000).default(1000) }),
} as const satisfies Record<string, z.ZodObject>

export type WireFaultName = keyof typeof wireFaultSchemas
export type WireFaults = { readonly [K in WireFaultName]?: z.infer<(typeof wireFaultSchemas)[K]> }
type WireFaultSetting<K extends WireFaultName> = z.infer<(typeof wireFaultSchemas)[K]>

export const wireFaultNames: readonly WireFaultName[] = [
  'noise',
  'drop',
  'double',
  'swap',
  'cut',
  'wrong-baud',
  'frozen',
  'reset-storm',
  'drift',
  'wrap',
  'swapped-sides',
  'slow-usb',
  'bursts',
]

/** What is changed: a setting puts the fault on, null takes it off, absent leaves it. */
export type WireFaultChange = { readonly [K in WireFaultName]?: WireFaultSetting<K> | null | undefined }
