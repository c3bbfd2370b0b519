import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { replayAnswer } from '../../../contract/replay.ts'
import { replayWindow } from '../../../core/model/replay.ts'
import { ZoneDays } from '../../../core/time/zone-days.ts'
import { fsr8 } from '../../../firmware-protocol/layout.ts'
import { type StoredFrame, StoreUnavailable } from '../../../store/store.ts'
import { type Accounts, openAccounts } from '../people/accounts.ts'
import { secretOf } from '../people/sign-in/secret-file.ts'
import { addPerson, sessionCookie } from '../people/testing.ts'
import { aMinute, FakeStore, type Running, runDashboard, startMs } from '../testing.ts'

let server: Running
afterEach(() => server.end())

const kpa = [12, 14, 13, 11, 4, 4, 4, null]
const frame = (atMs: number, more: Partial<StoredFrame> = {}): StoredFrame => ({
  ...{ atMs, boot: 1, seq: 1, boardMs: 0, counts: [1, 2, 3, 4, 5, 6, 7, 8], kpa },
  ...more,
})
/** At 10 Hz. */
const frames = (fromMs: number, s: number, more: Partial<StoredFrame> = {}) =>
  Array.from({ length: s * 10 }, (_, at) => frame(fromMs + at * 100, more))

async function start(rows: readonly StoredFrame[]): Promise<FakeStore> {
  const store = new FakeStore()
  store.frameRows = [...rows]
  server = await runDashboard({}, store)
  server.withDesk()
  return store
}
const ask = (at: number | string, speed: number | string, headers: Record<string, string> = {}) => {
  const when = typeof at === 'string' ? at : new Date(at).toISOString()
  return fetch(`${server.url}/api/v1/cushions/desk-1/replay?at=${when}&speed=${speed}`, { headers })
}
const read = async (...asked: Parameters<typeof ask>) =>
  replayAnswer.parse(await (await ask(...asked)).json())

it('one mean per tenth of a second of replay, with the figures of the seat', async () => {
  await start(frames(startMs, 60))
  const { from, to, stepMs, steps, layout, minutesOnly } = await read(startMs + 30_000, 10)
  expect([from, to, stepMs]).toEqual(['2026-03-02T09:00:00.000Z', '2026-03-02T09:02:00.000Z', 1000])
  expect(layout).toEqual(fsr8)
  expect(minutesOnly).toEqual([])
  expect(steps).toHaveLength(60)
  expect(steps[0]).toEqual({
    ...{ atMs: startMs, frames: 10, kpa, counts: null, leftKpa: 13, rightKpa: 12 },
    copCm: { x: expect.any(Number), y: expect.any(Number) },
  })
  expect((await read(startMs + 30_000, 600)).steps.map((step) => step.frames)).toEqual([600])
})
it('a gap has no steps, and what stands at the beginning of a window comes with it', async () => {
  await start([...frames(startMs + 110_000, 9), ...frames(startMs + 125_000, 5)])
  const times = (await read(startMs + 120_000, 10)).steps.map(({ atMs }) => (atMs - startMs) / 1000)
  expect(times).toEqual([116, 117, 118, 125, 126, 127, 128, 129])
})
it('says which minutes have no readings any more, and takes a gap for none', async () => {
  const store = await start(frames(startMs + 180_000, 30))
  store.minuteRows = [0, 1, 2, 3].map((at) => aMinute(startMs + at * 60_000))
  store.minuteRows.push(aMinute(startMs + 4 * 60_000, { frames: 0, seatedS: 0, unknownS: 60 }))
  const kept = [0, 1, 2].map((at) => startMs + at * 60_000)
  expect(await read(startMs, 600)).toMatchObject({ minutesOnly: kept, steps: [{ atMs: startMs + 180_000 }] })
  expect(await read(startMs + 66_000, 1)).toMatchObject({ minutesOnly: [startMs + 60_000], steps: [] })
  // The second half of minute 3 was not recorded, but its first half is still there.
  expect(await read(startMs + 222_000, 1)).toMatchObject({ minutesOnly: [], steps: [] })
  expect(await read(startMs + 3_600_000, 60)).toMatchObject({ minutesOnly: [], steps: [] })
})
it('relative mode gives counts, and another layout no figures of the seat', async () => {
  await start([
    ...frames(startMs, 1, { kpa: null }),
    ...frames(startMs + 2000, 1, { counts: [1, 2], kpa: [5, 6] }),
  ])
  const { steps } = await read(startMs, 10)
  const none = { leftKpa: null, rightKpa: null, copCm: null }
  expect(steps).toEqual([
    { atMs: startMs, frames: 10, kpa: null, counts: [1, 2, 3, 4, 5, 6, 7, 8], ...none },
    { atMs: startMs + 2000, frames: 10, kpa: [5, 6], counts: null, ...none },
  ])
})
it('an empty seat has no centre of pressure', async () => {
  await start(frames(startMs, 1, { kpa: [0.1, 0, 0, 0, 0, 0, 0, 0] }))
  expect((await read(startMs, 10)).steps[0]).toMatchObject({ leftKpa: 0.05, rightKpa: 0, copCm: null })
})
it.each([
  ['2026-03-28', 23],
  ['2026-10-24', 25],
])('the windows of %s follow each other without a gap over %i hours', async (day, hours) => {
  const { startMs: fromMs, endMs } = new ZoneDays({ zone: 'Europe/Berlin', startHour: 4 }).on(day)
  const everyMinute = Array.from({ length: (endMs - fromMs) / 60_000 }, (_, at) =>
    frame(fromMs + at * 60_000),
  )
  await start(everyMinute)
  const seen: number[] = []
  for (let atMs = fromMs; atMs < endMs; atMs = replayWindow(atMs, 600).toMs)
    seen.push(...(await read(atMs, 600)).steps.map((step) => step.atMs))
  expect(seen).toEqual(everyMinute.map(({ atMs }) => atMs))
  expect(seen).toHaveLength(hours * 60)
})
it('refuses what it cannot read, and says that the store is away', async () => {
  const store = await start([])
  for (const [at, speed] of [
    ['yesterday', 1],
    ['2026-03-02T09:00:00Z', 0],
    ['2026-03-02T09:00:00Z', 601],
    ['2026-03-02T09:00:00Z', 'fast'],
  ] as const)
    expect((await ask(at, speed)).status, `${at} ${speed}`).toBe(400)
  expect((await ask('2026-03-02T10:00:00+01:00', 1)).status).toBe(200)
  store.failure = new StoreUnavailable('away')
  expect((await ask(startMs, 1)).status).toBe(503)
})
it('shows each of two sitters only their own time, and a physio only with a grant for readings', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-replay-'))
  const address = { kind: 'sqlite', file: join(folder, 'accounts.db') } as const
  const secretFile = join(folder, 'accounts.secret')
  const accounts: Accounts = await openAccounts(address)
  const headers: Record<string, Record<string, string>> = { nobody: {} }
  for (const [name, role] of [
    ['ben', 'sitter'],
    ['anna', 'sitter'],
    ['petra', 'physio'],
    ['paul', 'physio'],
    ['ada', 'admin'],
  ] as const)
    headers[name] = {
      cookie: await sessionCookie(accounts, secretOf(secretFile), await addPerson(accounts, name, [role])),
    }
  // In the middle of a step: neither sees the other's part of it.
  const handedOverMs = startMs + 30_500
  await accounts.assignments.assign({ cushion: 'desk-1', sitterId: 'id-of-ben', fromMs: startMs - 1000 })
  await accounts.assignments.assign({ cushion: 'desk-1', sitterId: 'id-of-anna', fromMs: handedOverMs })
  for (const [physioId, scope] of [
    ['id-of-petra', 'frames'],
    ['id-of-paul', 'diary'],
  ] as const)
    await accounts.grants.add({
      ...{ sitterId: 'id-of-anna', physioId, scopes: [scope], fromMs: 0, untilMs: null, nowMs: startMs },
    })
  const store = new FakeStore()
  store.frameRows = frames(startMs, 60)
  server = await runDashboard({ accounts: { address, secretFile } }, store)
  server.withDesk()
  const seenBy = async (name: string) => {
    const answer = await ask(startMs, 10, headers[name])
    if (!answer.ok) return answer.status
    const steps = replayAnswer.parse(await answer.json()).steps
    const n = steps.reduce((sum, step) => sum + step.frames, 0)
    return [n, steps[0]?.atMs, steps.at(-1)?.atMs]
  }
  const anna = [295, startMs + 30_000, startMs + 59_000]
  expect(await seenBy('anna')).toEqual(anna)
  expect(await seenBy('petra')).toEqual(anna)
  expect(await seenBy('ben')).toEqual([305, startMs, startMs + 30_000])
  for (const name of ['paul', 'ada', 'nobody']) expect(await seenBy(name), name).toBe(404)
  await accounts.close()
  rmSync(folder, { recursive: true, force: true })
})
