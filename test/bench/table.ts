/** Rows as a table for people. */
import { type Row, ratio, reached } from './bench.ts'

export interface BenchResult {
  readonly bench: string
  readonly rows: readonly Row[]
}

const headers = ['what', 'measured', 'target', 'peer', 'ratio']

export function tableOf(results: readonly BenchResult[]): string {
  const rows = results.flatMap(({ rows }) => rows)
  const cells = rows.map((row) => [
    row.what,
    `${withUnit(row.value, row.unit)}${mark(row)}`,
    targetOf(row),
    row.peer === undefined ? '' : `${row.peer.name} ${withUnit(row.peer.value, row.unit)}`,
    ratio(row) === null ? '' : `${shown(ratio(row))} x`,
  ])
  const widths = headers.map((header, i) =>
    Math.max(header.length, ...cells.map((line) => (line[i] ?? '').length)),
  )
  const line = (parts: readonly string[]) =>
    `| ${parts.map((part, i) => part.padEnd(widths[i] ?? 0)).join(' | ')} |`
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`
  return [line(headers), rule, ...cells.map(line), '', ...rows.flatMap(notesOf)].join('\n')
}

function notesOf(row: Row): string[] {
  const more = Object.entries(row.more ?? {}).map(([name, value]) => `${name} ${shown(value)}`)
  const parts = [row.note ?? '', more.join(', ')].filter((part) => part !== '')
  return parts.length === 0 ? [] : [`- ${row.what}: ${parts.join('; ')}`]
}

function mark(row: Row): string {
  const is = reached(row)
  if (is === null) return ''
  return is ? ' (reached)' : ' (missed)'
}

function targetOf({ target, unit }: Row): string {
  if (target === undefined) return ''
  return 'atLeast' in target
    ? `at least ${withUnit(target.atLeast, unit)}`
    : `at most ${withUnit(target.atMost, unit)}`
}

const withUnit = (value: number | null, unit: string): string =>
  value === null ? 'not measured' : `${shown(value)} ${unit}`

/** Three significant digits, with thousands separated. */
function shown(value: number | null): string {
  if (value === null || Number.isNaN(value)) return '-'
  const rounded = Number(value.toPrecision(3))
  return Math.abs(rounded) >= 1000 ? Math.round(rounded).toLocaleString('en-US') : String(rounded)
}
