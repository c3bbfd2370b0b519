/** The condition of a range, for queries and deletions. */
import { latestMs } from '../../platform/seen-time.ts'
import type { Range } from '../store.ts'
import { stringLiteral } from './string-literal.ts'

export const within = ({ cushion, fromMs, toMs }: Range): string =>
  `"cushion" = ${stringLiteral(cushion)} AND time >= ${Math.max(0, Math.ceil(fromMs))}ms AND time < ${Math.min(latestMs, Math.ceil(toMs))}ms`
