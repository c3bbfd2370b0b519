/** A cell's calibration as its board keeps it, in whole numbers: `K` lines to the host, `CAL` commands to the board. */
import { maxChannels, maxCount } from './frame-line.ts'
import { readU32 } from './number.ts'

/** With x = adc/(N - adc), or adc/N for a linear sensor: x - x0 = k F[N]^n. */
export interface CellConstants {
  readonly cell: number
  /** Millionths. */
  readonly k: number
  /** Thousandths. */
  readonly n: number
  /** Rise per decade of time under load, thousandths. */
  readonly creep: number
  /** Width of the loop between loading and unloading, thousandths. */
  readonly loop: number
  /** Count of the unloaded cell. */
  readonly zero: number
  /** Standard error of the force, thousandths. */
  readonly error: number
  /** When it was measured: days since 1970-01-01. */
  readonly day: number
}

/** In the order of the line. */
export const constantBounds = {
  cell: { min: 0, max: maxChannels - 1 },
  k: { min: 1, max: 0xffff_ffff },
  n: { min: 200, max: 3000 },
  creep: { min: 0, max: 1000 },
  loop: { min: 0, max: 500 },
  zero: { min: 0, max: maxCount },
  error: { min: 1, max: 1000 },
  day: { min: 0, max: 0xffff },
} as const satisfies Record<keyof CellConstants, { min: number; max: number }>

const order = Object.keys(constantBounds) as readonly (keyof CellConstants)[]

export const constantsText = (constants: CellConstants): string =>
  order.map((name) => constants[name]).join(',')

/** The constants in these fields, or the reason why there are none. */
export function readConstants(fields: readonly string[]): CellConstants | 'grammar' | 'number' | 'range' {
  if (fields.length !== order.length) return 'grammar'
  const values: number[] = []
  for (const [at, name] of order.entries()) {
    const value = readU32(fields[at] ?? '')
    if (typeof value !== 'number') return value
    if (value < constantBounds[name].min || value > constantBounds[name].max) return 'range'
    values.push(value)
  }
  const [cell = 0, k = 0, n = 0, creep = 0, loop = 0, zero = 0, error = 0, day = 0] = values
  return { cell, k, n, creep, loop, zero, error, day }
}
