/** What is said about a cushion that is not here, or not for whoever asks: the same words for both. */
import type { Problem } from '../../../contract/problem.ts'
import { problem } from '../http/problems.ts'

export const unknownCushion = (cushion: string): Problem =>
  problem(
    'not-found',
    `No cushion called ${cushion.slice(0, 40)} is known here. Check its name and its gateway. /api/v1/cushions lists those that are.`,
  )
