/** Real and simulated readings never get under the same id: which of the two an id is, is settled by its first board. */
import type { BoardHello } from '../link/board.ts'
import type { CushionState } from './cushion-state.ts'

/** Null when the board may come in; else the sentence that says why not and what to do. */
export function refusalOf(board: BoardHello, cushion: string, kept: CushionState): string | null {
  const simulated = board.simulated !== null
  const before = kept.simulated
  if (before === null) kept.simulated = simulated
  if (before === null || before === simulated) return null
  const [is, has] = simulated ? ['simulated', 'real'] : ['real', 'simulated']
  return (
    `This is a ${is} cushion, but the data kept under the id ${cushion} is from a ${has} one; they are never mixed, so its ` +
    `readings are not taken. Give the ${is} cushion an id of its own with --cushion, or its own folder with --data.`
  )
}
