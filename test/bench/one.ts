/**
 * Runs one benchmark in this process: `node test/bench/one.ts <name> [--scale 1] [--no-peers] [--rows]`. With `--rows` its last line
 * is the rows as JSON, for run.ts; without, a table.
 */
import { parseArgs } from 'node:util'
import { benches } from './benches.ts'
import { tableOf } from './table.ts'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    scale: { type: 'string', default: '1' },
    rows: { type: 'boolean', default: false },
    'no-peers': { type: 'boolean', default: false },
  },
})
const [name = ''] = positionals
const load = benches[name]
if (load === undefined) {
  process.stderr.write(`There is no benchmark "${name}". There are: ${Object.keys(benches).join(', ')}.\n`)
  process.exit(2)
}
const bench = await load()
const rows = await bench.run({
  scale: Number(values.scale),
  peers: !values['no-peers'],
  say: (sentence) => process.stderr.write(`  ${sentence}\n`),
})
process.stdout.write(values.rows ? `${JSON.stringify(rows)}\n` : `${tableOf([{ bench: name, rows }])}\n`)
process.exit(0)
