/**
 * Removes a person with everything that is kept about them: readings of the time in which cushions were theirs, diary, account,
 * grants, tokens, sessions. Only the fact that it was done stays in the audit log.
 */
import type { Store } from '../../../store/store.ts'
import type { Diaries } from '../diary/diaries.ts'
import type { Accounts } from './accounts.ts'
import { diaryKeyOf } from './gate/sitter-diaries.ts'

export interface Kept {
  readonly accounts: Accounts
  /** Every store that may hold their readings. */
  readonly stores: readonly Store[]
  /** Null: this server keeps no diary. */
  readonly diaries: Diaries | null
}

/** The account goes last, so that whoever fails on the way can be erased again. */
export async function erasePerson(
  { accounts, stores, diaries }: Kept,
  { personId, actorId, nowMs }: { personId: string; actorId: string | null; nowMs: number },
): Promise<void> {
  const theirs = await accounts.assignments.ofSitter(personId)
  for (const { cushion, toMs } of theirs)
    if (toMs === null) await accounts.assignments.release(cushion, nowMs)
  for (const { cushion, fromMs, toMs } of theirs)
    for (const store of stores) await store.erase({ cushion, fromMs, toMs: toMs ?? nowMs })
  await diaries?.forget(diaryKeyOf(personId))
  await accounts.roster.remove(personId)
  await accounts.audit.add({
    atMs: nowMs,
    actorId: actorId === personId ? null : actorId,
    action: 'erased',
    personId,
  })
}
