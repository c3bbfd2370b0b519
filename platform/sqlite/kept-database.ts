/**
 * Opens a database of the data folder. One that is corrupt in any way is set aside, never deleted: what can still be read
 * of it goes into a new one, and a sentence says so.
 *
 *   refuse links -> clear the way -> open -> stamp -> quick check -> steps -> `use` prepares its statements
 *        any corruption on the way: set aside -> open a new one -> salvage
 */
import { lstatSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createEmpty, makePrivateFolder, refuseLink } from '../files/private-files.ts'
import { setAside } from '../files/set-aside.ts'
import { WrittenByNewer } from '../newer-file.ts'
import { salvage } from './salvage.ts'
import { ForeignFile, newerThan, type Stamp, takeSteps } from './schema-steps.ts'
import { sideFiles } from './side-files.ts'
import { isTooLarge, sqliteTrouble } from './sqlite-trouble.ts'

export interface DatabaseKind<T> extends Stamp {
  /** For people: "the store". */
  readonly what: string
  /** What is missing where nothing could be saved: "earlier check-ins are missing from the pages". */
  readonly missing: string
  readonly busyMs: number
  /** For each connection; run before anything is read. */
  readonly pragmas: string
  /** Prepares its statements. What it throws because of the file's content counts as corruption. */
  use(db: DatabaseSync): T
}

export interface KeptDatabase<T> {
  readonly db: DatabaseSync
  readonly used: T
  /** What was set aside, as a sentence. */
  readonly setAside: string | null
}

/** A whole check of a large file would delay the start; corruption there shows when it is read. */
const checkedBytesMax = 64_000_000

/** Throws FileRefused, or what SQLite or the file system throws. */
export function openKept<T>(file: string, kind: DatabaseKind<T>, nowMs: number): KeptDatabase<T> {
  makePrivateFolder(dirname(file))
  const inTheWay = clearTheWay(file, nowMs)
  try {
    return { ...openOnce(file, kind), setAside: inTheWay }
  } catch (error) {
    if (!isDamage(error)) throw error
  }
  return replaceDamaged(file, kind, nowMs)
}

/** For corruption that shows while the file is in use, too: close it first. */
export function replaceDamaged<T>(file: string, kind: DatabaseKind<T>, nowMs: number): KeptDatabase<T> {
  const aside = setAside(file, nowMs, sideFiles)
  const rows = fillNew(file, kind, aside)
  try {
    return { ...openOnce(file, kind), setAside: asideSentence(file, kind, { aside, rows }) }
  } catch (error) {
    // Not the file is at fault, but this program: the file goes back to its place.
    if (isDamage(error)) putBack(file, aside)
    throw error
  }
}

export const isDamage = (error: unknown): boolean =>
  error instanceof ForeignFile ||
  isTooLarge(error) ||
  ['corrupt', 'misfit'].includes(sqliteTrouble(error) ?? 'none')

function openOnce<T>(file: string, kind: DatabaseKind<T>): { db: DatabaseSync; used: T } {
  for (const end of ['', ...sideFiles]) refuseLink(file + end)
  createEmpty(file)
  const db = new DatabaseSync(file, { timeout: kind.busyMs })
  try {
    db.exec(kind.pragmas)
    const newer = newerThan(db, kind)
    if (newer !== null) {
      const what = `${kind.what.charAt(0).toUpperCase()}${kind.what.slice(1)} ${file}`
      throw new WrittenByNewer({ what, supported: kind.steps.length, ...newer })
    }
    // Before anything is written: what is set aside is as it was found.
    if (statSync(file).size <= checkedBytesMax) quickCheck(db)
    takeSteps(db, kind)
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    return { db, used: kind.use(db) }
  } catch (error) {
    db.close()
    throw error
  }
}

function quickCheck(db: DatabaseSync): void {
  const verdict = db.prepare('PRAGMA quick_check(1)').get()?.quick_check
  if (verdict !== 'ok') throw Object.assign(new Error(`quick_check: ${verdict}`), { errcode: 11 })
}

/** A new database with what could be saved; gives how many rows that are. */
function fillNew<T>(file: string, kind: DatabaseKind<T>, aside: string): number {
  createEmpty(file)
  const db = new DatabaseSync(file, { timeout: kind.busyMs })
  try {
    db.exec(kind.pragmas)
    takeSteps(db, kind)
    return lstatSync(aside, { throwIfNoEntry: false })?.isFile() === true ? salvage(aside, db) : 0
  } finally {
    db.close()
  }
}

/**
 * What SQLite would not report moves aside: folders and the like, and files so short that it takes them for new ones and
 * drops their log. Links are refused later.
 */
function clearTheWay(file: string, nowMs: number): string | null {
  const said: string[] = []
  for (const end of ['', ...sideFiles]) {
    const there = lstatSync(file + end, { throwIfNoEntry: false })
    if (there === undefined || there.isFile() || there.isSymbolicLink()) continue
    said.push(`${file}${end} was not a file. It was kept as ${setAside(file + end, nowMs)}.`)
  }
  if (isStump(file))
    said.push(
      `${file} was cut short. It was kept as ${setAside(file, nowMs, sideFiles)}, and a new file was started.`,
    )
  return said.length === 0 ? null : said.join(' ')
}

/** The smallest page: https://www.sqlite.org/fileformat.html#pages */
const smallestPage = 512

function isStump(file: string): boolean {
  const size = (end: string) => {
    const there = lstatSync(file + end, { throwIfNoEntry: false })
    return there?.isFile() === true ? there.size : null
  }
  const own = size('')
  return own !== null && own < smallestPage && (own > 0 || (size('-wal') ?? 0) > 0)
}

function putBack(file: string, aside: string): void {
  for (const end of ['', ...sideFiles]) {
    rmSync(file + end, { force: true })
    if (lstatSync(aside + end, { throwIfNoEntry: false }) !== undefined) renameSync(aside + end, file + end)
  }
}

function asideSentence<T>(
  file: string,
  { missing }: DatabaseKind<T>,
  { aside, rows }: { aside: string; rows: number },
): string {
  const saved =
    rows === 0
      ? `Nothing in it could be read, so a new file was started: ${missing}.`
      : `What could be read (${rows} rows) is now in a new file; for the rest, ${missing}.`
  return `${file} was corrupt and was kept as ${aside}. ${saved} New data is kept as usual. The sqlite3 tool can often rescue more: sqlite3 "${aside}" .recover`
}
