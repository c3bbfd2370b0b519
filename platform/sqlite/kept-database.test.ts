import {
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it, test } from 'vitest'
import { type DatabaseKind, openKept } from './kept-database.ts'
import { refuseNewerDatabase } from './refuse-newer.ts'

let folder = ''
let file = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-kept-'))
  file = join(folder, 'kept.db')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const rowsKept = 500
const kind: DatabaseKind<DatabaseSync> = {
  applicationId: 0x53697458,
  steps: ['CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT NOT NULL)'],
  what: 'the notes',
  missing: 'earlier notes are missing',
  busyMs: 0,
  pragmas: '',
  use(db) {
    db.prepare('SELECT id, body FROM note')
    return db
  },
}
const bodyOf = (id: number) => `note ${id} `.repeat(10)
const open = () => openKept(file, kind, Date.parse('2026-03-02T09:00:00Z'))

function fill(): void {
  const { db } = open()
  db.exec('BEGIN')
  const insert = db.prepare('INSERT INTO note VALUES (?, ?)')
  for (let id = 1; id <= rowsKept; id++) insert.run(id, bodyOf(id))
  db.exec('COMMIT')
  db.close()
}

/** Opens, gives the ids that are there, and checks that none of them is altered. */
function idsAfterOpening(): { ids: number[]; setAside: string | null } {
  const { db, setAside } = open()
  const rows = db.prepare('SELECT id, body FROM note ORDER BY id').all()
  db.prepare('INSERT OR REPLACE INTO note VALUES (?, ?)').run(rowsKept + 1, bodyOf(rowsKept + 1))
  db.close()
  for (const { id, body } of rows) expect(body).toBe(bodyOf(Number(id)))
  return { ids: rows.map(({ id }) => Number(id)), setAside }
}

const overwrite = (at: number, bytes: Uint8Array) => {
  const handle = openSync(file, 'r+')
  writeSync(handle, bytes, 0, bytes.length, at)
  closeSync(handle)
}

it('a file that is whole opens as it was, with its stamp and for its owner only', () => {
  fill()
  expect(idsAfterOpening()).toEqual({
    ids: Array.from({ length: rowsKept }, (_, i) => i + 1),
    setAside: null,
  })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const head = readFileSync(file)
  expect([head.readUInt32BE(60), head.readUInt32BE(68)]).toEqual([1, kind.applicationId])
})

it('corruption in the middle costs the rows that lie there: those before and behind it are kept', () => {
  fill()
  const { size } = statSync(file)
  overwrite(Math.floor(size / 2 / 4096) * 4096, Buffer.alloc(4096, 0x5a))
  const { ids, setAside } = idsAfterOpening()
  expect(ids).toContain(1)
  expect(ids).toContain(rowsKept)
  expect(ids.length).toBeGreaterThan(rowsKept * 0.9)
  expect(ids.length).toBeLessThan(rowsKept)
  expect(setAside).toMatch(
    /was corrupt and was kept as .*corrupt-.*What could be read \(\d+ rows\).*earlier notes.*recover/,
  )
  expect(idsAfterOpening().setAside).toBeNull()
})

it('rows that a program of ours cannot have written are left behind, the others are kept', () => {
  fill()
  const { db } = open()
  db.exec(`DROP TABLE note; CREATE TABLE note (id, body);
    INSERT INTO note VALUES (1, '${bodyOf(1)}'), (2, NULL), ('x', 'y'), (9223372036854775807, 'z'), (3, '${bodyOf(3)}')`)
  db.close()
  const failing = {
    ...kind,
    use: (opened: DatabaseSync) => {
      opened.prepare('SELECT id FROM note').all()
      return opened
    },
  }
  const { db: kept, setAside } = openKept(file, failing, Date.now())
  expect(setAside).toMatch(/2 rows/)
  expect(
    kept
      .prepare('SELECT id FROM note')
      .all()
      .map(({ id }) => id),
  ).toEqual([1, 3])
  kept.close()
})

it('a program whose own statements are wrong leaves a whole file where it is', () => {
  fill()
  const before = readFileSync(file)
  const wrong = { ...kind, use: (db: DatabaseSync) => db.prepare('SELECT body FROM nowhere') }
  expect(() => openKept(file, wrong, Date.now())).toThrow(/nowhere/)
  expect(readFileSync(file)).toEqual(before)
  expect(readdirSync(folder)).toEqual(['kept.db'])
})

it('the file of another program, or of another kind, is set aside', () => {
  fill()
  const { db } = open()
  db.exec('PRAGMA application_id = 77')
  db.close()
  expect(idsAfterOpening().setAside).toMatch(/500 rows/)
})

it('a newer file is refused with who wrote it, also before it is opened, and nothing is changed', () => {
  fill()
  const { db } = open()
  db.exec("PRAGMA user_version = 7; UPDATE writer SET version = '9.1.0'")
  db.close()
  const before = readFileSync(file)
  const refusal =
    /^The notes .*newer Sitbone \(9\.1\.0, format 7; this one supports up to 1\).*Nothing was changed.*Sitbone 9\.1\.0 or newer/
  expect(() => refuseNewerDatabase(file, 'The notes', kind)).toThrow(refusal)
  expect(readdirSync(folder)).toEqual(['kept.db'])
  expect(open).toThrow(refusal)
  expect(readFileSync(file)).toEqual(before)
})

it.each(['', '-wal', '-shm', '-journal'])(
  'nothing is written through a link in the place of kept.db%s',
  (end) => {
    const target = join(folder, 'target')
    symlinkSync(target, file + end)
    expect(open).toThrow(/is a link.*Nothing was changed/)
    expect(readdirSync(folder)).not.toContain('target')
  },
)

it.each(['', '-wal', '-shm', '-journal'])(
  'a folder in the place of kept.db%s is kept under another name',
  (end) => {
    mkdirSync(join(file + end, 'within'), { recursive: true })
    const { ids, setAside } = idsAfterOpening()
    expect(ids).toEqual([])
    expect(setAside).toMatch(/was not a file.*kept as/)
    expect(readdirSync(folder).some((name) => name.startsWith(`kept.db${end}.corrupt-`))).toBe(true)
  },
)

test('whatever happens to the bytes: it opens, says what it set aside, keeps that as it was, and opens again', () => {
  fill()
  const whole = join(folder, 'whole')
  copyFileSync(file, whole)
  const { size } = statSync(whole)
  const harm = fc.oneof(
    fc.record({ kind: fc.constant('cut' as const), at: fc.nat(size) }),
    fc.record({
      kind: fc.constant('zero' as const),
      at: fc.nat(size - 1),
      length: fc.integer({ min: 1, max: 20_000 }),
    }),
    fc.record({
      kind: fc.constant('junk' as const),
      at: fc.nat(size - 1),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 5000 }),
    }),
  )
  fc.assert(
    fc.property(harm, (how) => {
      for (const name of readdirSync(folder))
        if (name !== 'whole') rmSync(join(folder, name), { recursive: true })
      copyFileSync(whole, file)
      if (how.kind === 'cut') truncateSync(file, how.at)
      else overwrite(how.at, how.kind === 'zero' ? Buffer.alloc(how.length) : how.bytes)
      const corrupt = readFileSync(file)
      const { db, setAside } = open()
      const ids = db.prepare('SELECT id FROM note').all()
      db.close()
      if (setAside !== null) {
        const aside = readdirSync(folder).find((name) => /corrupt-.*Z$/.test(name)) ?? ''
        expect(readFileSync(join(folder, aside))).toEqual(corrupt)
      }
      // Only an empty file can be taken for a new one.
      if (ids.length === 0 && corrupt.length > 0) expect(setAside).not.toBeNull()
      const again = open()
      expect(again.db.prepare('SELECT id FROM note').all()).toEqual(ids)
      again.db.close()
    }),
    { numRuns: 40 },
  )
})

it.each([1, 100, 511])('a file cut to %i bytes is set aside, and not taken for a new one', (bytes) => {
  fill()
  truncateSync(file, bytes)
  expect(idsAfterOpening()).toEqual({
    ids: [],
    setAside: expect.stringMatching(/cut short.*kept as .*corrupt-/),
  })
})

it('an empty file beside a log keeps the log', () => {
  writeFileSync(file, '')
  writeFileSync(`${file}-wal`, 'what was written last')
  expect(idsAfterOpening().setAside).toMatch(/cut short/)
  const aside = readdirSync(folder).find((name) => name.endsWith('-wal')) ?? ''
  expect(readFileSync(join(folder, aside), 'utf8')).toBe('what was written last')
})

it('an empty file is a new one', () => {
  writeFileSync(file, '')
  expect(idsAfterOpening()).toEqual({ ids: [], setAside: null })
})
