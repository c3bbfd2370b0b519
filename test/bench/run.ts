/**
 * `npm run bench -- [names] [--scale 0.1] [--json file] [--no-peers]`: runs the benchmarks one after the other, each in a
 * separate process so that none sees the other's memory, then prints one table. Without names, all.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Row } from './bench.ts'
import { benches, isBench } from './benches.ts'
import { type BenchResult, tableOf } from './table.ts'

const one = fileURLToPath(new URL('one.ts', import.meta.url))
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    scale: { type: 'string', default: '1' },
    json: { type: 'string' },
    'no-peers': { type: 'boolean', default: false },
  },
})
const unknown = positionals.filter((name) => !isBench(name))
if (unknown.length > 0) {
  process.stderr.write(`There is no benchmark "${unknown.join('", "')}". There are:\n`)
  for (const [name, load] of Object.entries(benches))
    process.stderr.write(`  ${name.padEnd(10)} ${(await load()).about}\n`)
  process.exit(2)
}

const machine = {
  at: new Date().toISOString(),
  node: process.version,
  system: `${platform()} ${release()}`,
  processor: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  memoryGb: Math.round(totalmem() / 1e9),
  scale: Number(values.scale),
}
process.stdout.write(
  `${machine.cores} x ${machine.processor}, ${machine.memoryGb} GB, ${machine.system}, Node ${machine.node}\n\n`,
)
const results: (BenchResult & { readonly loadBefore: number })[] = []
let failed = 0
for (const name of positionals.length > 0 ? positionals : Object.keys(benches)) {
  const loadBefore = Number((loadavg()[0] ?? 0).toFixed(2))
  process.stderr.write(`${name} (load of the machine before: ${loadBefore})\n`)
  const rows = await runOne(name)
  if (rows === null) failed++
  results.push({ bench: name, rows: rows ?? [], loadBefore })
  if (rows !== null) process.stdout.write(`${tableOf([{ bench: name, rows }])}\n`)
}
if (results.length > 1) process.stdout.write(`\nAll together\n\n${tableOf(results)}\n`)
if (values.json !== undefined)
  writeFileSync(values.json, `${JSON.stringify({ machine, results }, null, 2)}\n`)
process.exitCode = failed > 0 ? 1 : 0

async function runOne(name: string): Promise<readonly Row[] | null> {
  const child = spawn(
    process.execPath,
    [one, name, '--rows', '--scale', values.scale, ...(values['no-peers'] ? ['--no-peers'] : [])],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let out = ''
  child.stdout.on('data', (piece: Buffer) => {
    out += piece.toString()
  })
  const [status] = await once(child, 'close')
  if (status === 0) return JSON.parse(out.trim().split('\n').at(-1) ?? '[]')
  process.stderr.write(`The benchmark ${name} failed (status ${status}).\n`)
  return null
}
