import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { silentLog } from '../../platform/log.ts'
import { createSetAsideFile } from '../../recorder/set-aside-file.ts'
import { resolveSettings } from '../../settings/settings.ts'
import { createSqliteStore } from '../../store/sqlite/sqlite-store.ts'
import { batchOf, frameBatch, framesFrom, t0 } from '../../store/testing.ts'
import { runImport } from './import.ts'

const year = 365 * 86_400_000
let folder: string
let said: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-import-'))
  said = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text)
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

/** Writes a set-aside file like the recorder's; returns its path. */
async function aside(...payloads: readonly (object | string)[]): Promise<string> {
  const entries = payloads.map((payload) => ({
    cushion: 'desk-1',
    reason: 'ahead',
    payload: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
  }))
  await createSetAsideFile(folder).keep(entries, t0)
  return join(folder, readdirSync(folder).find((name) => name.startsWith('set-aside-')) ?? '')
}

function bring(file: string, shift?: string) {
  const { values, ...rest } = resolveSettings({ flags: { data: folder }, environment: {} })
  const options = { arguments: [file], ...(shift === undefined ? {} : { shift }) }
  return runImport({ settings: { values, ...rest }, values, options, log: silentLog })
}

async function stored() {
  const store = createSqliteStore({ folder, log: silentLog })
  await store.start()
  const range = { cushion: 'desk-1', fromMs: 0, toMs: 9e12 }
  const frames = []
  const events = []
  for await (const page of store.frames(range)) frames.push(...page)
  for await (const page of store.events(range)) events.push(...page)
  const bouts = await store.bouts(range)
  await store.stop()
  return { frames, events, bouts }
}

test('brings what was set aside into the store as it came, twice as once', async () => {
  const file = await aside(frameBatch(framesFrom(t0, 5)), frameBatch(framesFrom(t0 + 500, 5)))
  expect(await bring(file)).toBe(0)
  expect(await bring(file)).toBe(0)
  expect((await stored()).frames).toEqual(framesFrom(t0, 10))
  expect(said).toMatch(/^2 batches .* are now in the store/)
})

test('moves it by the seconds that the clock was wrong', async () => {
  const wrong = framesFrom(t0, 5).map((frame) => ({ ...frame, atMs: frame.atMs + year }))
  const iso = (ms: number) => new Date(ms).toISOString()
  const event = { v: 1, kind: 'bout-started' } as const
  const file = await aside(
    frameBatch(wrong, {
      bouts: [{ startedAtMs: t0 + year, endedAtMs: t0 + year + 1000, boutS: 1 }],
      events: [{ ...event, at: iso(t0 + year), startedAt: iso(t0 + year) }],
    }),
  )
  await bring(file, String(-year / 1000))
  expect(await stored()).toEqual({
    frames: framesFrom(t0, 5),
    bouts: [{ startedAtMs: t0, endedAtMs: t0 + 1000, boutS: 1 }],
    events: [{ ...event, at: iso(t0), startedAt: iso(t0) }],
  })
})

test('says what it could not bring in, and brings the rest', async () => {
  const file = await aside('no JSON', batchOf({}), frameBatch(framesFrom(-1000, 1)))
  expect(await bring(file)).toBe(1)
  expect(said).toMatch(/^1 batches.*\n2 could not be stored, the first because: Line 1: not JSON\./)
  await expect(bring(file, 'soon')).rejects.toThrow(/--shift soon: expected seconds/)
})
