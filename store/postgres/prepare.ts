/** Looks whether a server can be used, and brings its tables to the present form. */
import { Kysely, PostgresDialect } from 'kysely'
import type { Pool } from 'pg'
import { migrate } from '../../platform/migrate.ts'
import { migrations, migrationTable } from './migrations.ts'
import { isReadOnly, type Place, tooOld, writtenByNewer } from './postgres-errors.ts'

const oldestVersion = 130_000

export async function prepare(pool: Pool, place: Place): Promise<void> {
  const { rows } = await pool.query<{ version: number; readOnly: string }>(
    `SELECT current_setting('server_version_num')::int4 AS version, current_setting('transaction_read_only') AS "readOnly"`,
  )
  const { version = 0, readOnly = '' } = rows[0] ?? {}
  if (version < oldestVersion) throw tooOld(place, version)
  if (readOnly === 'on') throw isReadOnly(place)
  // Not destroyed: that would end the pool.
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  await migrate(db, { migrations, table: migrationTable, newer: (step) => writtenByNewer(place, step) })
}
