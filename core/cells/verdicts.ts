/**
 * From a cell's signs to its verdict: the first rule that matches. A bad cell is good again only after it has clearly been
 * alive.
 */
import type { CellVerdict } from '../model/schemas/cell-verdicts.ts'
import type { CellState } from './state.ts'

const recoveredMs = 5000

/** Signs of one cell in one second, explained at the top of health.ts. */
export interface CellSigns {
  readonly withoutLoad: boolean
  readonly unmoved: boolean
  readonly longAtTop: boolean
  readonly seatEmpty: boolean
  readonly spiking: boolean
  readonly flat: boolean
  readonly misplaced: boolean
  readonly gainChanged: boolean
  /** It moves as a good cell does. */
  readonly alive: boolean
}

const rules: readonly { readonly verdict: CellVerdict; readonly holds: (signs: CellSigns) => boolean }[] = [
  { verdict: 'open', holds: ({ withoutLoad }) => withoutLoad },
  { verdict: 'stuck', holds: ({ unmoved, longAtTop, seatEmpty }) => unmoved || (longAtTop && seatEmpty) },
  { verdict: 'saturated', holds: ({ longAtTop }) => longAtTop },
  { verdict: 'spiking', holds: ({ spiking }) => spiking },
  { verdict: 'flat', holds: ({ flat }) => flat },
  { verdict: 'swapped', holds: ({ misplaced }) => misplaced },
  { verdict: 'gain-change', holds: ({ gainChanged }) => gainChanged },
]

/** The verdict on a cell after a second with these signs. */
export function verdictOf(cell: CellState, signs: CellSigns, spanMs: number): CellVerdict {
  const found = rules.find(({ holds }) => holds(signs))?.verdict ?? 'ok'
  if (found !== 'ok' || cell.verdict === 'ok') {
    cell.goodMs = 0
    return found === 'saturated' && cell.verdict === 'stuck' ? 'stuck' : found
  }
  // A saturated cell must stay below the top for that long.
  cell.goodMs = signs.alive ? cell.goodMs + spanMs : 0
  return cell.goodMs >= recoveredMs ? 'ok' : cell.verdict
}
