/** Names and settings of the console's controls, and its figures in words. Pure. */

import {
  mostSpeed,
  type SimulatedPosture,
  type SimulatedSurface,
} from '../../../../../core/model/simulated-sitter.ts'
import { type FaultFigure, wireFaults as faults } from '../../../../../core/model/wire-faults.ts'
import { signed } from '../../words/differences.ts'
import { sentenceCase } from '../../words/units.ts'

interface FaultSetting {
  /** Field of the control, and its display factor: shares are shown in per cent. */
  readonly field: string
  readonly unit: string
  readonly usual: number
  readonly min: number
  readonly max: number
  readonly factor: number
}

export interface WireFaultWords {
  readonly name: string
  readonly label: string
  readonly what: string
  readonly setting: FaultSetting | null
}

/** As displayed: the setting divided by `factor`. */
const setting = (
  field: string,
  { usual, least, most }: FaultFigure,
  unit: string,
  factor = 1,
): FaultSetting => ({
  field,
  unit,
  usual: usual / factor,
  min: least / factor,
  max: most / factor,
  factor,
})

const share = setting('share', faults.drop.share, '% of lines', 0.01)

export const wireFaults: readonly WireFaultWords[] = [
  {
    name: 'noise',
    label: 'Noise',
    what: 'Bytes nobody sent, between and within lines.',
    setting: setting('bytesPerLine', faults.noise.bytesPerLine, 'bytes per line'),
  },
  { name: 'drop', label: 'Dropped lines', what: 'Lines that never arrive.', setting: share },
  { name: 'double', label: 'Doubled lines', what: 'Lines that arrive twice.', setting: share },
  { name: 'swap', label: 'Swapped lines', what: 'A line is overtaken by the next one.', setting: share },
  { name: 'cut', label: 'Cut lines', what: 'The end of a line is missing.', setting: share },
  {
    name: 'wrong-baud',
    label: 'Wrong baud rate',
    what: 'The port and the board run at different rates.',
    setting: setting('baud', faults['wrong-baud'].baud, 'baud'),
  },
  {
    name: 'slow-usb',
    label: 'Slow USB',
    what: 'Every byte arrives late, in order.',
    setting: setting('ms', faults['slow-usb'].ms, 'ms late'),
  },
  {
    name: 'bursts',
    label: 'Bursts',
    what: 'Bytes are held back and arrive all at once.',
    setting: setting('everyMs', faults.bursts.everyMs, 'ms apart'),
  },
  { name: 'frozen', label: 'Frozen board', what: 'No frames and no answers.', setting: null },
  {
    name: 'reset-storm',
    label: 'Reset storm',
    what: 'The board keeps restarting.',
    setting: setting('everyS', faults['reset-storm'].everyS, 's apart'),
  },
  {
    name: 'drift',
    label: 'Clock drift',
    what: 'The board’s clock runs fast, or slow below zero.',
    setting: setting('ppm', faults.drift.ppm, 'ppm'),
  },
  {
    name: 'wrap',
    label: 'Counter wrap',
    what: 'Restarts the board with ms and seq just below 2^32.',
    setting: setting('inS', faults.wrap.inS, 's until then'),
  },
  {
    name: 'swapped-sides',
    label: 'Swapped sides',
    what: 'Left and right are swapped in the wiring.',
    setting: null,
  },
]

/** The control that switches a fault on. */
export function faultOn({ name, setting }: WireFaultWords, shown: number): Record<string, unknown> {
  return { [name]: setting === null ? {} : { [setting.field]: shown * setting.factor } }
}

/** The setting as displayed. */
export function shownSetting(
  { setting }: WireFaultWords,
  on: Readonly<Record<string, number>> | undefined,
): number {
  if (setting === null) return 0
  const value = on?.[setting.field]
  return value === undefined ? setting.usual : Number((value / setting.factor).toPrecision(6))
}

export const cellFaults = [
  { kind: 'open', label: 'Open: always 0', fault: { kind: 'open' } },
  { kind: 'stuck', label: 'Stuck where it is', fault: { kind: 'stuck' } },
  { kind: 'saturated', label: 'Saturated: full scale', fault: { kind: 'saturated' } },
  { kind: 'drifting', label: 'Drifting, 50 % per hour', fault: { kind: 'drifting', perHour: 0.5 } },
  { kind: 'gain', label: 'Gain: reads 1.5 times', fault: { kind: 'gain', factor: 1.5 } },
  { kind: 'spiking', label: 'Spiking, 30 per minute', fault: { kind: 'spiking', perMinute: 30 } },
] as const
export type CellFaultKind = (typeof cellFaults)[number]['kind']

export const postureWords: Readonly<Record<SimulatedPosture, string>> = {
  upright: 'Upright',
  'lean-left': 'Lean left',
  'lean-right': 'Lean right',
  'lean-forward': 'Lean forward',
  slouch: 'Slouch',
  'crossed-left': 'Left leg crossed',
  'crossed-right': 'Right leg crossed',
  perch: 'On the front edge',
  'thigh-wedge': 'Wedge under the thighs',
}

export const surfaceWords: Readonly<Record<SimulatedSurface, string>> = {
  'soft-foam': 'Soft foam',
  'office-foam': 'Office foam',
  firm: 'Firm seat',
  wood: 'Wood',
}

export const speeds = [1, 5, 20, 60, 600, mostSpeed] as const

/** `office-day` as `Office day`. */
export const scenarioLabel = (name: string): string => {
  return sentenceCase(name.replaceAll('-', ' '))
}

/** Unprintable characters become dots, so that a line of noise stays one line. */
export const printable = (line: string): string => line.replaceAll(/[^\x20-\x7e]/g, '·')

export function rate(perS: number, unit: string): string {
  const figure =
    perS >= 9500 ? `${(perS / 1000).toFixed(1)} k` : perS >= 100 ? perS.toFixed(0) : perS.toFixed(1)
  return `${figure} ${unit}/s`
}

/** Labels for the latency bins: `≤ 2`, ..., `more`. */
export const latencyLabels = (endsMs: readonly number[]): string[] => [
  ...endsMs.map((end) => (end >= 1000 ? `≤ ${end / 1000} s` : `≤ ${end} ms`)),
  'more',
]

/** With one decimal; null when a value is missing. */
export function difference(measured: number | null | undefined, truth: number | undefined): string | null {
  if (measured === null || measured === undefined || truth === undefined) return null
  return signed(measured - truth, (size) => size.toFixed(1))
}

export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  return bytes < 1e6 ? `${(bytes / 1000).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}
