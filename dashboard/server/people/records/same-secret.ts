/** Whether the accounts are opened with the secret of the last time. Of it only four letters of its hash are kept: too few to find it by. */
import { createHash } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { AccountTables } from '../database/tables.ts'

const name = 'secret'

export async function isSameSecret(db: Kysely<AccountTables>, secret: string): Promise<boolean> {
  const value = createHash('sha256').update(`sitbone ${secret}`).digest('base64url').slice(0, 4)
  const kept = await db.selectFrom('installation').select('value').where('name', '=', name).executeTakeFirst()
  if (kept?.value === value) return true
  await db
    .insertInto('installation')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute()
  return kept === undefined
}
