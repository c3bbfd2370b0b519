/** Brings a database to its present form, one program at a time, and refuses one that a newer Sitbone wrote. */
import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'

export interface MigrationPlan {
  /** By name, in the order in which they are taken. */
  readonly migrations: Readonly<Record<string, Migration>>
  /** Notes which ones were taken; the lock lies beside it. Two parts in one database have a table each. */
  readonly table: string
  /** The error for a step that this Sitbone does not know. */
  newer(step: string): Error
}

export async function migrate<Tables>(
  db: Kysely<Tables>,
  { migrations, table, newer }: MigrationPlan,
): Promise<void> {
  const taken = await takenMigrations(db, table)
  const unknown = taken.find((name) => !(name in migrations))
  if (unknown !== undefined) throw newer(unknown)
  if (Object.keys(migrations).every((name) => taken.includes(name))) return
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableName: table,
    migrationLockTableName: `${table}_lock`,
  }).migrateToLatest()
  if (error !== undefined) throw error
}

async function takenMigrations<Tables>(db: Kysely<Tables>, table: string): Promise<readonly string[]> {
  const taken = async () =>
    (await sql<{ name: string }>`SELECT name FROM ${sql.table(table)}`.execute(db)).rows
  const rows = await taken().catch(async () => {
    // Only now, because listing the tables takes many times as long. Another program may make it meanwhile.
    const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
    return tables.some(({ name }) => name === table) ? await taken() : []
  })
  return rows.map(({ name }) => name)
}
