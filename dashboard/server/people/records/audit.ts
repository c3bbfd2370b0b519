/**
 * The log of who did what to whose data: only added to, kept for a while, read by the person concerned. It says that
 * something happened, never a secret, a password, a reading, a pain value or a note.
 */
import type { Kysely } from 'kysely'
import { dayMs } from '../../../../core/time/calendar.ts'
import type { AccountTables } from '../database/tables.ts'

const auditActions = [
  'sign-in',
  'sign-in-failed',
  'sign-out',
  'session-ended',
  'password-changed',
  'password-reset',
  'second-factor-added',
  'second-factor-removed',
  'recovery-codes-made',
  'passkey-added',
  'passkey-removed',
  'person-added',
  'person-removed',
  'person-recovered',
  'roles-changed',
  'invited',
  'invitation-accepted',
  'granted',
  'revoked',
  'assigned',
  'released',
  'token-made',
  'token-revoked',
  'read',
  'exported',
  'changed',
  'erased',
  'lock-kept',
  'backed-up',
] as const
export type AuditAction = (typeof auditActions)[number]

export interface AuditEntry {
  readonly atMs: number
  readonly actorId: string | null
  readonly action: AuditAction
  readonly personId: string | null
  readonly cushion?: string | null
  readonly fromMs?: number | null
  readonly toMs?: number | null
  /** A word or two from a list of ours. */
  readonly detail?: string | null
}

type ReadEntry = AuditEntry & { readonly personId: string }

/** Two years: long enough to ask who looked at a treatment that is over. */
const auditDays = 730
const mostAtOnce = 500
/** One look at a page asks several times; once a quarter of an hour is enough to say that somebody looked. */
const sameReadMs = 15 * 60_000
const mostRemembered = 10_000
/** Of one statement: PostgreSQL takes 65,535 values. */
const mostRows = 500

export class Audit {
  readonly #db: Kysely<AccountTables>
  /** When a read of the same kind was last written down. */
  readonly #reads = new Map<string, number>()

  constructor(db: Kysely<AccountTables>) {
    this.#db = db
  }

  async add(entry: AuditEntry): Promise<void> {
    await addAudit(this.#db, entry)
  }

  /** A read of another's data; the same one again soon after is not written down twice. */
  async read(entry: ReadEntry): Promise<void> {
    if (this.#isNew(entry)) await this.add(entry)
  }

  /** Many at once, such as of a list. */
  async reads(entries: readonly ReadEntry[]): Promise<void> {
    const rows = entries.filter((entry) => this.#isNew(entry)).map(rowOf)
    for (let at = 0; at < rows.length; at += mostRows)
      await this.#db
        .insertInto('auditEntry')
        .values(rows.slice(at, at + mostRows))
        .execute()
  }

  #isNew({ actorId, personId, cushion, fromMs, toMs, detail, atMs }: ReadEntry): boolean {
    const key = JSON.stringify([actorId, personId, cushion, fromMs, toMs, detail])
    const last = this.#reads.get(key)
    if (last !== undefined && atMs - last < sameReadMs) return false
    this.#reads.delete(key)
    this.#reads.set(key, atMs)
    const oldest = this.#reads.keys().next().value
    if (this.#reads.size > mostRemembered && oldest !== undefined) this.#reads.delete(oldest)
    return true
  }

  /** Newest first; what concerns this person, and what they did themselves. */
  async of(personId: string): Promise<readonly Required<AuditEntry>[]> {
    const rows = await this.#db
      .selectFrom('auditEntry')
      .selectAll()
      .where((entry) => entry.or([entry('personId', '=', personId), entry('actorId', '=', personId)]))
      .orderBy('id', 'desc')
      .limit(mostAtOnce)
      .execute()
    return rows.flatMap(entryOf)
  }

  async all(): Promise<readonly Required<AuditEntry>[]> {
    const rows = await this.#db
      .selectFrom('auditEntry')
      .selectAll()
      .orderBy('id', 'desc')
      .limit(mostAtOnce)
      .execute()
    return rows.flatMap(entryOf)
  }

  /**
   * Forgets what is older than the retention, of it at most the first day: call it once in an hour of running. So a clock that is
   * far ahead for a while cannot empty the log. Gives how many entries went.
   */
  async forgetOld(nowMs: number): Promise<number> {
    const first = await this.#db
      .selectFrom('auditEntry')
      .select(({ fn }) => fn.min('atMs').as('atMs'))
      .executeTakeFirst()
    if (first === undefined || first.atMs === null) return 0
    return await this.forgetBefore(Math.min(nowMs - auditDays * dayMs, Number(first.atMs) + dayMs))
  }

  /** Gives how many entries were older than this and are gone. */
  async forgetBefore(beforeMs: number): Promise<number> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('auditEntry')
      .where('atMs', '<', beforeMs)
      .executeTakeFirst()
    return Number(numDeletedRows)
  }
}

async function addAudit(db: Kysely<AccountTables>, entry: AuditEntry): Promise<void> {
  await db.insertInto('auditEntry').values(rowOf(entry)).execute()
}

const rowOf = (entry: AuditEntry) => ({
  atMs: entry.atMs,
  actorId: entry.actorId,
  action: entry.action,
  personId: entry.personId,
  cushion: entry.cushion ?? null,
  fromMs: entry.fromMs ?? null,
  toMs: entry.toMs ?? null,
  detail: entry.detail ?? null,
})

/** An action that only a newer Sitbone knows is left out. */
function entryOf({
  id: _id,
  ...row
}: Omit<AccountTables['auditEntry'], 'id'> & { id: number }): Required<AuditEntry>[] {
  const action = auditActions.find((known) => known === row.action)
  return action === undefined ? [] : [{ ...row, action }]
}
