/**
 * Data folders, InfluxDB databases and settings files that released versions left behind, opened by the present program: frames,
 * minutes, bouts, events, the diary, limits, calibrations and outbox are all still there. Tries each folder of test/fixtures.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { startingTolerance } from '../../core/model/tolerance-fields.ts'
import { silentLog } from '../../platform/log.ts'
import { resolveSettings } from '../../settings/settings.ts'
import { createInfluxStore } from '../../store/influx/influx-store.ts'
import { frameBatch, framesFrom } from '../../store/testing.ts'
import {
  type ExportedPart,
  exportedParts,
  holdsSchema,
  killedHoldsSchema,
  type Row,
  readPacked,
  rowsOf,
  unpackFolder,
} from '../fixtures/kept-folder.ts'
import { type WatchedCushion, waitingBatches, watchCushion } from '../fixtures/watch-cushion.ts'
import { freePort } from '../services/free-port.ts'
import { type Influxd, startInfluxd } from '../services/influxd.ts'
import { runSitbone } from '../services/sitbone.ts'
import { waitFor } from '../services/wait-for.ts'

const fixtures = join(import.meta.dirname, '../fixtures')
const folders = readdirSync(fixtures)
  .filter((name) => name.startsWith('data-folder-'))
  .map((name) => join(fixtures, name))
const cushion = 'desk-1'
/** A folder may be opened years later: nothing may be deleted because of its age. */
const keepAll = ['--retention-days', '36500']

interface Opened {
  readonly data: string
  readonly url: string
  readonly watched: WatchedCushion
  close(): Promise<void>
}

/** A copy of a kept folder, opened; resolves once the outbox has been delivered. */
async function openCopy(packed: string, ...args: string[]): Promise<Opened> {
  const data = mkdtempSync(join(tmpdir(), 'sitbone-upgrade-'))
  unpackFolder(packed, data)
  const [listen, broker] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`]
  const where = ['--listen', listen, '--broker-listen', broker, '--data', data, '--zone', 'Europe/Berlin']
  const sitbone = runSitbone(['start', ...where, ...keepAll, ...args])
  const watched = await watchCushion(`mqtt://${broker}`, cushion, data)
  const close = async () => {
    await watched.close()
    await sitbone.stop()
    rmSync(data, { recursive: true, force: true })
  }
  await waitFor(() => waitingBatches(watched) === 0, {
    timeoutMs: 30_000,
    what: () => `an empty outbox, ${waitingBatches(watched)} wait: ${sitbone.said()}`,
  })
  return { data, url: `http://${listen}/api/v1/cushions/${cushion}`, watched, close }
}

async function exported(data: string, what: ExportedPart, ...flags: string[]): Promise<Row[]> {
  const args = ['export', '--cushion', cushion, '--what', what, '--format', 'jsonl', '--data', data]
  const { code, out, err } = await runSitbone([...args, ...keepAll, ...flags]).exited
  expect(code, err).toBe(0)
  return rowsOf(out)
}

/** The parts of `kept` that are missing in `now`. Later versions may add fields, so only the old ones are compared. */
function missing(kept: readonly Row[], now: readonly Row[]): Row[] {
  const key = ({ at, startedAt, kind }: Row) => JSON.stringify([at ?? startedAt, kind])
  const there = Map.groupBy(now, key)
  const holds = (row: Row, one: Row) =>
    Object.entries(one).every(([name, value]) => isDeepStrictEqual(row[name], value))
  return kept.filter((one) => !there.get(key(one))?.some((row) => holds(row, one)))
}

/** Line numbers before which board lines are missing. */
function gaps(frames: readonly Row[]): number[] {
  const seqs = frames.map(({ seq }) => Number(seq)).sort((a, b) => a - b)
  return seqs.filter((seq, at) => at > 0 && seq !== (seqs[at - 1] ?? 0) + 1)
}

const json = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))

describe.each(folders)('%s: everything in one process, killed in the middle of a bout', (folder) => {
  const kept = join(folder, 'killed-holds')
  const holds = killedHoldsSchema.parse(json(join(kept, 'holds.json')))
  let opened: Opened

  beforeAll(async () => {
    const how = ['--no-past', '--scenario', 'long-sit', '--calibration', join(folder, 'calibration.json')]
    opened = await openCopy(join(folder, 'killed'), ...how)
  })
  afterAll(() => opened?.close())

  it.each(exportedParts)('all of its %s are still exported', async (what) => {
    const before = rowsOf(readPacked(join(kept, `${what}.jsonl`)))
    expect(before).toHaveLength(holds.counts[what] ?? 0)
    expect(before).not.toHaveLength(0)
    const now = await exported(opened.data, what, '--simulated', '--to', holds.before)
    expect(missing(before, now)).toEqual([])
    if (what === 'frames') expect(gaps(now)).toEqual([])
    // The bout in progress at the kill is a bout like the others.
    if (what === 'bouts') expect(now.map(({ startedAt }) => startedAt)).toContain(holds.boutStartedAt)
  })

  it('the same limits are in force, and the calibration that was put in force', () => {
    expect(opened.watched.told('tolerance')).toMatchObject(holds.tolerance)
    const history = z.array(z.object({ surface: z.string() }))
    const { calibration } = z
      .object({ calibration: z.object({ surface: z.string(), history }) })
      .parse(opened.watched.told('info'))
    expect(calibration.surface).toBe(holds.surfaceInForce)
    expect(calibration.history.map(({ surface }) => surface)).toEqual(holds.surfaces)
  })

  it('the diary says what it said', async () => {
    const ask = async (path: string): Promise<Row> => {
      const answer = await fetch(opened.url + path)
      expect(answer.status, path).toBe(200)
      return z.record(z.string(), z.unknown()).parse(await answer.json())
    }
    expect(holds.checkIns).not.toHaveLength(0)
    expect(await ask(`/checkins?from=2026-01-01&to=${holds.before}`)).toMatchObject({
      checkIns: holds.checkIns,
    })
    expect(await ask('/red-flags')).toMatchObject(holds.redFlags)
    expect(holds.decisions).not.toHaveLength(0)
    expect(await ask('/progress')).toMatchObject({
      baseline: { morningPain: holds.usualMorning },
      history: holds.decisions,
    })
  })
})

describe.each(folders)('%s: a gateway whose recorder never came', (folder) => {
  const kept = join(folder, 'gateway-only-holds')
  const { counts } = holdsSchema.parse(json(join(kept, 'holds.json')))
  let opened: Opened

  beforeAll(async () => {
    opened = await openCopy(join(folder, 'gateway-only'), '--port', join(fixtures, 'no-such-port'))
  })
  afterAll(() => opened?.close())

  const waited = exportedParts.filter((what) => (counts[what] ?? 0) > 0)
  it.each(waited)('all of the %s that waited in its outbox have arrived', async (what) => {
    const before = rowsOf(readPacked(join(kept, `${what}.jsonl`)))
    expect(before).toHaveLength(counts[what] ?? 0)
    const now = await exported(opened.data, what)
    expect(missing(before, now)).toEqual([])
    if (what === 'frames') expect(gaps(now)).toEqual([])
  })

  it('the limits that its version started with stay in force, although nobody saved them', () => {
    expect(opened.watched.told('tolerance')).toEqual(startingTolerance)
  })
})

it.each(folders)('%s: its settings file still means the same', (folder) => {
  const config = join(folder, 'sitbone.yaml')
  const given = z.record(z.string(), z.unknown()).parse(parse(readFileSync(config, 'utf8')))
  const { values, sources, warnings } = resolveSettings({ flags: {}, environment: {}, config })
  expect(warnings).toEqual([])
  for (const [name, value] of Object.entries(given)) {
    expect(sources, name).toHaveProperty(name, 'file')
    // Names behind a proxy became a list, and so did brokers.
    const expected = ['public-host', 'broker'].includes(name) ? [value] : value
    if (typeof expected === 'object') expect(values, name).toMatchObject({ [name]: expected })
    else expect(values, name).toHaveProperty(name, expected)
  }
})

describe.each(folders)('%s: what it wrote into an InfluxDB', (folder) => {
  const kept = join(folder, 'influx-holds')
  const { counts, before } = holdsSchema.parse(json(join(kept, 'holds.json')))
  let influxd: Influxd

  beforeAll(async () => {
    influxd = await startInfluxd()
    await influxd.query('CREATE DATABASE sitbone')
    const lines = readPacked(join(folder, 'influx/lines'))
    const answer = await fetch(`${influxd.url}/write?db=sitbone`, { method: 'POST', body: lines })
    expect(answer.status).toBe(204)
  })
  afterAll(() => influxd?.stop())

  it.each(exportedParts)('all of its %s are still exported', async (what) => {
    const rows = rowsOf(readPacked(join(kept, `${what}.jsonl`)))
    expect(rows).toHaveLength(counts[what] ?? 0)
    expect(rows).not.toHaveLength(0)
    const store = ['--store', `influx://127.0.0.1:${influxd.port}/sitbone`]
    const now = await exported(folder, what, '--simulated', '--to', before, ...store)
    expect(missing(rows, now)).toEqual([])
  })

  it('goes on being written, under what is known of its cushion', async () => {
    const { port, host } = influxd
    const database = { database: 'sitbone', username: null, password: null }
    const store = createInfluxStore({ host, port, ...database, log: silentLog })
    await store.start()
    const of = (simulated: boolean) =>
      store.write([frameBatch(framesFrom(Date.now(), 5), { cushion, simulated })])
    expect((await of(false)).setAside).toHaveLength(1)
    expect((await of(true)).setAside).toEqual([])
    await store.stop()
  })
})
