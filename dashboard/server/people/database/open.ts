/** Opens the accounts database, SQLite in the data folder or PostgreSQL, and brings it to the present form. */
import { chmodSync, closeSync, openSync } from 'node:fs'
import { Kysely, PostgresDialect } from 'kysely'
import { migrate } from '../../../../platform/migrate.ts'
import { connectionString, openPool, type PostgresAccess } from '../../../../platform/postgres/pool.ts'
import { type DatabaseKind, migrations } from './migrations.ts'
import { nodeSqliteDialect } from './node-sqlite.ts'
import type { AccountTables } from './tables.ts'

/** The accounts cannot be read or written; the message is for people. */
export class AccountsUnavailable extends Error {
  override name = 'AccountsUnavailable'
}

export type AccountsAddress =
  | { readonly kind: 'sqlite'; readonly file: string }
  | ({ readonly kind: 'postgres' } & PostgresAccess)

export interface AccountsDatabase {
  readonly kind: DatabaseKind
  readonly db: Kysely<AccountTables>
  close(): Promise<void>
}

/** @throws AccountsUnavailable */
export async function openAccountsDatabase(address: AccountsAddress): Promise<AccountsDatabase> {
  try {
    const db = address.kind === 'sqlite' ? await openSqlite(address.file) : await openPostgres(address)
    try {
      await migrate(db, {
        migrations: migrations(address.kind),
        table: 'kysely_migration',
        newer: newerAccounts,
      })
    } catch (error) {
      await db.destroy()
      throw error
    }
    return { kind: address.kind, db, close: () => db.destroy() }
  } catch (error) {
    if (error instanceof AccountsUnavailable) throw error
    const where =
      address.kind === 'sqlite' ? 'The file accounts.db' : 'The PostgreSQL database of the accounts'
    throw new AccountsUnavailable(
      `${where} cannot be opened, so nobody can sign in. Nothing was changed; limits, alerts and recording go on. ${reasonOf(error)}`,
      { cause: error },
    )
  }
}

const reasonOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : null
  return code === null ? 'Check the settings and the log.' : `The reason given is ${code}.`
}

async function openSqlite(file: string): Promise<Kysely<AccountTables>> {
  const { DatabaseSync } = await import('node:sqlite')
  // Made with its final mode: between creation and chmod somebody else could open it.
  closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
  const sqlite = new DatabaseSync(file)
  // SQLite gives the companion files the mode of the database itself.
  sqlite.exec(
    'PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;',
  )
  return new Kysely<AccountTables>({ dialect: nodeSqliteDialect(sqlite) })
}

async function openPostgres(access: PostgresAccess): Promise<Kysely<AccountTables>> {
  const pool = await openPool({ connectionString: connectionString(access) })
  return new Kysely<AccountTables>({ dialect: new PostgresDialect({ pool }) })
}

const newerAccounts = (step: string): AccountsUnavailable =>
  new AccountsUnavailable(
    `The accounts were written by a newer Sitbone (step ${step}). Nothing was changed. Use the newer Sitbone, or another folder (--data).`,
  )
