import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TokenScope } from '../../contract/people.ts'
import { createDiaries } from '../../dashboard/server/diary/diaries.ts'
import { type Accounts, openAccounts } from '../../dashboard/server/people/accounts.ts'
import { addPerson } from '../../dashboard/server/people/testing.ts'
import { aBout, aMinute, FakeStore, type Running, runDashboard } from '../../dashboard/server/testing.ts'
import { silentLog } from '../../platform/log.ts'
import { resolveSettings } from '../../settings/settings.ts'
import { runReport } from './report-command.ts'

/** Four hours on the morning of 26 March, in UTC. */
const sitMs = Date.parse('2026-03-26T06:00:00.000Z')
const nowMs = Date.parse('2026-03-30T10:00:00.000Z')
const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs }
const startMs = sitMs - 86_400_000
let folder: string
let accounts: Accounts
let server: Running
let file: string

const storeWithDay = () => {
  const store = new FakeStore()
  store.minuteRows = Array.from({ length: 240 }, (_, at) => aMinute(sitMs + at * 60_000))
  store.boutRows = [aBout(sitMs, 240 * 60)]
  return store
}
const tokenOf = async (personId: string, scopes: readonly TokenScope[]) =>
  (
    await accounts.tokens.add({
      personId,
      name: 'report',
      scopes,
      nowMs: startMs,
      expiresAtMs: nowMs + 86_400_000,
    })
  ).token
const report = (options: Record<string, string | boolean>, flags: Record<string, string> = {}) =>
  runReport({
    settings: resolveSettings({ flags, environment: {} }),
    values: resolveSettings({ flags, environment: {} }).values,
    options: {
      format: 'csv',
      url: server.url,
      from: '2026-03-25',
      to: '2026-03-27',
      output: file,
      ...options,
    },
    log: silentLog,
  })

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-report-'))
})
afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(() => {
  file = join(folder, 'report.csv')
  rmSync(file, { force: true })
})

describe('a report for the one person of this computer', () => {
  beforeAll(async () => {
    const diary = createDiaries({
      realFile: join(folder, 'a.db'),
      simulatedFile: join(folder, 'b.db'),
      log: silentLog,
    })
    server = await runDashboard({ diary, clock }, storeWithDay())
    server.withDesk()
  })
  afterAll(() => server.end())

  it('is a file for its owner only', async () => {
    expect(await report({})).toBe(0)
    expect(readFileSync(file, 'utf8')).toMatch(/^day,.*\n2026-03-25,.*\n2026-03-26,true,true,14400,/)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })
  it('replaces a file only with --force', async () => {
    writeFileSync(file, 'mine', { mode: 0o644 })
    await expect(report({})).rejects.toThrow(/is there already. Nothing was changed. Replace it with --force/)
    expect(readFileSync(file, 'utf8')).toBe('mine')
    expect(await report({ force: true })).toBe(0)
    expect(readFileSync(file, 'utf8')).toMatch(/^day,/)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    await expect(report({ force: true, output: folder })).rejects.toThrow(/is no file/)
  })
  it.each([
    [{ from: '2026-03-27', to: '2026-03-25' }, {}, /the last day is before the first/],
    [
      { from: '2026-03-01', to: '2026-03-05' },
      {},
      /Nothing was recorded or written down on desk-1 from 2026-03-01 to 2026-03-05/,
    ],
    [{ from: 'soon' }, {}, /cannot be read. from: /],
    [{}, { cushion: 'desk-9' }, /No cushion called desk-9. There is: desk-1\./],
    [{ output: join(tmpdir(), 'sitbone-no-folder/a.csv') }, {}, /cannot be written \(ENOENT\)/],
    [{ sitter: 'anna' }, {}, /no names are known here. Use --cushion/],
    [{ url: 'http://127.0.0.1:9' }, {}, /No Sitbone answers at http:\/\/127.0.0.1:9\/.*Start it/],
  ])('says why there is none: %j %j', async (options, flags, words) => {
    await expect(report(options, flags)).rejects.toThrow(words)
    expect(statSync(file, { throwIfNoEntry: false })).toBeUndefined()
  })
})

describe('a report where there are accounts', () => {
  beforeAll(async () => {
    const address = { kind: 'sqlite', file: join(folder, 'accounts.db') } as const
    accounts = await openAccounts(address)
    for (const [name, role] of Object.entries({ anna: 'sitter', petra: 'physio' } as const))
      await addPerson(accounts, name, [role])
    await accounts.assignments.assign({ cushion: 'desk-1', sitterId: 'id-of-anna', fromMs: startMs })
    await accounts.grants.add({
      sitterId: 'id-of-anna',
      physioId: 'id-of-petra',
      scopes: ['diary'],
      fromMs: startMs,
      untilMs: null,
      nowMs: startMs,
    })
    const diary = createDiaries({
      realFile: join(folder, 'c.db'),
      simulatedFile: join(folder, 'd.db'),
      log: silentLog,
    })
    const secretFile = join(folder, 'accounts.secret')
    server = await runDashboard({ accounts: { address, secretFile }, diary, clock }, storeWithDay())
    server.withDesk()
  })
  afterAll(async () => {
    await server.end()
    await accounts.close()
  })

  it('is made for a physio by the name of the sitter who shares the diary', async () => {
    const flags = { 'api-token': await tokenOf('id-of-petra', ['sitting', 'diary']) }
    expect(await report({ sitter: 'anna', format: 'html' }, flags)).toBe(0)
    expect(readFileSync(file, 'utf8')).toContain('<h1>Sitting and pain, anna</h1>')
    await expect(report({ sitter: 'ben' }, flags)).rejects.toThrow(/nobody of this name.*anna\./)
  })
  it('is not made without a token, and says how to get one', async () => {
    await expect(report({})).rejects.toThrow(
      /Make an API token at http:.*sharing that reads.*SITBONE_API_TOKEN_FILE/,
    )
    await expect(report({}, { 'api-token': 'sbt_wrong' })).rejects.toThrow(/has ended, was revoked/)
  })
  it('is not made with a token that reads too little', async () => {
    const flags = { 'api-token': await tokenOf('id-of-anna', ['sitting']) }
    await expect(report({}, flags)).rejects.toThrow(/may see desk-1, but not read its review/)
  })
})
