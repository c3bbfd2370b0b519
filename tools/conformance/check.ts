/** A check and its outcome. */
import type { BoardUnderTest } from './board-under-test.ts'
import type { Clause } from './clauses.ts'

export type Outcome =
  | { readonly status: 'pass'; readonly note?: string }
  /** `clause`: if different from the check's own. */
  | { readonly status: 'fail'; readonly reason: string; readonly clause?: Clause }
  | { readonly status: 'skipped'; readonly reason: string }

export interface Check {
  readonly clause: Clause
  /** Title of the check. */
  readonly title: string
  readonly run: (board: BoardUnderTest) => Promise<Outcome>
}

export interface Result {
  readonly clause: Clause
  readonly title: string
  readonly outcome: Outcome
}

export const pass = (note?: string): Outcome => ({ status: 'pass', ...(note === undefined ? {} : { note }) })
export const fail = (reason: string, clause?: Clause): Outcome => ({
  status: 'fail',
  reason,
  ...(clause === undefined ? {} : { clause }),
})
export const skip = (reason: string): Outcome => ({ status: 'skipped', reason })
