/** The physio's list of many sitters: how long the server takes for it, with four weeks of minutes of each in SQLite. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { sittersAnswer } from '../../../contract/sitters.ts'
import { dayMs } from '../../../core/time/calendar.ts'
import { ZoneDays } from '../../../core/time/zone-days.ts'
import { createDiaries } from '../../../dashboard/server/diary/diaries.ts'
import { type Accounts, openAccounts } from '../../../dashboard/server/people/accounts.ts'
import { diaryKeyOf } from '../../../dashboard/server/people/gate/sitter-diaries.ts'
import { secretOf } from '../../../dashboard/server/people/sign-in/secret-file.ts'
import { addPerson, sessionCookie } from '../../../dashboard/server/people/testing.ts'
import { createDashboard } from '../../../dashboard/server/server.ts'
import { aMinute, FakeMqtt } from '../../../dashboard/server/testing.ts'
import { silentLog } from '../../../platform/log.ts'
import { createSqliteStore } from '../../../store/sqlite/sqlite-store.ts'
import { batchOf } from '../../../store/testing.ts'
import { type Bench, type BenchOptions, median, type Row, scaled } from '../bench.ts'

const day = { zone: 'Europe/Berlin', startHour: 4 }
const weeks = 4
/** Hours a day with the seat watched. */
const watchedH = 8
const asks = 15

export const sitters: Bench = {
  name: 'sitters',
  about: 'the physio’s list of 500 sitters: server time of GET /api/v1/sitters',
  async run({ scale, say }: BenchOptions): Promise<Row[]> {
    const count = scaled(500, scale, 5)
    const folder = mkdtempSync(join(tmpdir(), 'sitbone-bench-sitters-'))
    try {
      say(`${count} sitters with ${weeks} weeks of minutes and mornings are written`)
      return await measured(folder, count, say)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

async function measured(folder: string, count: number, say: BenchOptions['say']): Promise<Row[]> {
  const address = { kind: 'sqlite', file: join(folder, 'accounts.db') } as const
  const secretFile = join(folder, 'accounts.secret')
  const accounts = await openAccounts(address)
  const store = createSqliteStore({ folder: join(folder, 'store'), log: silentLog })
  await store.start()
  const diary = createDiaries({
    realFile: join(folder, 'diary.db'),
    simulatedFile: join(folder, 'simulated.db'),
    log: silentLog,
  })
  const nowMs = Date.now()
  const days = new ZoneDays(day).between(nowMs - (weeks * 7 + 1) * dayMs, nowMs - dayMs)
  await addPerson(accounts, 'petra', ['physio'])
  for (let at = 0; at < count; at++) {
    const sitterId = await share(accounts, at, nowMs)
    for (const { startMs, day: date } of days)
      await diary.of(false).putCheckIn(diaryKeyOf(sitterId), {
        ...{ id: date, atMs: startMs + 3_600_000, day: date, when: 'morning', pain: (at + startMs) % 4 },
        ...{ side: null, place: null, note: null, source: 'person' },
      })
    await store.write(days.map(({ startMs }) => minutesOf(`desk-${at}`, startMs)))
  }
  const cookie = await sessionCookie(accounts, secretOf(secretFile), 'id-of-petra')
  const dashboard = createDashboard({
    ...{ listen: { host: '127.0.0.1', port: 0 }, mqtt: new FakeMqtt(), store, base: 'sitbone', day },
    ...{ webRoot: join(folder, 'no-pages'), log: silentLog, allowNonLoopback: null, diary },
    accounts: { address, secretFile },
  })
  const { url } = await dashboard.start()
  try {
    const ask = async () => {
      const startMs = performance.now()
      const text = await (await fetch(`${url}/api/v1/sitters`, { headers: { cookie } })).text()
      const ms = performance.now() - startMs
      return { ms, bytes: text.length, ...sittersAnswer.parse(JSON.parse(text)) }
    }
    say('the first time, until every row is there')
    const startMs = performance.now()
    const first = await ask()
    let last = first
    while (last.preparing > 0) {
      await delay(200)
      last = await ask()
    }
    const allS = (performance.now() - startMs) / 1000
    say('again and again')
    const times: number[] = []
    const cpu = process.cpuUsage()
    for (let at = 0; at < asks; at++) times.push((await ask()).ms)
    const { user, system } = process.cpuUsage(cpu)
    return [
      {
        what: `list of ${last.rows.length} sitters, once read: median of ${asks}`,
        unit: 'ms',
        value: median(times),
        target: { atMost: 300 },
        more: {
          'processor time, with the client’s (ms)': (user + system) / 1000 / asks,
          'slowest (ms)': Math.max(...times),
          'first answer after a start (ms)': first.ms,
          'rows in the first answer': first.rows.length - first.preparing,
          'every row after a start (s)': allS,
          'answer (kB)': last.bytes / 1000,
        },
      },
    ]
  } finally {
    await dashboard.stop()
    await store.stop()
    await accounts.close()
  }
}

async function share(accounts: Accounts, at: number, nowMs: number): Promise<string> {
  const sitterId = await addPerson(accounts, `sitter-${at}`, ['sitter'])
  await accounts.assignments.assign({ cushion: `desk-${at}`, sitterId, fromMs: 0 })
  const grant = { sitterId, physioId: 'id-of-petra', scopes: ['diary' as const] }
  await accounts.grants.add({ ...grant, fromMs: 0, untilMs: null, nowMs })
  return sitterId
}

const minutesOf = (cushion: string, startMs: number) =>
  batchOf({
    cushion,
    minutes: Array.from({ length: watchedH * 60 }, (_, at) => aMinute(startMs + (at + 240) * 60_000)),
  })
