/** What sitters share with whom, from when until when. */
import type { Kysely } from 'kysely'
import { type GrantScope, grantScopes } from '../../../../contract/people.ts'
import type { AccountTables } from '../database/tables.ts'
import { knownOf } from './json-list.ts'
import { accessChanged } from './revision.ts'
import { freshId } from './secrets.ts'

export interface Grant {
  readonly id: string
  readonly sitterId: string
  readonly physioId: string
  readonly scopes: readonly GrantScope[]
  readonly fromMs: number
  /** Null: until it is revoked. */
  readonly untilMs: number | null
  readonly revokedAtMs: number | null
}

export interface NewGrant extends Omit<Grant, 'id' | 'revokedAtMs'> {
  readonly nowMs: number
}

export class Grants {
  readonly #db: Kysely<AccountTables>

  constructor(db: Kysely<AccountTables>) {
    this.#db = db
  }

  async add(grant: NewGrant): Promise<Grant> {
    return await this.#db.transaction().execute((db) => addGrant(db, grant))
  }

  /** False when the sitter has no such grant that is still open. */
  async revoke(asked: {
    readonly id: string
    readonly sitterId: string
    readonly nowMs: number
  }): Promise<boolean> {
    return await this.#db.transaction().execute(async (db) => {
      const { numUpdatedRows } = await db
        .updateTable('accessGrant')
        .set({ revokedAtMs: asked.nowMs })
        .where('id', '=', asked.id)
        .where('sitterId', '=', asked.sitterId)
        .where('revokedAtMs', 'is', null)
        .executeTakeFirst()
      await accessChanged(db)
      return numUpdatedRows > 0n
    })
  }

  async ofSitter(sitterId: string): Promise<readonly Grant[]> {
    const rows = await this.#db
      .selectFrom('accessGrant')
      .selectAll()
      .where('sitterId', '=', sitterId)
      .execute()
    return rows.map(grantOf)
  }

  /** Those that are in force at this moment. */
  async heldBy(physioId: string, nowMs: number): Promise<readonly Grant[]> {
    const rows = await this.#db
      .selectFrom('accessGrant')
      .selectAll()
      .where('physioId', '=', physioId)
      .where('revokedAtMs', 'is', null)
      .where('fromMs', '<=', nowMs)
      .where((grant) => grant.or([grant('untilMs', 'is', null), grant('untilMs', '>', nowMs)]))
      .execute()
    return rows.map(grantOf)
  }
}

export async function addGrant(db: Kysely<AccountTables>, { nowMs, ...grant }: NewGrant): Promise<Grant> {
  const added = { id: freshId(), ...grant, revokedAtMs: null }
  await db
    .insertInto('accessGrant')
    .values({ ...added, scopes: JSON.stringify(grant.scopes), createdAtMs: nowMs })
    .execute()
  await accessChanged(db)
  return added
}

const grantOf = ({ createdAtMs: _made, ...row }: AccountTables['accessGrant']): Grant => ({
  ...row,
  scopes: knownOf(row.scopes, grantScopes),
})
