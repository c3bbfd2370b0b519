/**
 * Force-sensing resistors as bought: `G = k F^n` with a spread from part to part, after the Interlink FSR 402 datasheet
 * (about 8 kOhm at 1 N, part to part +-6 %, one part +-2 %, hysteresis about 10 %, drift 5 % per decade of time).
 *
 * R_M: 15 kPa on 1.27 cm2 are 1.9 N, 0.22 mS. With 4.7 kOhm to ground that is half of full scale; 100 kPa come to 86 %,
 * so a wooden chair stays below the 95 % that counts as saturated.
 */
import type { Random } from '../random.ts'

export interface FsrPart {
  readonly rMOhm: number
  /** Siemens at 1 N, at the first second under load. */
  readonly k: number
  readonly n: number
  readonly creepPerDecade: number
  /** When its creep begins, s: about 1; a calibration does not determine it. */
  readonly creepFromS: number
  /** Time constant of forgetting its time under load, s. */
  readonly recoveryS: number
  /** Width of the loop between loading and unloading, as a fraction of the reading. */
  readonly hysteresis: number
  /** Conductance without load, from the cover's own pressure, S. */
  readonly leakS: number
  /** Below half of this force it does not conduct, N. */
  readonly actuationN: number
}

export interface FsrSpread {
  /** Standard deviation of k from part to part, as a fraction; 0.03 keeps 95 % within +-6 %. */
  readonly k: number
  readonly n: number
  readonly creepPerDecade: number
  readonly hysteresis: number
  /** Standard deviation between loadings of one part; 0.01 keeps 95 % within +-2 %. */
  readonly repeatability: number
  /** Electrical noise, standard deviation as a fraction of full scale. */
  readonly noise: number
  /** How far the ADC bends at the middle of its range, as a fraction of full scale. */
  readonly bend: number
}

export const usualSpread: FsrSpread = {
  k: 0.03,
  n: 0.03,
  creepPerDecade: 0.05,
  hysteresis: 0.1,
  repeatability: 0.01,
  noise: 0.0006,
  bend: 0,
}

export const nominalPart: FsrPart = {
  rMOhm: 4700,
  k: 1.2e-4,
  n: 0.95,
  creepPerDecade: usualSpread.creepPerDecade,
  creepFromS: 1,
  recoveryS: 5,
  hysteresis: usualSpread.hysteresis,
  leakS: 0,
  actuationN: 0.06,
}

export function drawPart(random: Random, spread: FsrSpread): FsrPart {
  const around = (mean: number, deviation: number) =>
    mean + deviation * Math.max(-2.5, Math.min(2.5, random.gaussian()))
  return {
    rMOhm: nominalPart.rMOhm,
    k: around(nominalPart.k, nominalPart.k * spread.k),
    n: around(nominalPart.n, spread.n),
    creepPerDecade: Math.max(0, around(spread.creepPerDecade, spread.creepPerDecade * 0.15)),
    creepFromS: random.between(0.6, 1.6),
    recoveryS: random.between(3, 9),
    hysteresis: Math.max(0, around(spread.hysteresis, spread.hysteresis * 0.15)),
    leakS: random.between(0, 0.004) / nominalPart.rMOhm,
    actuationN: random.between(0.04, 0.08),
  }
}
