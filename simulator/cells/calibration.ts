/**
 * Calibration files for the simulated cushion, in the form of `G[S] = k F[N]^n`: for the nominal part, as from a datasheet, and
 * for its actual parts, as from a careful calibration.
 */

import { Random } from '../random.ts'
import { drawParts, type SimLayout } from './cushion.ts'
import { type FsrPart, type FsrSpread, nominalPart, usualSpread } from './fsr-part.ts'

export interface CalibrationFile {
  readonly v: 1
  readonly madeAt: string
  readonly surface: string
  readonly cells: {
    readonly rMOhm: number
    readonly k: number
    readonly n: number
    readonly creepPerDecade: number
    readonly zeroAdc: number
    readonly hysteresis: number
  }[]
}

interface FileOptions {
  readonly bits?: number
  /** ISO time; a caller with a clock passes the present. */
  readonly madeAt?: string
  readonly surface?: string
  readonly spread?: Partial<FsrSpread>
}

/** Every cell as in the datasheet: right within about 25 % for the simulated parts. */
export const nominalCalibration = (layout: SimLayout, options: FileOptions = {}): CalibrationFile =>
  file(
    layout.cells.map(() => nominalPart),
    options,
  )

/**
 * For the actual parts of a board with this seed, as from a careful calibration: the cells repeat only to within `residual`
 * (standard deviation of k, as a fraction; n and the others in proportion).
 */
export function exactCalibration(
  seed: number,
  layout: SimLayout,
  options: FileOptions & { readonly residual?: number } = {},
): CalibrationFile {
  const spread = { ...usualSpread, ...options.spread }
  const residual = options.residual ?? spread.repeatability
  const random = new Random(seed, 'calibration')
  const found = (value: number, share: number) =>
    value * (1 + residual * share * Math.max(-2.5, Math.min(2.5, random.gaussian())))
  const parts = drawParts(seed, layout, spread).map((part) => ({
    ...part,
    k: found(part.k, 1),
    n: found(part.n, 0.5),
    creepPerDecade: found(part.creepPerDecade, 5),
    hysteresis: found(part.hysteresis, 5),
  }))
  return file(parts, options)
}

const file = (parts: readonly FsrPart[], options: FileOptions): CalibrationFile => ({
  v: 1,
  madeAt: options.madeAt ?? '2026-01-05T09:00:00.000Z',
  surface: options.surface ?? 'office foam',
  cells: parts.map((part) => cell(part, 2 ** (options.bits ?? 10) - 1)),
})

const cell = (part: FsrPart, fullScale: number): CalibrationFile['cells'][number] => ({
  rMOhm: part.rMOhm,
  k: part.k,
  n: part.n,
  creepPerDecade: part.creepPerDecade,
  zeroAdc: (fullScale * part.rMOhm * part.leakS) / (1 + part.rMOhm * part.leakS),
  hysteresis: part.hysteresis,
})
