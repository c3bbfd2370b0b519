/**
 * `npm run bench:accuracy -- [--seeds N] [--hours H] [--json FILE] [--doubt] [--row NAME]`: compares the figures with the simulator's ground truth:
 * calibrated, uncalibrated (datasheet figures) and relative side by side, plus a creep stress case. With
 * `--doubt`, the rows of things and troubles (or those whose name holds NAME) instead.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { doubtFigures, doubtTable } from './doubt-table.ts'
import { runAccuracy } from './run-accuracy.ts'
import { benchSitter } from './sitters.ts'
import { tablesOf } from './table.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '16' },
    first: { type: 'string', default: '1' },
    hours: { type: 'string', default: '4' },
    json: { type: 'string' },
    doubt: { type: 'boolean', default: false },
    row: { type: 'string', default: '' },
  },
})
const seeds = Number(values.seeds)
const hours = Number(values.hours)
const first = Number(values.first)
if (!(seeds >= 1 && hours > 0 && first >= 0)) {
  process.stderr.write('--seeds and --hours are numbers above 0.\n')
  process.exit(2)
}
if (values.doubt) {
  const sitters = await Promise.all(Array.from({ length: seeds }, (_, i) => benchSitter(first + i)))
  const figures = doubtFigures(sitters, { hours, only: values.row })
  process.stdout.write(`${seeds} sitters, ${hours} h measured; %\n\n${doubtTable(figures)}`)
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(figures, null, 1)}\n`)
  process.exit()
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
