/** What a check is and what it gives. */
import type { Bench } from './bench.ts'
import type { Clause } from './clauses.ts'

export type Outcome =
  | { readonly status: 'pass'; readonly note?: string }
  /** `clause`: when it is another one than the check's own. */
  | { readonly status: 'fail'; readonly reason: string; readonly clause?: Clause }
  | { readonly status: 'skipped'; readonly reason: string }

export interface Check {
  readonly clause: Clause
  /** What is tried, in words. */
  readonly title: string
  readonly run: (bench: Bench) => Promise<Outcome>
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
