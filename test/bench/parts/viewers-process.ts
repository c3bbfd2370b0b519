/**
 * Many viewers in a separate process, each a socket that watches all cushions of fleet-process.ts; on request they measure for
 * this long. `node viewers-process.ts <dashboard url> <viewers> <cushions> <seconds> [cookie]`
 * Finally reports the age of live readings on arrival, and their number.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { median, percentile } from '../bench.ts'
import { watch } from './viewer.ts'

const [url = '', viewers = '1', cushions = '1', seconds = '1', cookie = ''] = process.argv.slice(2)
const names = Array.from({ length: Number(cushions) }, (_, i) => `fleet-${i + 1}`)
const say = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`)

let looking = false
const agesMs = Array.from({ length: Number(viewers) }, (): number[] => [])
await Promise.all(
  agesMs.map((ages) =>
    watch(
      url,
      names,
      ({ atMs }) => {
        if (looking) ages.push(Date.now() - atMs)
      },
      cookie === '' ? {} : { cookie },
    ),
  ),
)
say({ ready: true })
await new Promise((resolve) => process.stdin.once('data', resolve))

const startMs = performance.now()
looking = true
await delay(Number(seconds) * 1000)
looking = false
const perS = 1000 / (performance.now() - startMs) / names.length
const all = agesMs.flat()
say({
  p50Ms: median(all),
  p99Ms: percentile(all, 0.99),
  updatesPerS: (all.length / agesMs.length) * perS,
  fewestPerS: Math.min(...agesMs.map((ages) => ages.length)) * perS,
})
// Runs until told to end, so that its cost can be read.
process.stdin.once('end', () => process.exit(0))
