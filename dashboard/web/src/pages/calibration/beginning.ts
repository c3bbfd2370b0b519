/** What is entered before a calibration, and what it says to the cushion. */
import type { CushionInfo } from '../../../../../contract/info.ts'
import {
  type CalibrationMethod,
  leastWeights,
  mostRepeats,
  usualRepeats,
} from '../../../../../core/model/calibration-steps.ts'
import { minutesFor, quickMinutesFor, readCells, readMasses } from './calibration-words.ts'

/** Text in the fields. */
export interface Beginning {
  readonly method: CalibrationMethod
  readonly surface: string
  /** Of the quick method: the first cup and both, coin included. */
  readonly cups: string
  readonly masses: string
  readonly verify: string
  readonly repeats: string
  readonly stamp: string
  readonly only: string
}

export function usualBeginning(calibration: CushionInfo['calibration'] | undefined): Beginning {
  const suggested = calibration?.suggested
  return {
    method: 'quick',
    surface: calibration?.surface ?? '',
    cups: suggested?.quickMassesG?.join(', ') ?? '100, 400',
    masses: suggested?.massesG.join(', ') ?? '100, 200, 400, 700, 1200',
    verify: String(suggested?.verifyG ?? 300),
    repeats: String(usualRepeats),
    stamp: '',
    only: '',
  }
}

/** How long each method takes, in minutes, for a cushion with so many cells. */
export function minutesOf({ only, masses, repeats }: Beginning, cells: number) {
  const chosen = readCells(only)?.length ?? cells
  const weights = readMasses(masses)?.length ?? leastWeights.exact
  return { quick: quickMinutesFor(chosen), exact: minutesFor(chosen, weights, Number(repeats) || 0) }
}

/** The fields as command arguments, or what is wrong with them; `cells` is the number of cells. */
export function readBeginning(fields: Beginning, cells: number) {
  const { method } = fields
  const surface = fields.surface.trim()
  const massesG = readMasses(method === 'quick' ? fields.cups : fields.masses)
  const stampAreaCm2 = fields.stamp.trim() === '' ? null : Number(fields.stamp)
  const chosen = readCells(fields.only)
  const more = method === 'quick' ? {} : readMore(fields)
  if (more === null)
    return { problem: `Final rounds must be a whole number from 0 to ${mostRepeats}. ${notStarted}` }
  if (fields.only.trim() !== '' && !chosen?.every((cell) => cell < cells))
    return { problem: `Cell numbers go from 0 to ${cells - 1}. ${notStarted}` }
  if (stampAreaCm2 !== null && !(stampAreaCm2 > 0))
    return { problem: `The stamp area is not a number above 0. ${notStarted}` }
  if (massesG === null || Number.isNaN(more.verifyG))
    return { problem: `Some weights are not numbers. ${notStarted}` }
  if (surface === '')
    return {
      problem: `Enter what the cushion lies on, so that Sitbone knows when you change the seat. ${notStarted}`,
    }
  return { method, surface, massesG, stampAreaCm2, ...more, ...(chosen === null ? {} : { cells: chosen }) }
}
const notStarted = 'Calibration has not started.'

/** Of the exact method; null when the number of rounds is none. */
function readMore({ verify, repeats }: Beginning): { verifyG?: number; repeats?: number } | null {
  const rounds = Number(repeats)
  if (!(Number.isInteger(rounds) && rounds >= 0 && rounds <= mostRepeats)) return null
  return { verifyG: Number(verify) > 0 ? Number(verify) : Number.NaN, repeats: rounds }
}
