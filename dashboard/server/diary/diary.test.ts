import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../../platform/log.ts'
import { DiaryUnavailable } from './database/diary-base.ts'
import { createDiaries, type Diaries, type DiaryBook } from './diaries.ts'
import { diarySuite } from './diary-suite.ts'
import { aCheckIn, always } from './testing.ts'

diarySuite('SQLite', async () => null)

describe('trouble with the file', () => {
  let folder: string
  let file: string
  const opened: Diaries[] = []
  const open = (log = silentLog): DiaryBook => {
    const diaries = createDiaries({ realFile: file, simulatedFile: join(folder, 'simulated.db'), log })
    opened.push(diaries)
    return diaries.of(false)
  }
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sitbone-diary-'))
    file = join(folder, 'diary.db')
  })
  afterEach(async () => {
    for (const diaries of opened.splice(0)) await diaries.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('no database: set aside, said, and a new one begun', async () => {
    writeFileSync(file, 'not a database, at any rate not one of SQLite'.repeat(100))
    const said: string[] = []
    const diary = open({ ...silentLog, warn: (_fields, message) => void said.push(message) })
    await diary.putCheckIn('desk-1', aCheckIn())
    expect(await diary.checkIns('desk-1', always)).toHaveLength(1)
    expect(readdirSync(folder).some((name) => name.startsWith('diary.db.corrupt-'))).toBe(true)
    expect(said.join()).toMatch(/kept as .*corrupt.*sqlite3/)
  })
  it('a newer file is left alone', async () => {
    const db = new DatabaseSync(file)
    db.exec('PRAGMA user_version = 99')
    db.close()
    await expect(open().baseline('desk-1')).rejects.toThrow(/newer Sitbone/)
    expect(readdirSync(folder).filter((name) => name.includes('corrupt'))).toEqual([])
  })
  it('a file that cannot be opened is a DiaryUnavailable with a way on, and it goes on once that is mended', async () => {
    symlinkSync(join(folder, 'elsewhere.db'), file)
    const diary = open()
    await expect(diary.putCheckIn('desk-1', aCheckIn())).rejects.toThrow(DiaryUnavailable)
    await expect(diary.putCheckIn('desk-1', aCheckIn())).rejects.toThrow(/Nothing was changed.*log/)
    expect(readdirSync(folder)).toEqual(['diary.db'])
    rmSync(file)
    await diary.putCheckIn('desk-1', aCheckIn())
    expect(await diary.checkIns('desk-1', always)).toHaveLength(1)
  })
  it('a row of which one column makes no sense is left out, said once, and stays', async () => {
    await open().putCheckIn('desk-1', aCheckIn())
    const db = new DatabaseSync(file)
    db.exec(`UPDATE checkIn SET pain = 'much'`)
    db.close()
    const said: string[] = []
    const diary = open({ ...silentLog, warn: (_fields, message) => void said.push(message) })
    expect(await diary.checkIns('desk-1', always)).toEqual([])
    expect(await diary.checkIns('desk-1', always)).toEqual([])
    expect(said).toEqual([expect.stringContaining('one check-in in the diary is corrupt')])
    expect(await diary.countOn('desk-1', '2026-03-02')).toBe(1)
  })
  it('what the work itself throws closes nothing and writes nothing', async () => {
    const diary = open()
    const before = await diary.version()
    const work = diary.transaction(async (pages) => {
      await pages.putCheckIn('desk-1', aCheckIn())
      throw new Error('no')
    })
    await expect(work).rejects.toThrow('no')
    expect(await diary.checkIns('desk-1', always)).toEqual([])
    // The same opening of the file.
    expect((await diary.version()).split(' ')[0]).toBe(before.split(' ')[0])
  })
  it('a simulated diary makes no file of a real one', async () => {
    open()
    await opened[0]?.of(true).putCheckIn('desk-1', aCheckIn())
    expect(existsSync(file)).toBe(false)
  })
  it('a folder that cannot be made, not even by root: in words, and again once it can', async () => {
    const place = join(folder, 'in the way')
    writeFileSync(place, '')
    file = join(place, 'diary.db')
    const diary = open()
    await expect(diary.putCheckIn('desk-1', aCheckIn())).rejects.toThrow(DiaryUnavailable)
    rmSync(place)
    await diary.putCheckIn('desk-1', aCheckIn())
    expect(await diary.checkIns('desk-1', always)).toHaveLength(1)
  })
})
