/**
 * Many viewers in a process of their own, each a socket that watches all the cushions of fleet-process.ts; once told to, they
 * look for so long. `node viewers-process.ts <dashboard url> <viewers> <cushions> <seconds>`
 * Tells at the end how old live readings were when they arrived, and how many came.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { median, percentile } from '../bench.ts'
import { watch } from './viewer.ts'

const [url = '', viewers = '1', cushions = '1', seconds = '1'] = process.argv.slice(2)
const names = Array.from({ length: Number(cushions) }, (_, i) => `fleet-${i + 1}`)
const say = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`)

let looking = false
const agesMs = Array.from({ length: Number(viewers) }, (): number[] => [])
await Promise.all(
  agesMs.map((ages) =>
    watch(url, names, ({ atMs }) => {
      if (looking) ages.push(Date.now() - atMs)
    }),
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
// Stays until it is told to end, so that what it cost can be read.
process.stdin.once('end', () => process.exit(0))
