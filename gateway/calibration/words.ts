/** The messages of calibration: reasons against a cell (a closed list, with severity and advice), and the result of each step. */

import type { CalibrationReason } from '../../core/model/calibration-reasons.ts'
import type { PlannedStep } from '../../core/model/calibration-steps.ts'
import { checkCushion } from '../../core/model/silence-words.ts'
import type { HoldProblem } from './hold.ts'
import { repeatRestS } from './plan.ts'

export function reasonInWords(reason: CalibrationReason): string {
  switch (reason) {
    case 'open':
      return 'It showed no load under a weight. Check its plug and wire, and that the stamp was on it.'
    case 'stuck':
      return "It showed the same value under every weight. Take the cushion's power away for a moment; if that does not help, replace the cell."
    case 'saturated':
      return 'It was at the top of its range under the larger weights, so they were left out. Lighter weights or a smaller divider resistor help.'
    case 'too-few-weights':
      return 'Fewer than five weights could be used. Measure it again; use lighter weights if it reached the top of its range.'
    case 'exponent':
      return 'Its reading does not rise with force as expected. Check that the stamp is flat and touches only this cell, then measure again.'
    case 'poor-fit':
      return 'The readings do not fit one curve. Check that the stamp does not move, then measure again.'
    case 'verify-off':
      return 'The check weight came out 15 to 25 % off. The cell can be used; measuring it again may help.'
    case 'verify-far-off':
      return 'The check weight came out more than 25 % off. Measure it again; if that does not help, calibrate it anew.'
    case 'not-verified':
      return 'It was not checked with another weight.'
    case 'loop-not-measured':
      return 'It was not measured while unloading, so its hysteresis is not corrected.'
    case 'aged':
      return 'It reads 10 to 25 % off by now. Accepting the check puts it right.'
    case 'not-repeated':
      return 'The same weight gave different readings. Check that the stamp is always flat and on the same spot, then measure again.'
  }
}

export function holdProblemInWords(problem: HoldProblem, otherCell: number | null): string {
  switch (problem) {
    case 'unsteady':
      return 'The reading moved, so this step does not count. Take your hands off, let the weight settle and measure again.'
    case 'interrupted':
      return `Readings stopped for a moment, so this step does not count. ${checkCushion}, then measure again.`
    case 'nothing-on-it':
      return 'No weight was seen on this cell, so this step does not count. Put the weight on the marked cell and measure again; skip the cell if it never shows a load.'
    case 'other-cell':
      return `The weight is on cell ${otherCell ?? 0}, so this step does not count. Move it to the marked cell; if it is already there, compare the plugs with the wiring table.`
    case 'not-rested':
      return `The cell had not been empty for ${repeatRestS} s, so this step does not count. Take the weight off, wait a little and put it on again.`
    case 'not-empty':
      return 'Something is still on the cell, so this step does not count. Take everything off and measure again.'
  }
}

/** After a step, what to do next; null: the cell is done. */
export function stepDoneInWords(next: PlannedStep | null): string {
  if (next === null) return 'This cell is done. Take everything off.'
  switch (next.kind) {
    case 'preload':
      return 'Press the cell five times.'
    case 'empty':
      return 'Measured. Now take everything off the cell.'
    case 'up':
      return `Measured. Now add weight up to ${next.massG} g, without lifting.`
    case 'down':
      return `Measured. Now take weight off down to ${next.massG} g, without lifting the rest.`
    case 'verify':
      return `Measured. Now the check weight, ${next.massG} g.`
    case 'repeat':
      return `Measured. ${next.massG} g comes once more later, after the other cells.`
  }
}

/** Of the calibration that a board keeps: these cells are missing, or their constants cannot be read. */
export const notUsedInWords = (cells: readonly number[]): string =>
  `The cushion keeps a calibration, but ${cells.length === 1 ? `that of cell ${cells[0]} is` : `those of the cells ${cells.join(', ')} are`} missing or unreadable, so it is not used. ` +
  'Calibrate the cushion, then store the calibration in it again.'
