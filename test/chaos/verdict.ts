/**
 * Compares what a board sent with what a store gives back, byte by byte. Pure. Boot and number identify a frame; its body is
 * the text between `$` and `*` of the line that the board wrote.
 */
import type { SentFrame } from './numbered-board.ts'

export interface StoredRow {
  readonly at: string
  readonly boot: number
  readonly seq: number
  readonly body: string
}

export interface Verdict {
  readonly sent: number
  readonly stored: number
  /** Frames that were promised to be there: see intake.ts, and those found in the outbox of a killed gateway. */
  readonly due: number
  readonly lost: readonly string[]
  readonly doubled: readonly string[]
  /** Other bytes than the board sent, or a frame that no board sent. */
  readonly altered: readonly string[]
  /** Minutes, bouts and events from the outbox of a killed gateway that are not in the store. */
  readonly factsLost: readonly string[]
  /** Rows that were in the store before the faults: all of them, and those that are missing or changed. */
  readonly history: number
  readonly historyLost: readonly string[]
}

export interface Evidence {
  readonly sent: readonly SentFrame[]
  /** By the times at which the gateway was there. */
  due(frame: SentFrame): boolean
  /** Found in the outbox of a gateway that was ended. */
  readonly waited: readonly StoredRow[]
  readonly waitedFacts: Iterable<string>
  readonly stored: readonly StoredRow[]
  readonly storedFacts: ReadonlySet<string>
  /** Rows of the store as exported, before and after. */
  readonly history: ReadonlySet<string>
  readonly storedRows: ReadonlySet<string>
}

export const keyOf = ({ boot, seq }: { boot: number; seq: number }): string => `${boot}/${seq}`

export const bodyOf = (frame: { seq: number; boardMs: number; counts: readonly number[] }): string =>
  `F,${frame.seq},${frame.boardMs},${frame.counts.join(',')}`

export function judge(evidence: Evidence): Verdict {
  const sent = new Map(evidence.sent.map((frame) => [keyOf(frame), frame]))
  const doubled: string[] = []
  const altered: string[] = []
  const stored = new Map<string, StoredRow>()
  for (const row of evidence.stored) {
    const key = keyOf(row)
    const before = stored.get(key)
    if (before !== undefined) doubled.push(`${key} at ${before.at} and ${row.at}`)
    stored.set(key, row)
    const original = sent.get(key)
    if (original?.body !== row.body)
      altered.push(`${key}: sent ${original?.body ?? 'nothing'}, stored ${row.body}`)
  }
  const due = new Map<string, string>()
  for (const frame of evidence.sent)
    if (evidence.due(frame)) due.set(keyOf(frame), new Date(frame.atMs).toISOString())
  for (const row of evidence.waited) due.set(keyOf(row), `${row.at} (was in the outbox)`)
  const lost = [...due].filter(([key]) => !stored.has(key)).map(([key, at]) => `${key}, ${at}`)
  const factsLost = [...new Set(evidence.waitedFacts)].filter((fact) => !evidence.storedFacts.has(fact))
  const historyLost = [...evidence.history].filter((row) => !evidence.storedRows.has(row))
  return {
    sent: evidence.sent.length,
    stored: stored.size,
    due: due.size,
    lost,
    doubled,
    altered,
    factsLost,
    history: evidence.history.size,
    historyLost,
  }
}
