/**
 * One number that grows whenever something changes that decides about access: sessions, roles, grants, assignments,
 * tokens. Every server of an installation watches it, so that a change made by another one, or on the command line,
 * counts everywhere within a second.
 */
import { type Kysely, sql } from 'kysely'
import type { AccountTables } from '../database/tables.ts'

const name = 'revision'

/** Inside the transaction of the change itself. */
export async function accessChanged(db: Kysely<AccountTables>): Promise<void> {
  await db
    .insertInto('installation')
    .values({ name, value: '1' })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ value: sql`CAST(CAST("installation"."value" AS bigint) + 1 AS text)` }),
    )
    .execute()
}

export async function accessRevision(db: Kysely<AccountTables>): Promise<string> {
  const row = await db.selectFrom('installation').select('value').where('name', '=', name).executeTakeFirst()
  return row?.value ?? '0'
}
