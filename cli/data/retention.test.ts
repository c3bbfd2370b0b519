import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { silentLog } from '../../platform/log.ts'
import { resolveSettings } from '../../settings/settings.ts'
import { createSqliteStore, type SqliteStore } from '../../store/sqlite/sqlite-store.ts'
import { frameBatch, framesFrom } from '../../store/testing.ts'
import { runRetention } from './retention.ts'

const day = 86_400_000
let folder: string
let store: SqliteStore
let said: string

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-retention-'))
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2027-06-01T12:00:00Z') })
  said = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text)
    return true
  })
  store = createSqliteStore({ folder, log: silentLog })
  await store.start()
  for (const age of [500, 402, 401, 399, 0])
    await store.write([frameBatch(framesFrom(Date.now() - age * day, 300))])
  await store.write([frameBatch(framesFrom(Date.parse('2100-01-01T00:00:00Z'), 1))])
})
afterEach(async () => {
  vi.restoreAllMocks()
  vi.useRealTimers()
  await store.stop()
  rmSync(folder, { recursive: true })
})

function retention(options: { confirm?: true } = {}, more: Record<string, string> = {}) {
  said = ''
  const settings = resolveSettings({ flags: { data: folder, ...more }, environment: {} })
  return runRetention({ settings, values: settings.values, options, log: silentLog })
}

async function framesIn() {
  let n = 0
  for await (const frames of store.frames({ cushion: 'desk-1', fromMs: 0, toMs: 9e12 })) n += frames.length
  return n
}

test('shows what is too old, by the clock and not by the newest stamp, also while Sitbone runs', async () => {
  expect(await retention()).toBe(0)
  expect(said).toContain(
    'desk-1: 900 raw readings, from 2026-01-17T12:00:00.000Z to 2026-04-26T12:00:29.900Z, are older than 400 days.',
  )
  expect(said).toContain('Nothing was deleted yet.')
  expect(await framesIn()).toBe(1501)
})

test('deletes it with --confirm, and nothing the second time', async () => {
  await store.stop()
  await retention({ confirm: true })
  expect(said).toMatch(/900 raw readings.*They were deleted/s)
  await retention({ confirm: true })
  expect(said).toMatch(/^No raw readings are older/)
  await store.start()
  expect(await framesIn()).toBe(601)
})

test('deletes nothing while the store is in use, and says so', async () => {
  await expect(retention({ confirm: true })).rejects.toThrow(
    /is in use.*Nothing was changed. Stop that program/,
  )
  expect(await framesIn()).toBe(1501)
})

test('refuses a clock that was never set, and a store whose retention is its own', async () => {
  await expect(retention({}, { store: 'influx://u@localhost:8086/s' })).rejects.toThrow(/retention policy/)
  await expect(retention({}, { store: 'postgres://u@localhost/s' })).rejects.toThrow(
    /in PostgreSQL the recorder deletes .*--retention-days by itself/,
  )
  vi.setSystemTime(1000)
  await expect(retention({ confirm: true })).rejects.toThrow(/shows 1970-.*Set the clock first/)
})
