/** Names and settings of what a tester can do, and figures of the bench in words. Pure. */

interface FaultSetting {
  /** Field of the control, and what it is multiplied with: shares are shown as per cent. */
  readonly field: string
  readonly unit: string
  readonly usual: number
  readonly min: number
  readonly max: number
  readonly factor?: number
}

export interface WireFaultWords {
  readonly name: string
  readonly label: string
  readonly what: string
  readonly setting: FaultSetting | null
}

const share: FaultSetting = { field: 'share', unit: '% of lines', usual: 5, min: 0, max: 100, factor: 0.01 }

export const wireFaults: readonly WireFaultWords[] = [
  {
    name: 'noise',
    label: 'Noise',
    what: 'Bytes that nobody sent, between lines and within them.',
    setting: { field: 'bytesPerLine', unit: 'bytes a line', usual: 0.2, min: 0, max: 20 },
  },
  { name: 'drop', label: 'Dropped lines', what: 'Lines that never arrive.', setting: share },
  { name: 'double', label: 'Doubled lines', what: 'Lines that arrive twice.', setting: share },
  { name: 'swap', label: 'Swapped lines', what: 'A line is overtaken by the next one.', setting: share },
  { name: 'cut', label: 'Cut lines', what: 'The end of a line is missing.', setting: share },
  {
    name: 'wrong-baud',
    label: 'Wrong baud rate',
    what: 'The port runs at another rate than the board.',
    setting: { field: 'baud', unit: 'baud', usual: 9600, min: 300, max: 1_000_000 },
  },
  {
    name: 'slow-usb',
    label: 'Slow USB',
    what: 'Every byte comes late, in order.',
    setting: { field: 'ms', unit: 'ms late', usual: 200, min: 0, max: 5000 },
  },
  {
    name: 'bursts',
    label: 'Bursts',
    what: 'Bytes are held and come all at once.',
    setting: { field: 'everyMs', unit: 'ms apart', usual: 1000, min: 10, max: 10_000 },
  },
  { name: 'frozen', label: 'Frozen board', what: 'No frame and no answer.', setting: null },
  {
    name: 'reset-storm',
    label: 'Reset storm',
    what: 'The board starts anew again and again.',
    setting: { field: 'everyS', unit: 's apart', usual: 5, min: 0.2, max: 3600 },
  },
  {
    name: 'drift',
    label: 'Clock drift',
    what: 'The board’s clock runs fast, or slow below zero.',
    setting: { field: 'ppm', unit: 'ppm', usual: 500, min: -500, max: 500 },
  },
  {
    name: 'wrap',
    label: 'Wrap of the counters',
    what: 'Starts the board anew with ms and seq just below 2^32.',
    setting: { field: 'inS', unit: 's until then', usual: 60, min: 1, max: 3600 },
  },
  {
    name: 'swapped-sides',
    label: 'Swapped sides',
    what: 'Left and right were mixed up in the wiring.',
    setting: null,
  },
]

/** The control that puts a fault on. */
export function faultOn({ name, setting }: WireFaultWords, shown: number): Record<string, unknown> {
  return { [name]: setting === null ? {} : { [setting.field]: shown * (setting.factor ?? 1) } }
}

/** What is set, as shown. */
export function shownSetting(
  { setting }: WireFaultWords,
  on: Readonly<Record<string, number>> | undefined,
): number {
  if (setting === null) return 0
  const value = on?.[setting.field]
  return value === undefined ? setting.usual : Number((value / (setting.factor ?? 1)).toPrecision(6))
}

export const cellFaults = [
  { kind: 'open', label: 'Open: always 0', fault: { kind: 'open' } },
  { kind: 'stuck', label: 'Stuck where it is', fault: { kind: 'stuck' } },
  { kind: 'saturated', label: 'Saturated: full scale', fault: { kind: 'saturated' } },
  { kind: 'drifting', label: 'Drifting, 50 % an hour', fault: { kind: 'drifting', perHour: 0.5 } },
  { kind: 'gain', label: 'Gain: reads 1.5 times', fault: { kind: 'gain', factor: 1.5 } },
  { kind: 'spiking', label: 'Spiking, 30 a minute', fault: { kind: 'spiking', perMinute: 30 } },
] as const
export type CellFaultKind = (typeof cellFaults)[number]['kind']

export const postures = [
  { value: '', label: 'Their own' },
  { value: 'upright', label: 'Upright' },
  { value: 'lean-left', label: 'Lean left' },
  { value: 'lean-right', label: 'Lean right' },
  { value: 'lean-forward', label: 'Lean forward' },
  { value: 'slouch', label: 'Slouch' },
  { value: 'crossed-left', label: 'Left leg crossed' },
  { value: 'crossed-right', label: 'Right leg crossed' },
  { value: 'perch', label: 'On the front edge' },
  { value: 'thigh-wedge', label: 'Wedge under the thighs' },
] as const

export const surfaces = [
  { value: 'soft-foam', label: 'Soft foam' },
  { value: 'office-foam', label: 'Office foam' },
  { value: 'firm', label: 'Firm seat' },
  { value: 'wood', label: 'Wood' },
] as const

export const speeds = [1, 5, 20, 60, 600, 3600] as const

/** `office-day` as `Office day`. */
export const scenarioLabel = (name: string): string => {
  const words = name.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** What cannot be printed, shown as a dot, so that a line of noise stays one line. */
export const printable = (line: string): string => line.replaceAll(/[^\x20-\x7e]/g, '·')

export function rate(perS: number, unit: string): string {
  const figure =
    perS >= 9500 ? `${(perS / 1000).toFixed(1)} k` : perS >= 100 ? perS.toFixed(0) : perS.toFixed(1)
  return `${figure} ${unit}/s`
}

/** Upper ends of classes as labels: `≤ 2`, ..., `more`. */
export const latencyLabels = (endsMs: readonly number[]): string[] => [
  ...endsMs.map((end) => (end >= 1000 ? `≤ ${end / 1000} s` : `≤ ${end} ms`)),
  'more',
]

/** Signed difference in one decimal, a true minus; null when one is missing. */
export function difference(measured: number | null | undefined, truth: number | undefined): string | null {
  if (measured === null || measured === undefined || truth === undefined) return null
  const by = measured - truth
  const text = Math.abs(by).toFixed(1)
  return text === '0.0' ? '±0.0' : `${by < 0 ? '−' : '+'}${text}`
}

export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  return bytes < 1e6 ? `${(bytes / 1000).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}
