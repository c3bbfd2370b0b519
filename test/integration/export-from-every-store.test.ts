/**
 * One period of one cushion, recorded into the embedded store, InfluxDB and PostgreSQL: the exports are identical, byte by byte,
 * and contain exactly what the board sent.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ForeignBoard } from '../services/foreign-board.ts'
import { type Influxd, startInfluxd } from '../services/influxd.ts'
import { type Mosquitto, startMosquitto } from '../services/mosquitto.ts'
import { type Postgres, startPostgres } from '../services/postgres.ts'
import { type Running, runSitbone } from '../services/sitbone.ts'
import { type PtyPair, startPtyPair } from '../services/socat.ts'
import { waitFor } from '../services/wait-for.ts'

let folder: string
let mosquitto: Mosquitto
let influxd: Influxd
let postgres: Postgres
let cable: PtyPair
let board: ForeignBoard
let roles: Running[]
let embedded: Record<string, string>
let others: Record<string, string>[]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-every-'))
  ;[mosquitto, influxd, postgres, cable] = await Promise.all([
    startMosquitto(),
    startInfluxd(),
    startPostgres(),
    startPtyPair(),
  ])
  const common = { SITBONE_BROKER: mosquitto.url }
  embedded = { ...common, SITBONE_DATA: join(folder, 'embedded') }
  const urls = [`influx://127.0.0.1:${influxd.port}/sitbone`, postgres.urlOf('sitbone')]
  others = urls.map((url, i) => ({ ...common, SITBONE_DATA: join(folder, `other-${i}`), SITBONE_STORE: url }))
  roles = [embedded, ...others].map((env) => runSitbone(['recorder'], { env }))
  await waitFor(() => roles.every((role) => role.said().includes('Connected')), { timeoutMs: 20_000 })
  board = new ForeignBoard({ periodMs: 20 })
  board.plugInto(cable.a)
  const env = { ...common, SITBONE_DATA: join(folder, 'gateway') }
  roles.push(runSitbone(['gateway', '--port', cable.b, '--cushion', 'every-1'], { env }))
})

afterAll(async () => {
  board.unplug()
  await Promise.all(roles.map((role) => role.stop()))
  await Promise.all([mosquitto.stop(), influxd.stop(), postgres.stop(), cable.stop()])
  rmSync(folder, { recursive: true, force: true })
})

const exported = async (env: Record<string, string>, what: string, format = 'csv') => {
  const { code, out, err } = await runSitbone(
    ['export', '--cushion', 'every-1', '--what', what, '--format', format],
    { env },
  ).exited
  return code === 0 ? out : `status ${code}: ${err}`
}

test('frames, minutes, bouts and events are the same from every store, and as the board sent them', async () => {
  await waitFor(() => board.sent.length > 400, { timeoutMs: 20_000, what: 'frames of the board' })
  board.silence()
  const last = board.sent.at(-1)
  for (const env of [embedded, ...others])
    await waitFor(async () => (await exported(env, 'frames')).includes(`,${last?.boot},${last?.seq},`), {
      timeoutMs: 20_000,
      everyMs: 500,
      what: 'the last frame in the store',
    })
  // A running gateway would add further minutes, so it stops before the comparison.
  await roles.at(-1)?.stop()
  for (const other of others)
    await waitFor(async () => (await exported(other, 'minutes')) === (await exported(embedded, 'minutes')), {
      timeoutMs: 20_000,
      what: 'every recorder to have taken the last batch',
    })
  for (const what of ['frames', 'minutes', 'bouts', 'events'])
    for (const format of ['csv', 'jsonl']) {
      const wanted = await exported(embedded, what, format)
      for (const other of others)
        expect(await exported(other, what, format), `${what} as ${format} of ${other.SITBONE_STORE}`).toBe(
          wanted,
        )
    }

  const [, ...rows] = (await exported(embedded, 'frames')).trim().split(/\r?\n/)
  const sent = new Map(board.sent.map((frame) => [`${frame.boot},${frame.seq}`, frame.counts.join(',')]))
  const seqs = rows.map((row) => row.split(','))
  for (const [, boot, seq, ...rest] of seqs)
    expect(rest.slice(0, 8).join(',')).toBe(sent.get(`${boot},${seq}`))
  const first = Number(seqs[0]?.[2])
  expect(seqs.map((row) => Number(row[2]))).toEqual(
    Array.from({ length: (last?.seq ?? 0) - first + 1 }, (_, i) => first + i),
  )
  // This starts three dozen programs one after the other.
}, 180_000)
