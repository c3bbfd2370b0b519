/** Which raw frames the embedded store deletes, and that no wrong clock makes it delete others. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RecordBatch } from '../../contract/record.ts'
import { batchOf, frameBatch, framesFrom, t0 } from '../testing.ts'
import { createSqliteStore, type SqliteStore } from './sqlite-store.ts'

const hour = 3_600_000
const day = 24 * hour
const years = (n: number) => n * 365 * day
const everything = { cushion: 'desk-1', fromMs: 0, toMs: 9e12 }
const retentionDays = 2.5

let folder: string
let store: SqliteStore
let now: { wall: number; mono: number }
let said: string[]
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-retention-'))
  now = { wall: t0, mono: 0 }
  said = []
  await open()
})
afterEach(async () => {
  await store.stop()
  rmSync(folder, { recursive: true })
})

async function open() {
  const note = (_about: object, sentence: string) => said.push(sentence)
  store = createSqliteStore({
    folder,
    log: { info: note, warn: note },
    rawRetentionDays: retentionDays,
    clock: { nowMs: () => now.wall, monoMs: () => now.mono },
  })
  await store.start()
}

async function restart() {
  await store.stop()
  now.mono = 0
  await open()
}

const write = (fromMs: number, n: number, content: Partial<RecordBatch> = {}) =>
  store.write([frameBatch(framesFrom(fromMs, n), content)])

/** Both clocks go on, with a write each hour, so that everything due is done. */
async function run(ms: number) {
  for (let left = ms; left > 0; left -= hour) {
    now.wall += Math.min(left, hour)
    now.mono += Math.min(left, hour)
    await store.write([batchOf({})])
    // A deletion takes a few turns of the event loop.
    for (let i = 0; i < 20; i++) await turn()
  }
}

/** The days of which frames are kept, counted from t0. */
async function kept(cushion = 'desk-1') {
  const days = new Set<number>()
  for await (const frames of store.frames({ ...everything, cushion }))
    for (const { atMs } of frames) days.add(Math.floor((atMs - t0) / day))
  return [...days].join()
}

/** Frames of `n` days up to today, written with a clock that is right. */
async function days(n: number) {
  for (let i = n - 1; i >= 0; i--) await write(t0 - i * day, 600)
}

describe('raw frames that are older than the retention', () => {
  it('are deleted, one day per hour, and the log says which; minutes, bouts and events stay', async () => {
    await days(6)
    const bout = { startedAtMs: t0 - 5 * day, endedAtMs: t0, boutS: 1 }
    await store.write([batchOf({ bouts: [bout] })])
    await restart() // what was learnt of time is in the file
    const seen = [await kept()]
    for (let i = 0; i < 60; i++) {
      await run(hour)
      seen.push(await kept())
    }
    expect([...new Set(seen)]).toEqual(['-5,-4,-3,-2,-1,0', '-4,-3,-2,-1,0', '-3,-2,-1,0', '-2,-1,0'])
    expect(said.filter((sentence) => sentence.includes('deleted'))).toHaveLength(3)
    expect(said[0]).toBe(
      'desk-1: 600 raw readings, from 2026-02-25T09:00:00.000Z to 2026-02-25T09:00:59.900Z, are older than 2.5 days. ' +
        'They were deleted; minutes, bouts and events are kept.',
    )
    expect(await store.bouts(everything)).toEqual([bout])
  })

  it('stay as long as the newest of their cushion is not so much younger', async () => {
    await days(2)
    await run(5 * day)
    expect(await kept()).toBe('-1,0')
  })

  it('of a simulated cushion go by its own clock, however fast', async () => {
    const simulated = { simulated: true, cushion: 'sim-1' }
    for (let i = 0; i < 400; i += 100) await write(t0 + i * day, 600, simulated)
    await run(hour)
    expect(await kept('sim-1')).toBe('300')
  })
})

describe('a wrong time does not make frames old', () => {
  beforeEach(async () => {
    await days(3)
    await run(hour)
  })

  it('when one record is stamped 2100', async () => {
    await write(Date.parse('2100-01-01T00:00:00Z'), 1)
    await restart()
    await run(6 * hour)
    expect(await kept()).toMatch(/^-2,-1,0,/)
    expect(said).toEqual([])
  })

  it('when the computer is three years ahead for a while, and restarted meanwhile', async () => {
    now.wall += years(3)
    await write(now.wall, 200)
    await restart()
    now.mono += 20_000
    await write(now.wall + 20_000, 200)
    await run(2 * hour)
    now.wall -= years(3)
    await restart()
    await run(2 * hour)
    expect(await kept()).toMatch(/^-2,-1,0,1095/)
    expect(said).toEqual([])
  })

  it('when the store of an earlier version is opened by a computer that is ahead', async () => {
    const { DatabaseSync } = await import('node:sqlite')
    await store.stop()
    const db = new DatabaseSync(join(folder, 'sitbone.db'))
    db.exec('DROP TABLE retention; PRAGMA user_version = 1')
    db.close()
    now.wall += years(3)
    await open()
    await write(now.wall, 1)
    await run(2 * hour)
    expect(await kept()).toMatch(/^-2,-1,0,1095/)
  })
})

describe('a computer without a clock', () => {
  it('that starts in 1970 and then gets the time deletes nothing', async () => {
    now.wall = 0
    await write(1000, 600)
    await run(2 * hour)
    now.wall = t0
    await days(2)
    await restart()
    await run(30 * hour)
    expect(await kept()).toMatch(/^-20515,-1,0/)
    expect(said).toEqual([])
  })

  it('that is back in 1970 after a restart deletes nothing, and continues once the time is right', async () => {
    await days(5)
    now.wall = 0
    await restart()
    await run(10 * hour)
    expect(await kept()).toBe('-4,-3,-2,-1,0')
    now.wall = t0 + 10 * hour
    await run(40 * hour)
    expect(await kept()).toBe('-2,-1,0')
  })
})
