/** From what shows on a cell to its verdict: the first rule that holds. A bad cell is good again only after it has plainly lived. */
import type { CellVerdict } from '../model/schemas/cell-verdicts.ts'
import type { CellState } from './state.ts'

const recoveredMs = 5000

/** What shows on one cell in one second; each is explained at the top of health.ts. */
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

/** The verdict on a cell after a second in which this showed on it. */
export function verdictOf(cell: CellState, signs: CellSigns, spanMs: number): CellVerdict {
  const found = rules.find(({ holds }) => holds(signs))?.verdict ?? 'ok'
  if (found !== 'ok' || cell.verdict === 'ok') {
    cell.goodMs = 0
    return found === 'saturated' && cell.verdict === 'stuck' ? 'stuck' : found
  }
  // A saturated one has to be below the top for that long.
  cell.goodMs = signs.alive ? cell.goodMs + spanMs : 0
  return cell.goodMs >= recoveredMs ? 'ok' : cell.verdict
}
