/** A backup that is made while the data folder is in use comes back equal, or not at all. */
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { createDiaries, type Diaries } from '../../dashboard/server/diary/diaries.ts'
import { createOutbox, type Outbox } from '../../gateway/outbox/outbox.ts'
import { silentLog } from '../../platform/log.ts'
import { openStore } from '../../store/open-store.ts'
import type { Store } from '../../store/store.ts'
import { keptFiles } from '../../tools/backup/own-files.ts'
import { runSitbone } from '../services/sitbone.ts'

const folder = mkdtempSync(join(tmpdir(), 'sitbone-backup-'))
const data = join(folder, 'data')
const to = join(folder, 'backup')
let outbox: Outbox
let diaries: Diaries
let store: Store

const run = (...args: string[]) => runSitbone(args, { cwd: folder }).exited

/** The outbox notes how it was stopped, after the backup. */
const written = ['clean', 'age']

/** Every row of every table. */
function rowsOf(file: string): unknown {
  const db = new DatabaseSync(file)
  try {
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all()
    return tables.map(({ name }) => [
      name,
      db
        .prepare(`SELECT * FROM "${String(name)}"`)
        .all()
        .filter(({ key }) => !written.some((one) => one === key)),
    ])
  } finally {
    db.close()
  }
}

async function stopAll(): Promise<void> {
  outbox.stop()
  await diaries.stop()
  await store.stop()
}

beforeAll(async () => {
  const added = await run('user', 'add', 'anna', '--takes', 'desk-1', '--data', data)
  expect(added.code, added.err).toBe(0)
  outbox = createOutbox({
    file: join(data, 'gateway.db'),
    limits: { bytes: 1_000_000, days: 1 },
    log: silentLog,
  })
  outbox.start()
  outbox.write('desk-1', 'note', 'held by the gateway alone')
  const files = { realFile: join(data, 'diary.db'), simulatedFile: join(folder, 'simulated.db') }
  diaries = createDiaries({ ...files, log: silentLog })
  const entry = { id: 'one', atMs: 1, day: '2026-03-02', kind: 'run', minutes: 30, note: null } as const
  await diaries.of(false).entries.put('desk-1', entry)
  const options = { folder: data, password: null, caFile: null, retentionDays: 365 }
  store = await openStore({ kind: 'sqlite', ...options }, silentLog)
  await store.start()
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('a backup of a folder in use comes back with every row, and nothing is overwritten', async () => {
  const made = await run('backup', '--data', data, '--to', to)
  expect(made.code, made.err).toBe(0)
  expect((await run('backup', '--data', data, '--to', to)).err).toMatch(/not empty.*nothing was written/)

  const back = join(folder, 'back')
  const restored = await run('restore', '--from', to, '--data', back)
  expect(restored.code, restored.err).toBe(0)
  await stopAll()
  const names = keptFiles(data)
  expect(names).toEqual(expect.arrayContaining(['accounts.db', 'accounts.secret', 'diary.db', 'gateway.db']))
  expect(keptFiles(back)).toEqual(names)
  for (const name of names)
    if (name.endsWith('.db')) expect(rowsOf(join(back, name)), name).toEqual(rowsOf(join(data, name)))
    else expect(readFileSync(join(back, name)), name).toEqual(readFileSync(join(data, name)))
  expect(JSON.stringify(rowsOf(join(back, 'gateway.db')))).toContain('held by the gateway alone')

  expect((await run('restore', '--from', to, '--data', back)).err).toMatch(/already.*nothing was restored/)
  expect((await run('user', 'list', '--data', back)).out).toContain('anna')
}, 120_000)

it('the button of the page makes the same backup while Sitbone runs', async () => {
  const live = join(folder, 'live')
  const args = ['--no-past', '--data', live, '--listen', '127.0.0.1:0', '--broker-listen', 'off']
  const started = runSitbone(['start', '--port', 'simulator', ...args], { cwd: folder })
  try {
    await expect.poll(started.said, { timeout: 60_000 }).toMatch(/shows a simulated cushion at http/)
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(started.said())?.[0]
    const answer = await fetch(`${url}/api/v1/backups`, { method: 'POST' })
    const made = z.object({ folder: z.string(), files: z.number() }).parse(await answer.json())
    const restored = await run('restore', '--from', made.folder, '--data', join(folder, 'from-button'))
    expect(restored.out).toContain(`${made.files} files`)
    expect(keptFiles(join(folder, 'from-button'))).toEqual(keptFiles(live))
  } finally {
    await started.stop()
  }
}, 120_000)

it('a damaged backup is not restored in part', async () => {
  appendFileSync(join(to, 'diary.db'), 'x')
  const refused = await run('restore', '--from', to, '--data', join(folder, 'other'))
  expect(refused.code).not.toBe(0)
  expect(refused.err).toMatch(/diary\.db is missing or not as it was backed up\. Nothing was restored/)
  expect(existsSync(join(folder, 'other', 'accounts.db'))).toBe(false)
}, 60_000)
