/**
 * How the tables of the store in PostgreSQL came to their present form, step by step. Released steps are never changed.
 *
 * All but the list of cushions lie in partitions by cushion, so that indexes stay small and are tended side by side.
 * `seat_chunk`: one packed minute a row. `seat_tail`: the minutes that still grow, one row for what each write brought; a cushion's
 * row names them. `seat_damaged`: packed minutes that could not be unpacked when newer data for them came, kept as they are.
 */
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Notes which steps were taken. Not the table of the accounts, which may share the database. */
export const migrationTable = 'seat_migration'

const partitions = 8
/** A packed minute of 2 kB stays in its row, which PostgreSQL would else cut into pieces kept elsewhere. */
const mostInRow = 8160

const partitioned: Readonly<Record<string, { readonly columns: string; readonly storage?: string }>> = {
  seat_chunk: {
    columns: `cushion int4 NOT NULL, minute int4 NOT NULL, "firstAtMs" int8 NOT NULL, "lastAtMs" int8 NOT NULL,
      frames int4 NOT NULL, cells int4 NOT NULL, body bytea NOT NULL, PRIMARY KEY (cushion, minute) INCLUDE (cells)`,
    storage: `toast_tuple_target = ${mostInRow}`,
  },
  seat_tail: {
    columns: `cushion int4 NOT NULL, minute int4 NOT NULL, id bigserial, "firstAtMs" int8 NOT NULL,
      "lastAtMs" int8 NOT NULL, frames int4 NOT NULL, cells int4 NOT NULL, body bytea NOT NULL,
      PRIMARY KEY (cushion, minute, id)`,
    storage: `toast_tuple_target = ${mostInRow}`,
  },
  seat_minute: {
    columns: `cushion int4 NOT NULL, "atMs" int8 NOT NULL, "seatedS" float8, "unknownS" float8, "leftMeanKpa" float8,
      "leftMaxKpa" float8, "rightMeanKpa" float8, "rightMaxKpa" float8, "leftPtiKpaMin" float8, "rightPtiKpaMin" float8,
      "emptyS" float8, "leftLoadKpaMin" float8, "rightLoadKpaMin" float8, "leftMeanRelative" float8,
      "rightMeanRelative" float8, "weightShifts" int4, "pressureReliefs" int4, movements int4, frames int4,
      PRIMARY KEY (cushion, "atMs")`,
  },
  seat_bout: {
    columns: `cushion int4 NOT NULL, "startedAtMs" int8 NOT NULL, "endedAtMs" int8 NOT NULL, "boutS" float8 NOT NULL,
      PRIMARY KEY (cushion, "startedAtMs") INCLUDE ("endedAtMs")`,
  },
  seat_event: {
    columns: `cushion int4 NOT NULL, "atMs" int8 NOT NULL, slot int4 NOT NULL, key text COLLATE "C" NOT NULL,
      body text NOT NULL, PRIMARY KEY (cushion, "atMs", key)`,
  },
}

const plain = [
  `CREATE TABLE seat_cushion (id int4 GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text COLLATE "C" NOT NULL UNIQUE,
    simulated boolean NOT NULL, older int4, newer int4) WITH (fillfactor = 50)`,
  'CREATE TABLE seat_damaged (cushion int4 NOT NULL, minute int4 NOT NULL, body bytea NOT NULL)',
  'CREATE INDEX seat_damaged_minute ON seat_damaged (cushion, minute)',
  `CREATE TABLE seat_retention (id int4 PRIMARY KEY CHECK (id = 1), "seenMs" int8, "ranMs" int8 NOT NULL,
    "prunedRanMs" int8 NOT NULL)`,
  'INSERT INTO seat_retention VALUES (1, NULL, 0, 0)',
]

export const migrations: Readonly<Record<string, Migration>> = {
  '0001-store': {
    async up(db: Kysely<unknown>) {
      for (const text of plain) await sql.raw(text).execute(db)
      for (const table of Object.keys(partitioned)) await partitionedTable(db, table)
      for (const table of ['seat_chunk', 'seat_tail'])
        await sql.raw(`ALTER TABLE ${table} ALTER COLUMN body SET STORAGE EXTERNAL`).execute(db)
    },
  },
}

async function partitionedTable(db: Kysely<unknown>, name: string): Promise<void> {
  const { columns, storage } = partitioned[name] ?? { columns: '' }
  await sql.raw(`CREATE TABLE ${name} (${columns}) PARTITION BY HASH (cushion)`).execute(db)
  const how = storage === undefined ? '' : ` WITH (${storage})`
  for (let part = 0; part < partitions; part++)
    await sql
      .raw(
        `CREATE TABLE ${name}_${part} PARTITION OF ${name} FOR VALUES WITH (MODULUS ${partitions}, REMAINDER ${part})${how}`,
      )
      .execute(db)
}
