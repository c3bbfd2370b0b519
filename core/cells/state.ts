/** The state kept for each cell. health.ts judges it. */
import { z } from 'zod'
import { type CellVerdict, cellVerdict } from '../model/schemas/cell-verdicts.ts'
import { flatSchema } from './flat.ts'
import { freshGainDrift, gainDriftSchema } from './gain-drift.ts'
import { freshLeftRight, leftRightSchema } from './left-right-swap.ts'
import { freshSpiking, spikingSchema } from './spiking.ts'

const cellSchema = z.object({
  verdict: cellVerdict,
  sinceMs: z.number().nullable(),
  low: z.number(),
  high: z.number(),
  sum: z.number(),
  mean: z.number().nullable(),
  /** The last count, and since when it has not changed. */
  last: z.number(),
  sameSinceMs: z.number(),
  /** Spread of the counts in the current ten seconds, and in the ten before. */
  spreadLow: z.number(),
  spreadHigh: z.number(),
  spread: z.number(),
  implausible: z.boolean(),
  anchor: z.number(),
  anchorMs: z.number(),
  neighboursMoved: z.number(),
  openMs: z.number(),
  saturatedMs: z.number(),
  goodMs: z.number(),
})
export const cellHealthSchema = z.object({
  windowStartMs: z.number().nullable(),
  frames: z.number().int(),
  spreadMs: z.number(),
  /** When the last finished ten seconds began. */
  spreadFromMs: z.number(),
  cells: z.array(cellSchema),
  spiking: spikingSchema.default(freshSpiking),
  flat: flatSchema.default(() => []),
  shares: gainDriftSchema.default(freshGainDrift),
  sides: leftRightSchema.default(freshLeftRight),
})
export type CellHealthState = z.infer<typeof cellHealthSchema>
export type CellState = z.infer<typeof cellSchema>

export const freshCellHealth = (cells: number): CellHealthState => ({
  windowStartMs: null,
  frames: 0,
  spreadMs: 0,
  spreadFromMs: 0,
  cells: Array.from({ length: cells }, () => ({
    verdict: 'ok',
    sinceMs: null,
    low: 0,
    high: 0,
    sum: 0,
    mean: null,
    last: -1,
    sameSinceMs: 0,
    spreadLow: 0,
    spreadHigh: 0,
    spread: 0,
    implausible: false,
    anchor: -1,
    anchorMs: 0,
    neighboursMoved: 0,
    openMs: 0,
    saturatedMs: 0,
    goodMs: 0,
  })),
  spiking: freshSpiking(),
  flat: [],
  shares: freshGainDrift(),
  sides: freshLeftRight(),
})

/** Not as good as a cell should be: its advice says what is wrong. A saturated one stays in its zone as a lower bound. */
export const leftOut = (verdict: CellVerdict): boolean => verdict !== 'ok' && verdict !== 'saturated'

export interface VerdictChange {
  readonly index: number
  readonly verdict: CellVerdict
  readonly was: CellVerdict
}
