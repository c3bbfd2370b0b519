/**
 * `npm run chaos -- --minutes 3 --seed 1 [--store sqlite|influx|both | --cluster] [--faults kill,stop,...] [--json file]`
 * `npm run chaos -- --minutes 60 --seeds 20`: as many fresh seeds share the minutes, one after the other, the stores by turns
 * `npm run chaos -- --cluster --minutes 30 --seeds 10`: the same with the processes of `npm run cluster`
 *
 * Runs Sitbone as real processes under random faults and compares every frame that a board sent with what the store holds at
 * the end, byte by byte. Ends with status 1 when any is lost, doubled or altered, or when older history is. See docs/reliability.md.
 */
import { appendFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { describeReport, describeTable, isClean, type RunReport, type StoreName } from './report.ts'
import { run } from './run.ts'
import { type FaultKind, faultKinds } from './schedule.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
    seeds: { type: 'string', default: '1' },
    store: { type: 'string', default: 'both' },
    faults: { type: 'string' },
    /** The former name of --faults. */
    only: { type: 'string' },
    json: { type: 'string' },
    /** The processes of `npm run cluster` instead. */
    cluster: { type: 'boolean', default: false },
    quiet: { type: 'boolean', default: false },
  },
})

const seeds = Number(values.seeds)
const minutes = Number(values.minutes) / seeds
const firstSeed = Number(values.seed)
const stores: readonly StoreName[] = values.cluster
  ? ['cluster']
  : (['influx', 'sqlite'] as const).filter((name) => [name, 'both'].includes(values.store))
const wanted = (values.faults ?? values.only)?.split(',') ?? null
const faults = wanted && faultKinds.filter((kind): kind is FaultKind => wanted.includes(kind))
const unknown = (wanted ?? []).filter((kind) => !faultKinds.some((known) => known === kind))
const numbersFit =
  minutes >= 0.3 && Number.isSafeInteger(firstSeed) && Number.isSafeInteger(seeds) && seeds >= 1
if (!numbersFit || stores.length === 0 || unknown.length > 0) {
  console.error(
    `Usage: npm run chaos -- --minutes 3 --seed 1 [--seeds 20] [--store sqlite|influx|both | --cluster] [--faults ${faultKinds.join(',')}] [--json file] [--quiet]
At least 0.3 minutes for each seed.${unknown.length > 0 ? ` Unknown: ${unknown.join(', ')}.` : ''}`,
  )
  process.exit(2)
}

const say = values.quiet ? () => {} : (text: string) => console.log(text)
const ending = new AbortController()
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => ending.abort())

const reports = seeds === 1 ? await atOnce(stores) : await byTurns()
if (seeds > 1 && reports.length > 0) console.log(describeTable(reports))
process.exit(reports.length >= seeds && reports.every(isClean) ? 0 : 1)

async function one(seed: number, store: StoreName): Promise<RunReport> {
  const report = await run({ store, seed, minutes, faults, say, signal: ending.signal })
  console.log(describeReport(report))
  if (values.json !== undefined) {
    const { logs: _, ...figures } = report
    appendFileSync(values.json, `${JSON.stringify(figures)}\n`)
  }
  return report
}

/** Side by side. One that fails does not leave the other's processes behind. */
async function atOnce(names: readonly StoreName[]): Promise<RunReport[]> {
  const runs = names.map((store) => one(firstSeed, store))
  await Promise.allSettled(runs)
  return Promise.all(runs)
}

/** Light enough to run beside other work. A run that cannot be judged does not end the others. */
async function byTurns(): Promise<RunReport[]> {
  const done: RunReport[] = []
  for (let i = 0; i < seeds && !ending.signal.aborted; i++) {
    const store = stores[i % stores.length]
    if (store === undefined) break
    await one(firstSeed + i, store).then(
      (report) => done.push(report),
      (error: unknown) => console.error(`seed ${firstSeed + i}, ${store}: could not be judged:`, error),
    )
  }
  return done
}
