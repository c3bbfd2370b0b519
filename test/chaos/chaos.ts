/**
 * `npm run chaos -- --minutes 3 --seed 1 [--store sqlite|influx|both] [--only kill,stop,...] [--json file]`
 *
 * Runs Sitbone as real processes under random faults and compares every frame a board sent with what the store holds at
 * the end, byte by byte. Ends with status 1 when any is lost, doubled or altered. See docs/reliability.md.
 */
import { appendFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { isClean, type RunReport, run } from './run.ts'
import { type FaultKind, faultKinds } from './schedule.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
    store: { type: 'string', default: 'both' },
    only: { type: 'string' },
    json: { type: 'string' },
    quiet: { type: 'boolean', default: false },
  },
})

const minutes = Number(values.minutes)
const seed = Number(values.seed)
const stores = (['influx', 'sqlite'] as const).filter((name) => [name, 'both'].includes(values.store))
const wanted = values.only?.split(',')
const only =
  wanted === undefined ? null : faultKinds.filter((kind): kind is FaultKind => wanted.includes(kind))
const unknown = wanted?.filter((kind) => !faultKinds.some((known) => known === kind)) ?? []
if (!(minutes >= 0.3) || !Number.isSafeInteger(seed) || stores.length === 0 || unknown.length > 0) {
  console.error(
    `Usage: npm run chaos -- --minutes 3 --seed 1 --store sqlite|influx|both --only ${faultKinds.join(',')} [--json file] [--quiet]\nAt least 0.3 minutes.`,
  )
  process.exit(2)
}

const say = values.quiet ? () => {} : (text: string) => console.log(text)
const ending = new AbortController()
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => ending.abort())
const { signal } = ending
const runs = stores.map((store) => run({ store, seed, minutes, only, say, signal }))
// One that fails does not leave the other's processes behind.
await Promise.allSettled(runs)
const reports = await Promise.all(runs)
for (const report of reports) print(report)
if (values.json !== undefined) {
  for (const { logs: _, ...report } of reports) appendFileSync(values.json, `${JSON.stringify(report)}\n`)
}
process.exit(reports.every(isClean) ? 0 : 1)

function print(report: RunReport): void {
  const faults = Object.entries(report.faults).map(([name, times]) => `${name} ${times}`)
  console.log(
    `seed ${report.seed}, ${report.store}, ${report.minutes} min: sent ${report.sent}, due ${report.due}, stored ${report.stored}, ` +
      `lost ${report.lost.length}, doubled ${report.doubled.length}, altered ${report.altered.length}, ` +
      `minutes/bouts/events lost ${report.factsLost.length}; ` +
      `delay to the store median ${report.medianDelayS} s, longest ${report.longestDelayS} s; ` +
      `outbox read after ${report.outboxReads} ends, ${report.batchesWaitingAtEnd} batches waiting at the end\n` +
      `  faults: ${faults.join(', ')}${report.diskFaults ? '' : '; no full disks (needs root)'}`,
  )
  const wrong = {
    lost: report.lost,
    doubled: report.doubled,
    altered: report.altered,
    facts: report.factsLost,
  }
  for (const [what, list] of Object.entries(wrong)) {
    for (const one of list.slice(0, 20)) console.log(`  ${what}: ${one}`)
    if (list.length > 20) console.log(`  ... and ${list.length - 20} more ${what}`)
  }
  for (const one of report.misbehaved) console.log(`  ${one}`)
  if (!isClean(report)) console.log(report.logs)
}
