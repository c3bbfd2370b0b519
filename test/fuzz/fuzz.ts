/**
 * `npm run fuzz -- --seconds 60 [--target name] [--seed 1]`
 *
 * Feeds every input of Sitbone with junk mixed with good traffic, for an equal time each. Ends with status 1 when a property
 * breaks, and prints the smallest case and the seed that reproduces it. What is found becomes a vector or a test.
 */
import { parseArgs } from 'node:util'
import type { Outcome, Target } from './target.ts'
import { targets } from './targets.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    target: { type: 'string' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
})
const seconds = Number(values.seconds)
const seed = Number(values.seed)
const chosen = targets.filter(
  ({ name }) => values.target === undefined || values.target.split(',').includes(name),
)
if (!(seconds > 0) || !Number.isSafeInteger(seed) || chosen.length === 0) {
  console.error(
    `Usage: npm run fuzz -- --seconds 60 [--seed 1] [--target ${targets.map(({ name }) => name).join(',')}]`,
  )
  process.exit(2)
}

/** An uncaught error is a finding too. */
const loose: string[] = []
const keep = (error: unknown) =>
  loose.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
process.on('unhandledRejection', keep)
process.on('uncaughtException', keep)

const mostMb = 600

/** A target that does not end is a finding, too. */
function inTime<T>(work: Promise<T>, ms: number, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what} did not end`)), ms)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

async function fuzz(target: Target): Promise<Outcome> {
  loose.length = 0
  const opened = await target.open()
  const timeMs = (seconds * 1000) / chosen.length
  let outcome: Outcome
  try {
    const running = opened.run({ seed, runs: Number.MAX_SAFE_INTEGER, timeMs })
    outcome = await inTime(running, timeMs + 30_000, 'a case')
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    return { cases: 0, failure: { example: `(whole run, seed ${seed})`, error: said } }
  }
  const found = (error: string): Outcome => ({
    cases: outcome.cases,
    failure: { example: `(whole run, seed ${seed})`, error },
  })
  try {
    await inTime(opened.close(), 30_000, 'closing')
  } catch (error) {
    if (outcome.failure === null) outcome = found(error instanceof Error ? error.message : String(error))
  }
  if (outcome.failure === null && loose.length > 0)
    outcome = found(`nobody caught: ${loose.slice(0, 3).join('\n')}`)
  return outcome
}

let failed = 0
let allCases = 0
console.log(`seed ${seed}, ${seconds} s for ${chosen.length} targets`)
for (const target of chosen) {
  const startedMs = performance.now()
  const { cases, failure } = await fuzz(target)
  allCases += cases
  const tookS = (performance.now() - startedMs) / 1000
  // What waits to be collected is no leak.
  globalThis.gc?.()
  const heapMb = process.memoryUsage().heapUsed / 1e6
  console.log(
    `${target.name.padEnd(16)} ${String(cases).padStart(8)} cases ${tookS.toFixed(1).padStart(7)} s ${heapMb.toFixed(0).padStart(5)} MB  ${failure === null ? 'ok' : 'FOUND'}`,
  )
  if (failure !== null) {
    failed++
    console.log(
      `  case: ${failure.example}\n  ${failure.error.replaceAll('\n', '\n  ')}\n  reproduce: npm run fuzz -- --target ${target.name} --seed ${seed}`,
    )
  }
  if (heapMb > mostMb) {
    failed++
    console.log(`  more than ${mostMb} MB of heap are in use`)
  }
}
const mostRssMb = process.resourceUsage().maxRSS / 1000
console.log(`all: ${allCases} cases, ${failed} findings, at most ${mostRssMb.toFixed(0)} MB resident`)
process.exit(failed > 0 ? 1 : 0)
