/**
 * `npm run bench:accuracy -- [--seeds N] [--hours H] [--json FILE]`: compares the figures with the simulator's ground truth:
 * calibrated, uncalibrated (datasheet figures) and relative side by side, plus a creep stress case.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { runAccuracy } from './run-accuracy.ts'
import { tablesOf } from './table.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '16' },
    first: { type: 'string', default: '1' },
    hours: { type: 'string', default: '4' },
    json: { type: 'string' },
  },
})
const seeds = Number(values.seeds)
const hours = Number(values.hours)
const first = Number(values.first)
if (!(seeds >= 1 && hours > 0 && first >= 0)) {
  process.stderr.write('--seeds and --hours are numbers above 0.\n')
  process.exit(2)
}
const began = performance.now()
const report = await runAccuracy({
  seeds,
  hours,
  first,
  progress: (done) => process.stderr.write(`\r${done} of ${seeds} sitters`),
})
process.stderr.write(`\r${((performance.now() - began) / 1000).toFixed(0)} s            \n`)
process.stdout.write(tablesOf(report))
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 1)}\n`)
