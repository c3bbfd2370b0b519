/** The report as text: one table of figures with the modes side by side, one of bad cells. */
import type { AccuracyReport } from './run-accuracy.ts'
import type { Row } from './summary.ts'

export const shown = (value: number | null): string => {
  if (value === null) return '-'
  if (Math.abs(value) >= 100) return value.toFixed(0)
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2)
}
const figure = (row: Row | undefined): string => {
  if (row === undefined || row.n === 0 || row.median === null) return '-'
  return row.p95 === null ? shown(row.median) : `${shown(row.median)} / ${shown(row.p95)}`
}
const goal = (row: Row): string => {
  if (row.goal === null) return ''
  return row.goal[0] === row.goal[1] ? shown(row.goal[0]) : `${shown(row.goal[0])} / ${shown(row.goal[1])}`
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => (row[column] ?? '').length)),
  )
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line), ''].join('\n')
}

export function tablesOf({ modes, faults, seeds, hours }: AccuracyReport): string {
  const rows = modes.calibrated.map((row, index) => [
    row.figure,
    row.unit,
    goal(row),
    figure(row),
    figure(modes.limit[index]),
    figure(modes.limitCalibrated[index]),
    figure(modes.ladder[index]),
    figure(modes.quick[index]),
    figure(modes.stress[index]),
    figure(modes.uncalibrated[index]),
    figure(modes.relative[index]),
    String(Math.round(row.n)),
  ])
  return [
    `${seeds} sitters of ${hours} h; median / 95th percentile`,
    '',
    table(
      [
        'figure',
        'unit',
        'target',
        'calibrated',
        'limit',
        'limit, calibrated',
        'no repeats',
        'quick',
        'creep stress',
        'uncalibrated',
        'relative',
        'n',
      ],
      rows,
    ),
    table(
      ['bad cells', 'unit', 'target', 'calibrated', 'n'],
      faults.map((row) => [row.figure, row.unit, goal(row), figure(row), String(row.n)]),
    ),
  ].join('\n')
}
