/** Opens the diary's file. A corrupt one is set aside, see platform/sqlite/kept-database.ts. */
import type { DatabaseSync } from 'node:sqlite'
import { FileRefused } from '../../../../platform/files/private-files.ts'
import { WrittenByNewer } from '../../../../platform/newer-file.ts'
import {
  type DatabaseKind,
  type KeptDatabase,
  openKept,
  replaceDamaged,
} from '../../../../platform/sqlite/kept-database.ts'
import { sqliteTrouble } from '../../../../platform/sqlite/sqlite-trouble.ts'
import { DiaryUnavailable, unchanged } from './diary-base.ts'
import { selectAll, tableNames } from './diary-tables.ts'
import { diaryStamp } from './schema.ts'

const kind: DatabaseKind<DatabaseSync> = {
  ...diaryStamp,
  what: 'the diary',
  missing: 'earlier check-ins are missing from the pages',
  busyMs: 2000,
  pragmas: '',
  use(db) {
    // Fails where a table or a column is missing.
    for (const name of tableNames) db.prepare(sqliteText(selectAll(name)))
    return db
  },
}
/** In the file, which is the diary's own, its tables have no prefix. */
export const sqliteText = (text: string): string => text.replaceAll('diary_', '')

/** @throws DiaryUnavailable */
export const openDiaryFile = (file: string, nowMs: number): KeptDatabase<DatabaseSync> =>
  opened(() => openKept(file, kind, nowMs))

/** For corruption that shows in a file that was open; the caller has closed it. @throws DiaryUnavailable */
export const replaceDiaryFile = (file: string, nowMs: number): KeptDatabase<DatabaseSync> =>
  opened(() => replaceDamaged(file, kind, nowMs))

function opened(open: () => KeptDatabase<DatabaseSync>): KeptDatabase<DatabaseSync> {
  try {
    return open()
  } catch (error) {
    throw diaryError(error)
  }
}

/** The error to throw on; one that is a bug stays as it is. Names no path: it goes to the page. The cause goes to the log. */
export function diaryError(error: unknown): unknown {
  const cause = { cause: error }
  const sentence = sentenceFor(error)
  return sentence === null ? error : new DiaryUnavailable(sentence, cause)
}

function sentenceFor(error: unknown): string | null {
  if (error instanceof WrittenByNewer)
    return `The diary was written by a newer Sitbone. ${unchanged} ${error.advice}`
  if (error instanceof FileRefused)
    return `The diary cannot be opened by this Sitbone. ${unchanged} The log gives the reason and what to do.`
  if (error instanceof Error && 'syscall' in error)
    return `The folder of the diary cannot be made or written. ${unchanged} Choose a folder that you can write to (--data).`
  switch (sqliteTrouble(error)) {
    case null:
      return null
    case 'full':
      return `The disk of the diary is full. ${unchanged} Free some space.`
    case 'unwritable':
      return `The diary’s file diary.db cannot be written. ${unchanged} Check its permissions, or choose another folder (--data).`
    case 'busy':
      return `Another program holds the diary’s file diary.db. ${unchanged} Close it and try again.`
    default:
      return `The diary cannot be read or written now. ${unchanged} See the log for the reason.`
  }
}
