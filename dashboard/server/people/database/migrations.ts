/**
 * How the accounts database came to its present form, step by step. Released steps are never changed; new ones follow.
 * The tables of the first part belong to the sign-in library; a test checks that it finds nothing missing in them.
 */
import { type ColumnDataType, type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { AccountTables } from './tables.ts'

export type DatabaseKind = 'sqlite' | 'postgres'

/** By name, in the order in which they are taken. */
export const migrations = (kind: DatabaseKind): Record<string, Migration> => ({
  '0001-accounts': {
    async up(db: Kysely<AccountTables>) {
      await signInTables(db, kind)
      await peopleTables(db, kind)
      await appendOnly(db, kind)
    },
  },
})

/** The types that the sign-in library expects in either database. */
const typesOf = (kind: DatabaseKind): { date: ColumnDataType; flag: ColumnDataType; big: ColumnDataType } =>
  kind === 'sqlite'
    ? { date: 'date', flag: 'integer', big: 'integer' }
    : { date: 'timestamptz', flag: 'boolean', big: 'bigint' }

async function signInTables(db: Kysely<AccountTables>, kind: DatabaseKind): Promise<void> {
  const { date, flag } = typesOf(kind)
  const table = (name: string) =>
    db.schema.createTable(name).addColumn('id', 'text', (id) => id.notNull().primaryKey())
  const ofPerson = (name: string) =>
    table(name).addColumn('userId', 'text', (id) => id.notNull().references('user.id').onDelete('cascade'))

  await table('user')
    .addColumn('name', 'text', (name) => name.notNull())
    .addColumn('email', 'text', (email) => email.notNull().unique())
    .addColumn('emailVerified', flag, (verified) => verified.notNull())
    .addColumn('image', 'text')
    .addColumn('createdAt', date, (at) => at.notNull())
    .addColumn('updatedAt', date, (at) => at.notNull())
    .addColumn('username', 'text', (name) => name.unique())
    .addColumn('displayUsername', 'text')
    .addColumn('twoFactorEnabled', flag)
    .execute()
  await ofPerson('session')
    .addColumn('expiresAt', date, (at) => at.notNull())
    .addColumn('token', 'text', (token) => token.notNull().unique())
    .addColumn('createdAt', date, (at) => at.notNull())
    .addColumn('updatedAt', date, (at) => at.notNull())
    .addColumn('ipAddress', 'text')
    .addColumn('userAgent', 'text')
    .execute()
  await ofPerson('account')
    .addColumn('accountId', 'text', (id) => id.notNull())
    .addColumn('providerId', 'text', (id) => id.notNull())
    .addColumn('accessToken', 'text')
    .addColumn('refreshToken', 'text')
    .addColumn('idToken', 'text')
    .addColumn('accessTokenExpiresAt', date)
    .addColumn('refreshTokenExpiresAt', date)
    .addColumn('scope', 'text')
    .addColumn('password', 'text')
    .addColumn('createdAt', date, (at) => at.notNull())
    .addColumn('updatedAt', date, (at) => at.notNull())
    .execute()
  await table('verification')
    .addColumn('identifier', 'text', (text) => text.notNull())
    .addColumn('value', 'text', (text) => text.notNull())
    .addColumn('expiresAt', date, (at) => at.notNull())
    .addColumn('createdAt', date, (at) => at.notNull())
    .addColumn('updatedAt', date, (at) => at.notNull())
    .execute()
  await ofPerson('twoFactor')
    .addColumn('secret', 'text', (text) => text.notNull())
    .addColumn('backupCodes', 'text', (text) => text.notNull())
    .addColumn('verified', flag)
    .addColumn('failedVerificationCount', 'integer')
    .addColumn('lockedUntil', date)
    .execute()
  await ofPerson('passkey')
    .addColumn('name', 'text')
    .addColumn('publicKey', 'text', (text) => text.notNull())
    .addColumn('credentialID', 'text', (text) => text.notNull())
    .addColumn('counter', 'integer', (count) => count.notNull())
    .addColumn('deviceType', 'text', (text) => text.notNull())
    .addColumn('backedUp', flag, (backedUp) => backedUp.notNull())
    .addColumn('transports', 'text')
    .addColumn('createdAt', date)
    .addColumn('aaguid', 'text')
    .execute()
  for (const [name, column] of [
    ['session', 'userId'],
    ['account', 'userId'],
    ['verification', 'identifier'],
    ['twoFactor', 'secret'],
    ['twoFactor', 'userId'],
    ['passkey', 'userId'],
    ['passkey', 'credentialID'],
  ] as const)
    await db.schema.createIndex(`${name}_${column}_idx`).on(name).column(column).execute()
}

async function peopleTables(db: Kysely<AccountTables>, kind: DatabaseKind): Promise<void> {
  const { big } = typesOf(kind)
  const table = (name: string) =>
    db.schema.createTable(name).addColumn('id', 'text', (id) => id.notNull().primaryKey())

  await db.schema
    .createTable('personRole')
    .addColumn('personId', 'text', (id) => id.notNull().references('user.id').onDelete('cascade'))
    .addColumn('role', 'text', (role) => role.notNull())
    .addPrimaryKeyConstraint('personRole_pk', ['personId', 'role'])
    .execute()
  await table('accessGrant')
    .addColumn('sitterId', 'text', (id) => id.notNull().references('user.id').onDelete('cascade'))
    .addColumn('physioId', 'text', (id) => id.notNull().references('user.id').onDelete('cascade'))
    .addColumn('scopes', 'text', (text) => text.notNull())
    .addColumn('fromMs', big, (at) => at.notNull())
    .addColumn('untilMs', big)
    .addColumn('revokedAtMs', big)
    .addColumn('createdAtMs', big, (at) => at.notNull())
    .execute()
  await table('invitation')
    .addColumn('hash', 'text', (text) => text.notNull().unique())
    .addColumn('invitedBy', 'text', (id) => id.notNull().references('user.id').onDelete('cascade'))
    .addColumn('offer', 'text', (text) => text.notNull())
    .addColumn('address', 'text')
    .addColumn('createdAtMs', big, (at) => at.notNull())
    .addColumn('expiresAtMs', big, (at) => at.notNull())
    .addColumn('usedAtMs', big)
    .addColumn('usedBy', 'text', (id) => id.references('user.id').onDelete('set null'))
    .addColumn('withdrawnAtMs', big)
    .execute()
  await table('assignment')
    .addColumn('cushion', 'text', (text) => text.notNull())
    .addColumn('sitterId', 'text', (id) => id.notNull().references('user.id').onDelete('cascade'))
    .addColumn('fromMs', big, (at) => at.notNull())
    .addColumn('toMs', big)
    .execute()
  // Two servers that assign the same cushion at once: one of them is refused.
  await db.schema
    .createIndex('assignment_open')
    .unique()
    .on('assignment')
    .column('cushion')
    .where(sql<boolean>`"toMs" IS NULL`)
    .execute()
  await table('apiToken')
    .addColumn('personId', 'text', (id) => id.notNull().references('user.id').onDelete('cascade'))
    .addColumn('name', 'text', (text) => text.notNull())
    .addColumn('hash', 'text', (text) => text.notNull().unique())
    .addColumn('scopes', 'text', (text) => text.notNull())
    .addColumn('createdAtMs', big, (at) => at.notNull())
    .addColumn('expiresAtMs', big, (at) => at.notNull())
    .addColumn('lastUsedAtMs', big)
    .addColumn('revokedAtMs', big)
    .execute()
  await db.schema
    .createTable('auditEntry')
    .addColumn('id', kind === 'sqlite' ? 'integer' : 'bigserial', (id) =>
      kind === 'sqlite' ? id.primaryKey().autoIncrement() : id.primaryKey(),
    )
    .addColumn('atMs', big, (at) => at.notNull())
    .addColumn('actorId', 'text')
    .addColumn('action', 'text', (text) => text.notNull())
    .addColumn('personId', 'text')
    .addColumn('cushion', 'text')
    .addColumn('fromMs', big)
    .addColumn('toMs', big)
    .addColumn('detail', 'text')
    .execute()
  await db.schema
    .createTable('installation')
    .addColumn('name', 'text', (text) => text.notNull().primaryKey())
    .addColumn('value', 'text', (text) => text.notNull())
    .execute()
  for (const [name, ...columns] of [
    ['accessGrant', 'sitterId'],
    ['accessGrant', 'physioId'],
    ['assignment', 'cushion', 'fromMs'],
    ['assignment', 'sitterId'],
    ['apiToken', 'personId'],
    ['auditEntry', 'personId', 'atMs'],
    ['auditEntry', 'atMs'],
  ] as const)
    await db.schema
      .createIndex(`${name}_${columns.join('_')}`)
      .on(name)
      .columns([...columns])
      .execute()
}

/** Nobody rewrites the audit log, not even this program: the database refuses. Old entries may still be deleted. */
async function appendOnly(db: Kysely<AccountTables>, kind: DatabaseKind): Promise<void> {
  if (kind === 'sqlite') {
    await sql`CREATE TRIGGER "auditEntry_append_only" BEFORE UPDATE ON "auditEntry"
      BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END`.execute(db)
    return
  }
  await sql`CREATE FUNCTION "refuse_audit_change"() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'audit entries are never changed'; END $$`.execute(db)
  await sql`CREATE TRIGGER "auditEntry_append_only" BEFORE UPDATE ON "auditEntry"
    FOR EACH ROW EXECUTE FUNCTION "refuse_audit_change"()`.execute(db)
}
