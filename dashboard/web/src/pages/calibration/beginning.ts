/** What is entered before a calibration, and what it says to the cushion. */
import type { CushionInfo } from '../../../../../contract/info.ts'
import {
  leastWeights,
  mostRepeats,
  type ProcedureMethod,
  usualRepeats,
} from '../../../../../core/model/calibration-steps.ts'
import { checkMinutesFor, minutesFor, quickMinutesFor, readCells, readMasses } from './calibration-words.ts'

/** Text in the fields. */
export interface Beginning {
  readonly method: ProcedureMethod
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
  const check = checkMinutesFor(chosen)
  return { check, quick: quickMinutesFor(chosen), exact: minutesFor(chosen, weights, Number(repeats) || 0) }
}

/** The fields as command arguments, or what is wrong with them; `cells` is the number of cells. */
export function readBeginning(fields: Beginning, cells: number) {
  const { method } = fields
  const weights = readWeights(fields)
  if (typeof weights === 'string') return { problem: `${weights} ${notStarted}` }
  const stampAreaCm2 = fields.stamp.trim() === '' ? null : Number(fields.stamp)
  if (stampAreaCm2 !== null && !(stampAreaCm2 > 0))
    return { problem: `The stamp area is not a number above 0. ${notStarted}` }
  const chosen = readCells(fields.only)
  if (fields.only.trim() !== '' && !chosen?.every((cell) => cell < cells))
    return { problem: `Cell numbers go from 0 to ${cells - 1}. ${notStarted}` }
  const asked = { method, ...weights, stampAreaCm2, ...(chosen === null ? {} : { cells: chosen }) }
  const surface = fields.surface.trim()
  if (method === 'check') return asked
  if (surface === '')
    return {
      problem: `Enter what the cushion lies on, so that Sitbone knows when you change the seat. ${notStarted}`,
    }
  return { ...asked, surface }
}
const notStarted = 'Calibration has not started.'
const noNumbers = 'Some weights are not numbers.'

interface WeightsAsked {
  readonly massesG?: number[]
  readonly verifyG?: number
  readonly repeats?: number
}

/** What the method needs, or what is wrong with it. */
function readWeights({ method, cups, masses, verify, repeats }: Beginning): WeightsAsked | string {
  if (method === 'quick') {
    const massesG = readMasses(cups)
    return massesG === null ? noNumbers : { massesG }
  }
  const verifyG = Number(verify)
  if (!(verifyG > 0)) return noNumbers
  if (method === 'check') return { verifyG }
  const rounds = Number(repeats)
  if (!(Number.isInteger(rounds) && rounds >= 0 && rounds <= mostRepeats))
    return `Final rounds must be a whole number from 0 to ${mostRepeats}.`
  const massesG = readMasses(masses)
  return massesG === null ? noNumbers : { massesG, verifyG, repeats: rounds }
}
