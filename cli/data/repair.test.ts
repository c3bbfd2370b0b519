import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { CushionEvent } from '../../core/model/schemas/events.ts'
import type { MinuteSummary } from '../../core/model/schemas/minutes.ts'
import { silentLog } from '../../platform/log.ts'
import { resolveSettings } from '../../settings/settings.ts'
import { createSqliteStore, type SqliteStore } from '../../store/sqlite/sqlite-store.ts'
import type { StoredFrame } from '../../store/store.ts'
import { frameBatch, framesFrom, t0 } from '../../store/testing.ts'
import { runRepair } from './repair.ts'

const year = 365 * 86_400_000
const range = { cushion: 'desk-1', fromMs: 0, toMs: 9e12 }
const iso = (ms: number) => new Date(ms).toISOString()
let folder: string
let store: SqliteStore
let said: string

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-repair-'))
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text)
    return true
  })
  store = createSqliteStore({ folder, log: silentLog })
  await store.start()
})
afterEach(async () => {
  vi.restoreAllMocks()
  await store.stop()
  rmSync(folder, { recursive: true })
})

const late = (frames: readonly StoredFrame[], byMs: number) =>
  frames.map((frame) => ({ ...frame, atMs: frame.atMs + byMs }))

const jump = (epoch: number, sinceMs: number, fromMs: number, byMs: number, exact = true): CushionEvent => ({
  v: 1,
  at: iso(fromMs + byMs),
  kind: 'clock-jump',
  epoch,
  sinceAt: iso(sinceMs),
  fromAt: iso(fromMs),
  toAt: iso(fromMs + byMs),
  exact,
})

async function repair(options: { confirm?: true } = {}) {
  said = ''
  const settings = resolveSettings({ flags: { data: folder }, environment: {} })
  if (options.confirm) await store.stop()
  await runRepair({ settings, values: settings.values, options: { clock: true, ...options }, log: silentLog })
  if (options.confirm) await store.start()
}

async function content() {
  const frames: StoredFrame[] = []
  const minutes: MinuteSummary[] = []
  const events: CushionEvent[] = []
  for await (const page of store.frames(range)) frames.push(...page)
  for await (const page of store.minutes(range)) minutes.push(...page)
  for await (const page of store.events(range)) events.push(...page)
  return { frames, minutes: minutes.map(({ atMs }) => atMs), bouts: await store.bouts(range), events }
}

/** Ten minutes, of which from minute 3 to 7 the clock was wrong by `byMs`. */
async function wrongStretch(byMs: number) {
  const all = framesFrom(t0, 6000)
  const [from, to] = [1805, 4207]
  const at = (i: number) => t0 + i * 100
  await store.write([
    frameBatch(all.slice(0, from), { events: [jump(0, t0, at(from - 1), byMs)] }),
    frameBatch(late(all.slice(from, to), byMs), {
      bouts: [{ startedAtMs: at(2000) + byMs, endedAtMs: at(2100) + byMs, boutS: 10 }],
      events: [
        { v: 1, at: iso(at(2000) + byMs), kind: 'bout-started', startedAt: iso(at(2000) + byMs) },
        jump(1, at(from) + byMs, at(to - 1) + byMs, -byMs),
      ],
    }),
    frameBatch(all.slice(to)),
  ])
  return all
}

test.each([
  ['years ahead', 3 * year],
  ['half a year behind', -year / 2],
])('what a clock %s has dated is shown, then moved, once', async (_name, byMs) => {
  const all = await wrongStretch(byMs)
  const before = await content()
  await repair()
  expect(said).toMatch(
    /^desk-1: from .* the clock was wrong: about \d+ raw readings .*\nNothing was moved yet/,
  )
  expect(await content()).toEqual(before)
  await repair({ confirm: true })
  expect(said).toContain('They were moved.')
  const after = await content()
  expect(after.frames).toEqual(all)
  expect(after.bouts).toEqual([{ startedAtMs: t0 + 200_000, endedAtMs: t0 + 210_000, boutS: 10 }])
  const started = after.events.find(({ kind }) => kind === 'bout-started')
  expect(started).toMatchObject({ at: iso(t0 + 200_000), startedAt: iso(t0 + 200_000) })
  await repair({ confirm: true })
  expect(said).toBe('There is nothing to move. Nothing was changed.\n')
  expect(await content()).toEqual(after)
})

test('what a computer dated 1970 before it learnt the time is moved', async () => {
  const first = late(framesFrom(t0, 700), -t0 + 5000)
  await store.write([
    frameBatch(first, { events: [jump(0, 5000, 74_900, t0 - 5000)] }),
    frameBatch(framesFrom(t0 + 70_000, 50)),
  ])
  await repair({ confirm: true })
  expect((await content()).frames).toEqual(framesFrom(t0, 750))
})

test('what is at the true time already stays, and nothing is overwritten', async () => {
  const wrong = late(framesFrom(t0, 100), year).map((frame) => ({ ...frame, boot: 9 }))
  await store.write([
    frameBatch(framesFrom(t0, 100)),
    frameBatch(wrong, { events: [jump(1, t0 + year, t0 + year + 9900, -year)] }),
  ])
  await repair({ confirm: true })
  const { frames } = await content()
  expect(frames.filter(({ boot }) => boot !== 9)).toEqual(framesFrom(t0, 100))
  expect(frames.filter(({ boot }) => boot === 9).map(({ atMs }) => atMs)).toEqual(
    framesFrom(t0, 100).map(({ atMs }) => atMs + 1),
  )
})

test.each([
  [
    'in which a right clock has been too',
    [jump(1, t0, t0 + 3_600_000, -1_800_000)],
    /correctly dated readings fall in the same period/,
  ],
  ['known but for a night', [jump(2, t0 + year, t0 + year + 9, -8 * 3_600_000, false)], /^There is nothing/],
])('a stretch %s stays as it is', async (_name, events, words) => {
  await store.write([frameBatch(framesFrom(t0, 50), { events })])
  const before = await content()
  await repair({ confirm: true })
  expect(said).toMatch(words)
  expect(said).toContain('There is nothing to move. Nothing was changed.')
  expect(await content()).toEqual(before)
})

test('a store in use is not changed', async () => {
  await wrongStretch(year)
  const settings = resolveSettings({ flags: { data: folder }, environment: {} })
  const options = { clock: true, confirm: true }
  await expect(runRepair({ settings, values: settings.values, options, log: silentLog })).rejects.toThrow(
    /is in use/,
  )
})
