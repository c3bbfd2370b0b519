/** Rows of the diary's tables as what they mean; null for a row that this program does not know, or that is corrupt. */
import { z } from 'zod'
import { occasions, painPlaces, painSides } from '../../../core/model/diary/check-ins.ts'
import type { RedFlag } from '../../../core/model/diary/red-flags.ts'
import { redFlags } from '../../../core/model/diary/red-flags.ts'
import { type Tolerance, toleranceSchema } from '../../../core/model/schemas/tolerance.ts'
import { limitFields } from '../../../core/model/tolerance-fields.ts'
import type { CheckIn } from '../../../core/progress/check-ins.ts'
import type { LimitChange } from '../../../core/progress/limit-steps.ts'
import { type Decision, stepKinds } from '../../../core/progress/suggestions.ts'
import { parseJson } from '../../../platform/json.ts'
import type { Row, Statements } from './database/diary-base.ts'

/** A row as a list: empty for one that makes no sense. `what` names it for people. */
export type Known = <T>(read: T | null, what: string) => T[]

/** What each book of the diary gets from it. */
export interface BookParts {
  readonly on: Statements
  readonly known: Known
}

export interface KeptDecision extends Decision {
  readonly proposalId: string
  readonly decidedAtMs: number
  readonly decidedBy: string | null
  readonly changes: readonly LimitChange[]
  readonly reasons: readonly string[]
  /** The limits in force before it was accepted; null where that was not kept. */
  readonly before: Tolerance | null
  readonly undoneAtMs: number | null
}

export interface RedFlagAnswer {
  readonly answeredAtMs: number
  /** Empty: nothing new was noticed. */
  readonly flags: readonly RedFlag[]
  readonly clearedAtMs: number | null
  readonly clearedBy: string | null
}

export const numberOrNull = (row: Row, name: string): number | null => {
  const value = row[name]
  return typeof value === 'number' ? value : null
}

export const json = z.string().transform((text) => parseJson(text))
const atMs = z.number().int()
const checkInRow = z.object({
  id: z.string(),
  atMs,
  day: z.iso.date(),
  occasion: z.enum(occasions),
  pain: z.number(),
  side: z.enum(painSides).nullable().catch(null),
  place: z.enum(painPlaces).nullable().catch(null),
  note: z.string().nullable(),
  source: z.enum(['person', 'simulated']),
  answers: json.pipe(z.array(z.object({ question: z.string(), value: z.number() }))).catch([]),
})

export function checkInOf(row: Row): CheckIn | null {
  const parsed = checkInRow.safeParse(row)
  if (!parsed.success) return null
  const { occasion: when, ...rest } = parsed.data
  return { ...rest, when }
}

const keptChanges = z
  .array(z.object({ limit: z.enum(limitFields), from: z.number().nullable(), to: z.number() }))
  .catch([])
const decisionRow = z.object({
  kind: z.enum(stepKinds),
  proposalId: z.string(),
  decision: z.enum(['accepted', 'declined']),
  day: z.iso.date(),
  decidedAtMs: atMs,
  decidedBy: z.string().nullable(),
  changes: json.pipe(keptChanges),
  reasons: json.pipe(z.array(z.string()).catch([])),
  before: json.pipe(toleranceSchema).nullable().catch(null),
  undoneAtMs: atMs.nullable().catch(null),
})

export function decisionOf(row: Row): KeptDecision | null {
  const parsed = decisionRow.safeParse(row)
  return parsed.success ? parsed.data : null
}

/** An answer is never left out: what cannot be read may have been any of them, and is still open. */
const redFlagRow = z.object({
  answeredAtMs: atMs.catch(0),
  flags: json.pipe(z.array(z.enum(redFlags))).catch([...redFlags]),
  clearedAtMs: atMs.nullable().catch(null),
  clearedBy: z.string().nullable().catch(null),
})

export const redFlagAnswerOf = (row: Row): RedFlagAnswer => redFlagRow.parse(row)
