/** Brings the diary in PostgreSQL to its present form, and takes over once what a file of the data folder says. */
import { randomUUID } from 'node:crypto'
import { Kysely, PostgresDialect, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Pool } from 'pg'
import type { Log } from '../../../../platform/log.ts'
import { migrate } from '../../../../platform/migrate.ts'
import type { Row, Statements } from './diary-base.ts'
import { columnsOf, selectAll, type TableName, tableNames } from './diary-tables.ts'
import { inTransaction, withoutNul } from './postgres-statements.ts'
import { writtenByNewer } from './postgres-words.ts'
import type { SqliteBase } from './sqlite-base.ts'

const name = 'text COLLATE "C" NOT NULL'

/** Released steps are never changed; new ones follow. */
const first = [
  `CREATE TABLE "diary_checkIn" (cushion ${name}, id ${name}, "atMs" int8 NOT NULL, day ${name}, occasion text NOT NULL,
    pain float8 NOT NULL, side text, place text, note text, source text NOT NULL, answers text, PRIMARY KEY (cushion, id))`,
  'CREATE INDEX "diary_checkIn_at" ON "diary_checkIn" (cushion, "atMs")',
  `CREATE TABLE "diary_decision" (cushion ${name}, "proposalId" ${name}, kind text NOT NULL, decision text NOT NULL, day ${name},
    "decidedAtMs" int8 NOT NULL, "decidedBy" text, changes text NOT NULL, reasons text NOT NULL, before text, "undoneAtMs" int8,
    PRIMARY KEY (cushion, "proposalId"))`,
  `CREATE TABLE "diary_redFlagAnswer" (id int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cushion ${name},
    "answeredAtMs" int8 NOT NULL, flags text NOT NULL, "clearedAtMs" int8, "clearedBy" text)`,
  'CREATE INDEX "diary_redFlagAnswer_at" ON "diary_redFlagAnswer" (cushion, "answeredAtMs")',
  `CREATE TABLE "diary_baseline" (cushion ${name} PRIMARY KEY, "morningPain" float8, "comfortableBoutMin" float8)`,
  `CREATE TABLE "diary_entry" (cushion ${name}, id ${name}, "atMs" int8 NOT NULL, day ${name}, kind text NOT NULL,
    minutes float8, note text, PRIMARY KEY (cushion, id))`,
  'CREATE INDEX "diary_entry_at" ON "diary_entry" (cushion, "atMs")',
  `CREATE TABLE "diary_setup" (cushion ${name} PRIMARY KEY, answers text NOT NULL, "updatedAtMs" int8 NOT NULL)`,
  `CREATE TABLE "diary_prescription" (cushion ${name}, place ${name}, revision int8 NOT NULL, "atMs" int8 NOT NULL, author text,
    reason text NOT NULL, "nextReview" text, "stepsUpToPercent" int8, tolerance text NOT NULL, before text, locked text NOT NULL,
    questions text, PRIMARY KEY (cushion, place, revision))`,
  `CREATE TABLE "diary_comment" (cushion ${name}, id ${name}, "atMs" int8 NOT NULL, thread ${name}, "madeAtMs" int8 NOT NULL,
    author text, "authorKey" ${name}, text text NOT NULL, PRIMARY KEY (cushion, id))`,
  'CREATE INDEX "diary_comment_at" ON "diary_comment" (cushion, "atMs")',
  `CREATE TABLE "diary_commentRead" (cushion ${name}, comment ${name}, "readerKey" ${name}, reader text, "atMs" int8 NOT NULL,
    PRIMARY KEY (cushion, comment, "readerKey"))`,
  `CREATE TABLE "diary_visaH" (cushion ${name}, day ${name}, total float8 NOT NULL, author text, PRIMARY KEY (cushion, day))`,
  'CREATE TABLE "diary_revision" (id int4 PRIMARY KEY CHECK (id = 1), revision int8 NOT NULL)',
  'INSERT INTO "diary_revision" VALUES (1, 0)',
  `CREATE TABLE "diary_origin" (id ${name} PRIMARY KEY, "takenAtMs" int8 NOT NULL)`,
]

const migrations: Readonly<Record<string, Migration>> = {
  '0001-diary': {
    async up(db: Kysely<unknown>) {
      for (const text of first) await sql.raw(text).execute(db)
    },
  },
}

/** @throws DiaryUnavailable for one that a newer Sitbone wrote, and whatever PostgreSQL throws */
export async function migrateDiary(pool: Pool): Promise<void> {
  // Not destroyed: that would end the pool.
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  await migrate(db, { migrations, table: 'diary_migration', newer: writtenByNewer })
}

export interface TakeOver {
  readonly pool: Pool
  readonly earlier: SqliteBase
  readonly file: string
  readonly nowMs: number
  readonly log: Log
}

/**
 * All of the file in one transaction. The file is known by a mark of its own, so that neither a second start nor a server that has
 * the same file or a copy of it takes it over again: what was deleted meanwhile stays deleted.
 */
export async function takeOver({ pool, earlier, file, nowMs, log }: TakeOver): Promise<void> {
  const client = await pool.connect()
  try {
    const origin = await originOf(earlier)
    const taken = await inTransaction(client, async (on) => {
      const isNew = await on.run(
        'INSERT INTO "diary_origin" (id, "takenAtMs") VALUES ($1, $2) ON CONFLICT DO NOTHING',
        ...[origin, nowMs],
      )
      return isNew > 0 ? await copyAll(earlier, on) : null
    })
    client.release()
    if (taken !== null) sayTaken(taken, file, log)
    log.info({ file }, keptWords(file))
  } catch (error) {
    client.release(true)
    throw error
  } finally {
    await earlier.stop()
  }
}

interface Taken {
  readonly rows: number
  /** Rows that make no sense. */
  readonly left: number
}

function sayTaken({ rows, left }: Taken, file: string, log: Log): void {
  log.info(
    { file, rows },
    `The diary in ${file} was copied to the PostgreSQL of the accounts (${rows} rows), once.`,
  )
  if (left > 0)
    log.warn(
      { file, left },
      `${left} rows of the diary in ${file} make no sense and were not copied; the file keeps them.`,
    )
}

/** At every start, until somebody has decided. */
const keptWords = (file: string): string =>
  `The diary is in the PostgreSQL of the accounts. ${file} is kept as it was when it was copied there. Delete it once you have seen that everything is there: a person who is erased at another dashboard stays in it.`

async function originOf(earlier: SqliteBase): Promise<string> {
  return await earlier.transaction(async (on) => {
    await on.run('CREATE TABLE IF NOT EXISTS origin (id TEXT NOT NULL)')
    await on.run('INSERT INTO origin SELECT $1 WHERE NOT EXISTS (SELECT 1 FROM origin)', randomUUID())
    const [row] = await on.all('SELECT id FROM origin')
    return String(row?.id)
  })
}

async function copyAll(earlier: SqliteBase, on: Statements): Promise<Taken> {
  const kinds = await kindsOf(on)
  let [rows, left] = [0, 0]
  for (const table of tableNames) {
    const found = await earlier.all(
      table === 'redFlagAnswer' ? `${selectAll(table)} ORDER BY id` : selectAll(table),
    )
    const sound = found.filter((row) => columnsOf(table).every((column) => kinds(table, column)(row[column])))
    for (let at = 0; at < sound.length; at += pageRows) await copy(on, table, sound.slice(at, at + pageRows))
    rows += sound.length
    left += found.length - sound.length
  }
  return { rows, left }
}

const pageRows = 1000

async function copy(on: Statements, table: TableName, rows: readonly Row[]): Promise<void> {
  const columns = columnsOf(table)
    .map((column) => `"${column}"`)
    .join(', ')
  await on.run(
    `INSERT INTO "diary_${table}" (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::"diary_${table}", $1::json) ON CONFLICT DO NOTHING`,
    JSON.stringify(rows, (_column, value: unknown) => withoutNul(value)),
  )
}

/** SQLite keeps anything in any column; what does not fit is no row of ours. */
async function kindsOf(
  on: Statements,
): Promise<(table: TableName, column: string) => (value: unknown) => boolean> {
  const rows = await on.all(
    `SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
      WHERE table_schema = current_schema() AND table_name LIKE 'diary\\_%'`,
  )
  const known = new Map(rows.map((row) => [`${row.table_name}.${row.column_name}`, row]))
  return (table, column) => {
    const { data_type: type, is_nullable: nullable } = known.get(`diary_${table}.${column}`) ?? {}
    return (value) => {
      if (value === null) return nullable === 'YES'
      if (type === 'text') return typeof value === 'string'
      return typeof value === 'number' && (type !== 'bigint' || Number.isSafeInteger(value))
    }
  }
}
