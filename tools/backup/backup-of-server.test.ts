/** The backup of a running server: complete, for its user only, and nothing half made is left. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { BackupRefused, checkBackup, makeBackup } from './backup.ts'
import { backupOfServer } from './backup-of-server.ts'

let data: string
let db: DatabaseSync

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'sitbone-backup-of-server-'))
  db = new DatabaseSync(join(data, 'gateway.db'))
  // As the outbox holds it: nobody else may read.
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA locking_mode = EXCLUSIVE; CREATE TABLE kept (text); INSERT INTO kept VALUES (1)',
  )
  mkdirSync(join(data, 'tls'))
  writeFileSync(join(data, 'tls', 'authority.key'), 'a key')
})
afterEach(() => {
  db.close()
  rmSync(data, { recursive: true })
})

const nowMs = Date.parse('2026-03-02T09:00:00.000Z')
const madeOf = async (atMs: number) => {
  const made = await backupOfServer(data, atMs)
  if ('refused' in made) throw new Error(made.refused)
  return made
}

it('copies a database that is held, and every file is for its user only', async () => {
  const { folder, files, bytes } = await madeOf(nowMs)
  expect(folder).toBe(join(data, 'backups', '2026-03-02T09-00-00-000Z'))
  expect(checkBackup(folder).names).toHaveLength(files)
  expect(bytes).toBeGreaterThan(0)
  const copy = new DatabaseSync(join(folder, 'gateway.db'))
  expect(copy.prepare('SELECT text FROM kept').all()).toEqual([{ text: 1 }])
  copy.close()
  expect(readFileSync(join(folder, 'tls', 'authority.key'), 'utf8')).toBe('a key')
  const modes = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => {
    const found = statSync(join(folder, name))
    return [name, (found.mode & 0o777).toString(8), found.isDirectory()] as const
  })
  for (const [name, mode, isFolder] of modes) expect(mode, name).toBe(isFolder ? '700' : '600')
  // The copy ended no lock of this process.
  db.exec('INSERT INTO kept VALUES (2)')
})

it('an earlier backup is no part of the next, and what an interrupted one left is removed', async () => {
  const first = await madeOf(nowMs)
  const left = join(data, 'backups', '2026-03-02T09-30-00-000Z.part')
  const mine = join(data, 'backups', 'my own.part')
  for (const folder of [left, mine]) mkdirSync(folder)
  const second = await madeOf(nowMs + 3_600_000)
  expect(second.files).toBe(first.files)
  expect([first.folder, left, mine, second.folder].map((folder) => existsSync(folder))).toEqual([
    true,
    false,
    true,
    true,
  ])
})

it('a folder without data, and a disk without room, are refused in words and leave nothing', async () => {
  const empty = join(data, 'empty')
  mkdirSync(empty)
  expect(await backupOfServer(empty, nowMs)).toEqual({ refused: expect.stringMatching(/nothing of Sitbone/) })
  expect(existsSync(join(empty, 'backups'))).toBe(false)
  const to = join(data, 'to')
  const job = { from: data, to, leaveBytes: Number.MAX_SAFE_INTEGER }
  await expect(makeBackup(job)).rejects.toThrow(/not enough room.*Nothing was written.*Delete old backups/)
  expect(readdirSync(to)).toEqual([])
})

it('a backup that is not complete is refused', () => {
  expect(() => checkBackup(data)).toThrow(BackupRefused)
})
