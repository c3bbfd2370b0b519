/** Erasing a person removes what InfluxDB holds of their time at a cushion, and nothing of anybody else's. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openAccounts } from '../../dashboard/server/people/accounts.ts'
import { wallClock } from '../../platform/clock.ts'
import { silentLog } from '../../platform/log.ts'
import { createInfluxStore } from '../../store/influx/influx-store.ts'
import type { Store } from '../../store/store.ts'
import { frameBatch, framesFrom } from '../../store/testing.ts'
import { type Influxd, startInfluxd } from '../services/influxd.ts'
import { runSitbone } from '../services/sitbone.ts'

const folder = mkdtempSync(join(tmpdir(), 'sitbone-erase-influx-'))
const data = join(folder, 'data')
const hourMs = 3_600_000
const nowMs = Date.now()
let influxd: Influxd
let store: Store

beforeAll(async () => {
  influxd = await startInfluxd()
  const { host, port } = influxd
  const nobody = { username: null, password: null }
  store = createInfluxStore({ ...nobody, host, port, database: 'sitbone', clock: wallClock, log: silentLog })
  await store.start()
})
afterAll(async () => {
  await store.stop()
  await influxd.stop()
  rmSync(folder, { recursive: true, force: true })
})

const run = async (...args: string[]): Promise<string> => {
  const place = ['--data', data, '--store', `influx://${influxd.host}:${influxd.port}/sitbone`]
  const { code, out, err } = await runSitbone(['user', ...args, ...place], { cwd: folder }).exited
  expect(code, err).toBe(0)
  return out
}

async function framesOf(cushion: string): Promise<number[]> {
  const times: number[] = []
  for await (const rows of store.frames({ cushion, fromMs: 0, toMs: nowMs + hourMs }))
    times.push(...rows.map(({ atMs }) => atMs))
  return times
}

it('user erase empties the store of that person’s time, and the log keeps the bare fact', async () => {
  await run('add', 'ben')
  await run('add', 'anna')
  const address = { kind: 'sqlite', file: join(data, 'accounts.db') } as const
  const accounts = await openAccounts(address)
  const idOf = async (name: string) => (await accounts.roster.byUserName(name))?.id ?? ''
  const [ben, anna] = [await idOf('ben'), await idOf('anna')]
  // One cushion in turn, and one that is Ben's alone.
  const taken = [
    ['desk-1', ben, nowMs - 4 * hourMs],
    ['desk-1', anna, nowMs - 2 * hourMs],
    ['desk-2', ben, nowMs - 4 * hourMs],
  ] as const
  for (const [cushion, sitterId, fromMs] of taken)
    await accounts.assignments.assign({ cushion, sitterId, fromMs })
  await accounts.close()
  const bens = framesFrom(nowMs - 3 * hourMs, 20)
  await store.write([
    frameBatch(bens),
    frameBatch(framesFrom(nowMs - hourMs, 20)),
    frameBatch(framesFrom(nowMs - hourMs, 20), { cushion: 'desk-2' }),
  ])
  expect(await framesOf('desk-1')).toHaveLength(40)

  expect(await run('erase', 'anna', '--confirm')).toContain('Everything about anna is erased.')
  expect(await framesOf('desk-1')).toEqual(bens.map(({ atMs }) => atMs))
  expect(await framesOf('desk-2')).toHaveLength(20)
  const after = await openAccounts(address)
  const left = (await after.audit.all()).filter(({ personId }) => personId === anna)
  expect(left.map(({ action }) => action)).toContain('erased')
  expect(await after.roster.byUserName('anna')).toBeNull()
  await after.close()
})
