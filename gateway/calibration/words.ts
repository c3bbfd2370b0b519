/** The words of calibration: why a cell is not simply good (a closed list, how much each weighs, what to do), and what came of a step. */

import type { CalibrationReason } from '../../core/model/calibration-reasons.ts'
import type { PlannedStep } from '../../core/model/calibration-steps.ts'
import type { HoldProblem } from './hold.ts'
import { repeatRestS } from './plan.ts'

export function reasonInWords(reason: CalibrationReason): string {
  switch (reason) {
    case 'open':
      return 'It showed nothing under a weight. Check its plug and wire, and that the stamp stood on it.'
    case 'stuck':
      return 'It showed the same under every weight. Unplug the cushion and plug it in again; if that stays, replace the cell.'
    case 'saturated':
      return 'It was at the top of its range under the larger weights, so they were left out. Lighter weights or a smaller divider resistor help.'
    case 'too-few-weights':
      return 'Fewer than five weights could be used. Measure it again, with lighter weights if it was at the top of its range.'
    case 'exponent':
      return 'It does not grow with force as such a cell does. Check that the stamp stands flat and on the cell alone, then measure again.'
    case 'poor-fit':
      return 'The weights do not lie on one line. Check that the stamp stands still, then measure again.'
    case 'verify-off':
      return 'The check weight came out 15 to 25 % off. It can be used; measuring again may do better.'
    case 'verify-far-off':
      return 'The check weight came out more than 25 % off. Measure it again.'
    case 'not-verified':
      return 'It was not checked with another weight.'
    case 'loop-not-measured':
      return 'It was not measured while load was taken off, so its hysteresis is not corrected.'
    case 'not-repeated':
      return 'The same weight came out differently from one time to the next. Check that the stamp always stands flat on the same spot, then measure again.'
  }
}

export function holdProblemInWords(problem: HoldProblem, otherCell: number | null): string {
  switch (problem) {
    case 'unsteady':
      return 'The reading moved, so this step was not taken. Let the weight stand still, hands off, and measure it again.'
    case 'interrupted':
      return 'Readings stopped for a moment, so this step was not taken. Check the cable and measure it again.'
    case 'nothing-on-it':
      return 'No weight was seen on this cell, so this step was not taken. Put the weight on the marked cell and measure again; leave the cell out if it shows nothing at all.'
    case 'other-cell':
      return `The weight stands on cell ${otherCell ?? 0}, so this step was not taken. Move it to the marked cell; if it already stands there, compare the plugs with the wiring table.`
    case 'not-rested':
      return `The cell had not been empty for ${repeatRestS} s, so this step was not taken. Take the weight off, wait a little and put it on again.`
    case 'not-empty':
      return 'Something is still on the cell, so this step was not taken. Take everything off and measure again.'
  }
}

/** After a step, what to do next; null: the cell is done. */
export function stepDoneInWords(next: PlannedStep | null): string {
  if (next === null) return 'This cell is measured. Take everything off.'
  switch (next.kind) {
    case 'preload':
      return 'Press the cell five times.'
    case 'empty':
      return 'Taken. Now take everything off the cell.'
    case 'up':
      return `Taken. Now ${next.massG} g: add, do not lift.`
    case 'down':
      return `Taken. Now ${next.massG} g: take some off, do not lift the rest.`
    case 'verify':
      return `Taken. Now ${next.massG} g, to check.`
    case 'repeat':
      return `Taken. Later ${next.massG} g once more, after the other cells.`
  }
}
