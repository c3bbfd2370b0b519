/**
 * Copies what can still be read of a corrupt database into a new one: each table from the front up to the first corruption, and
 * from the back down to the last. SQLite's own `.recover` can find more, so the corrupt file is kept.
 */
import { rmSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { isThere } from '../files/set-aside.ts'
import { sideFiles } from './side-files.ts'
import { sqliteTrouble } from './sqlite-trouble.ts'

/** All but SQLite's and the stamp. */
const ownTables =
  "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'writer'"

/** Gives how many rows were saved. The new database has its tables already; rows that do not fit them are left behind. */
export function salvage(from: string, to: DatabaseSync): number {
  const before = sideFiles.filter((end) => isThere(from + end))
  let rows = 0
  let old: DatabaseSync | null = null
  try {
    old = new DatabaseSync(from, { readOnly: true })
    for (const table of namesOf(to, ownTables)) rows += copyTable(old, to, table)
  } catch (error) {
    // Not even its list of tables can be read.
    if (sqliteTrouble(error) === null) throw error
  } finally {
    old?.close()
    for (const end of sideFiles) if (!before.includes(end)) rmSync(from + end, { force: true })
  }
  return rows
}

function copyTable(old: DatabaseSync, to: DatabaseSync, table: string): number {
  const info = (db: DatabaseSync) => namesOf(db, `SELECT name FROM pragma_table_info('${table}')`)
  const there = info(old)
  const columns = info(to).filter((column) => there.includes(column))
  if (columns.length === 0) return 0
  const key = namesOf(to, `SELECT name FROM pragma_table_info('${table}') WHERE pk > 0 ORDER BY pk`)
  const insert = to.prepare(
    `INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  )
  let rows = 0
  /** False when corruption ended it. */
  const copy = (direction: 'ASC' | 'DESC'): boolean => {
    const order =
      key.length === 0 ? '' : `ORDER BY ${key.map((column) => `${column} ${direction}`).join(', ')}`
    try {
      const select = old.prepare(`SELECT ${columns.join(', ')} FROM ${table} ${order}`)
      // Else one integer that is too large would end the whole read.
      select.setReadBigInts(true)
      for (const row of select.iterate())
        rows += inserted(
          insert,
          columns.map((column) => row[column] ?? null),
        )
      return true
    } catch (error) {
      if (sqliteTrouble(error) === null) throw error
      return false
    }
  }
  to.exec('BEGIN')
  // A full disk ends it here; closing the new file rolls back what was started.
  if (!copy('ASC') && key.length > 0) copy('DESC')
  to.exec('COMMIT')
  return rows
}

/** 1, or 0 for a row that already exists or does not fit. */
function inserted(insert: ReturnType<DatabaseSync['prepare']>, values: SQLInputValue[]): number {
  if (values.some((value) => typeof value === 'bigint' && !isExact(value))) return 0
  try {
    return Number(insert.run(...values).changes)
  } catch (error) {
    const trouble = sqliteTrouble(error)
    if (trouble === null || trouble === 'full' || trouble === 'io') throw error
    return 0
  }
}

/** No program of ours writes integers beyond these. */
const isExact = (value: bigint): boolean =>
  value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER

const namesOf = (db: DatabaseSync, sql: string): string[] =>
  db
    .prepare(sql)
    .all()
    .map((row) => String(row.name))
