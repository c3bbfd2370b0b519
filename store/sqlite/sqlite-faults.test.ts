/** What the embedded store does when its file, folder or program is damaged. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../platform/log.ts'
import { StoreMisconfigured, StoreUnavailable } from '../store.ts'
import { batchOf, columnsOf, framesFrom, t0 } from '../testing.ts'
import { storeError } from './sqlite-errors.ts'
import { createSqliteStore, type SqliteStore, type SqliteStoreOptions } from './sqlite-store.ts'

const everything = { cushion: 'desk-1', fromMs: 0, toMs: 9e12 }

let folder: string
let stores: SqliteStore[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-store-'))
  stores = []
})
afterEach(async () => {
  for (const store of stores) await store.stop()
  rmSync(folder, { recursive: true })
})

const file = () => join(folder, 'sitbone.db')

async function opened(change: Partial<SqliteStoreOptions> = {}): Promise<SqliteStore> {
  const store = createSqliteStore({ folder, log: silentLog, ...change })
  stores.push(store)
  await store.start()
  return store
}

async function framesIn(store: SqliteStore) {
  const list = []
  for await (const frames of store.frames(everything)) list.push(...frames)
  return list
}

const write = (store: SqliteStore, fromMs: number, n: number) =>
  store.write([batchOf({ frames: columnsOf(framesFrom(fromMs, n)) })])

/** Overwrites a part of the file, as a failing disk would. */
function damage(at: number, length: number): void {
  const handle = openSync(file(), 'r+')
  writeSync(handle, Buffer.alloc(length, 0x5a), 0, length, at)
  closeSync(handle)
}

describe('a damaged file', () => {
  it('is set aside and reported, and a new one is started', async () => {
    writeFileSync(file(), 'this was never a database, whatever its name says '.repeat(100))
    const store = await opened()
    expect(store.notices).toHaveLength(1)
    expect(store.notices[0]).toMatch(/corrupt.*kept as .*sitbone\.db\.corrupt-\d{4}/)
    expect(readdirSync(folder).filter((name) => /^sitbone\.db\.corrupt-/.test(name))).toHaveLength(1)
    await write(store, t0, 10)
    expect(await framesIn(store)).toEqual(framesFrom(t0, 10))
  })

  it('that is met while writing is set aside too, and the write succeeds', async () => {
    const first = await opened()
    for (let i = 0; i < 30; i++) await write(first, t0 + i * 60_000, 600)
    await first.stop()
    // All pages but the first, which alone is looked at when a file is opened.
    damage(8192, 40_000)
    const store = await opened()
    await write(store, t0 + 3_600_000, 10)
    expect(store.notices.join()).toMatch(/corrupt-/)
    expect(await framesIn(store)).toEqual(framesFrom(t0 + 3_600_000, 10))
  })

  it('of which one packed minute is damaged still gives the others, and keeps that minute', async () => {
    const first = await opened()
    for (let i = 0; i < 5; i++) await write(first, t0 + i * 60_000, 600)
    await first.stop()
    const db = new DatabaseSync(file())
    db.exec(`UPDATE chunk SET body = zeroblob(500) WHERE key = (SELECT min(key) FROM chunk)`)
    db.close()
    const store = await opened()
    expect(await framesIn(store)).toEqual(framesFrom(t0 + 60_000, 2400))
    expect(store.notices).toEqual([expect.stringMatching(/minute from 2026-03-02T09:00:00.000Z .*damaged/)])
    await write(store, t0, 600)
    for (let i = 0; i < 3; i++) await write(store, t0 + 600_000 + i * 60_000, 1)
    expect(await framesIn(store)).toHaveLength(3003)
    await store.stop()
    const after = new DatabaseSync(file())
    expect(after.prepare('SELECT count(*) AS n FROM damaged').get()?.n).toBe(1)
    after.close()
  })
})

describe('a setting that cannot work', () => {
  it('such as a folder that cannot be created is reported with what to change', async () => {
    writeFileSync(join(folder, 'in-the-way'), '')
    const start = opened({ folder: join(folder, 'in-the-way', 'data') })
    await expect(start).rejects.toThrow(StoreMisconfigured)
    await expect(start).rejects.toThrow(/cannot be created.*--data/)
  })

  it('such as a file that cannot be opened is reported, and tried again at the next write', async () => {
    symlinkSync(join(folder, 'elsewhere.db'), file())
    const store = createSqliteStore({ folder, log: silentLog })
    stores.push(store)
    await expect(store.start()).rejects.toThrow(/is a link.*Nothing was changed.*--data/)
    await expect(write(store, t0, 1)).rejects.toThrow(StoreMisconfigured)
    expect(readdirSync(folder)).toEqual(['sitbone.db'])
    rmSync(file())
    await write(store, t0, 1)
    expect(await framesIn(store)).toHaveLength(1)
  })

  it('such as a file of a newer Sitbone is refused and left as it is', async () => {
    await (await opened()).stop()
    const db = new DatabaseSync(file())
    db.exec('PRAGMA user_version = 99')
    db.close()
    await expect(opened()).rejects.toThrow(/newer Sitbone \(format 99.*Nothing was changed/)
    expect(readdirSync(folder).filter((name) => name.includes('corrupt'))).toEqual([])
  })
})

describe('trouble that passes', () => {
  it('a full disk is reported as such', () => {
    const db = new DatabaseSync(join(folder, 'small.db'))
    db.exec('PRAGMA max_page_count = 4; CREATE TABLE t (body BLOB)')
    let error: unknown
    try {
      db.exec('INSERT INTO t VALUES (zeroblob(100000))')
    } catch (thrown) {
      error = storeError(thrown, file())
    }
    db.close()
    expect(error).toBeInstanceOf(StoreUnavailable)
    expect(String(error)).toMatch(/disk of .*sitbone\.db is full.*Free some space/)
  })

  it('a store that is stopped says so instead of opening again', async () => {
    const store = await opened()
    await store.stop()
    await store.stop()
    await expect(write(store, t0, 1)).rejects.toThrow(StoreUnavailable)
  })
})

describe('a program killed while writing', () => {
  it('has in the store everything that was acknowledged', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'endless-writer.fixture.ts'), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let acknowledged = 0
    let pending = ''
    for await (const piece of child.stdout) {
      pending += String(piece)
      const lines = pending.split('\n')
      pending = lines.pop() ?? ''
      acknowledged = Number(lines.at(-1) ?? acknowledged)
      if (acknowledged > 1500) break
    }
    child.kill('SIGKILL')
    await once(child, 'exit')
    const frames = await framesIn(await opened())
    expect(frames.length).toBeGreaterThanOrEqual(acknowledged)
    expect(frames).toEqual(framesFrom(t0, frames.length))
  })
})
