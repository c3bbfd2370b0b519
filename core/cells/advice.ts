/** Words for each verdict about a cell. */
import type { CellVerdict } from '../model/schemas/cell-verdicts.ts'

/** What the sitter can do, in plain words; null for a good cell. Cells are numbered from 0, as on the wire. */
export function adviceFor(index: number, verdict: CellVerdict): string | null {
  const name = `Cell ${index}`
  switch (verdict) {
    case 'ok':
      return null
    case 'open':
      return `${name} shows no load although its neighbours do, so it is left out. Check its plug and wire, and that it has not slipped out of place.`
    case 'stuck':
      return `${name} no longer moves with its neighbours, so it is left out. Take the cushion's power away for a moment; if this does not help, replace the cell or its wire.`
    case 'saturated':
      return `${name} is at the top of its range: the true pressure is at least what is shown. Check that nothing hard is on it; a softer seat or a smaller divider resistor helps.`
    case 'flat':
      return `${name} shows a value but hardly follows the load that moves its neighbours, so it is left out. Check its plug and wire, and that nothing stiff covers it; if this does not help, replace it.`
    case 'spiking':
      return `${name} jumps around, so it is left out. Check its plug and wire for a loose contact.`
    case 'swapped':
      return `${name} behaves like a cell in a different place. Sitting still counts, but its side is in doubt. Compare the plugs with the wiring table: sit bones and thighs, left and right. Then do the lean check on the page Calibration.`
    case 'gain-change':
      return `${name} carries a different share of its zone than in earlier sittings, so it is left out. Check that it has not slipped or folded, then calibrate the cushion again.`
  }
}

/** For a good cell that reads far from its zero after a minute of empty seat: reported, not corrected. */
export const adviceForZero = (index: number): string =>
  `Cell ${index} shows a load although nobody is sitting. Take everything off the cushion; if it is already empty, set the zero again (tare).`
