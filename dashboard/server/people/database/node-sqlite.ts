/** Node's own SQLite in the form that Kysely's SQLite dialect expects. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { type Dialect, SqliteDialect } from 'kysely'

export function nodeSqliteDialect(db: DatabaseSync): Dialect {
  return new SqliteDialect({
    database: {
      close: () => db.close(),
      prepare(text) {
        const statement = db.prepare(text)
        return {
          reader: statement.columns().length > 0,
          all: (values) => statement.all(...values.map(bound)),
          run: (values) => statement.run(...values.map(bound)),
          iterate: (values) => statement.iterate(...values.map(bound)),
        }
      },
    },
  })
}

/** Kysely says `unknown`; anything that SQLite cannot keep is a bug of the query. */
function bound(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
    return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value instanceof Uint8Array) return value
  throw new TypeError(`SQLite cannot keep a ${typeof value}.`)
}
