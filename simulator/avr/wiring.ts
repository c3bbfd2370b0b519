/**
 * From the cells' conductance to the converter's input, for both wirings of the reference firmware. The model's counts are
 * those of an ideal divider: a cell to 5 V, R_M to ground.
 */
import type { Pins } from './mcu.ts'

export type WiringName = 'dividers' | 'grid4x4'

/** Voltage of an input as a fraction of the reference, 0 to 1. */
export type Wiring = (input: number, look: { counts: readonly number[]; rows: Pins }) => number

const fullScale = 1023
const columns = 4
const firstRowBit = 4

/** A0..A7, each a separate divider. Half a step above the count's edge, so that an ideal converter returns the same count. */
const dividers: Wiring = (input, { counts }) => ((counts[input] ?? 0) + 0.5) / (fullScale + 1)

/**
 * Rows on D4..D7, columns on A0..A3. The cells of a column whose rows are high pull it up, those whose rows are low pull
 * it down together with R_M. Undriven rows count as open; leakage through other columns is ignored.
 */
const grid4x4: Wiring = (input, { counts, rows }) => {
  let up = 0
  let down = 1
  for (let cell = input; cell < counts.length; cell += columns) {
    const bit = 1 << (firstRowBit + Math.floor(cell / columns))
    if (!(rows.driven & bit)) continue
    const ratio = Math.min(counts[cell] ?? 0, fullScale - 0.5) / fullScale
    const conductance = ratio / (1 - ratio)
    if (rows.high & bit) up += conductance
    else down += conductance
  }
  return up / (up + down)
}

export const wirings: Readonly<Record<WiringName, Wiring>> = { dividers, grid4x4 }

export const wiringFor = (cells: number): WiringName => (cells > 8 ? 'grid4x4' : 'dividers')

/** An ideal 10-bit converter. */
export const convert = (fraction: number): number =>
  Math.max(0, Math.min(fullScale, Math.floor(fraction * (fullScale + 1))))
