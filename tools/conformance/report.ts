/** The report of a conformance run for people: a table, and what to do. */
import { type Clause, clauses } from './clauses.ts'
import type { ConformanceReport } from './run.ts'

const words = { pass: 'pass', fail: 'FAIL', skipped: 'skipped' } as const

export function conformanceText(report: ConformanceReport): string {
  const { board, port, results } = report
  const about =
    board === null
      ? 'no hello'
      : `${board.dev ?? 'unnamed kind'}, firmware ${board.firmware ?? 'unknown'}, ${board.channels} channels, ${board.bits} bits`
  const rows = results.map(({ clause, title, outcome }) => {
    const detail =
      outcome.status === 'pass'
        ? (outcome.note ?? '')
        : outcome.status === 'skipped'
          ? outcome.reason
          : `${outcome.reason}`
    return `${clause.padEnd(6)} ${words[outcome.status].padEnd(8)} ${title}${detail === '' ? '' : `: ${detail}`}`
  })
  return [`Board on ${port}: ${about}`, '', 'clause result   what', ...rows, '', verdict(report), ''].join(
    '\n',
  )
}

/** The result, and what to do. */
export function verdict({ results, ok }: ConformanceReport): string {
  const count = (status: 'pass' | 'fail' | 'skipped') =>
    results.filter(({ outcome }) => outcome.status === status).length
  const figures = `${count('pass')} passed, ${count('fail')} failed, ${count('skipped')} skipped.`
  if (ok)
    return `${figures} This board conforms to protocol version 1${count('skipped') > 0 ? ', as far as it was tested' : ''}. Nothing to do.`
  const failed = [
    ...new Set(results.flatMap(({ clause, outcome }) => (outcome.status === 'fail' ? [clause] : []))),
  ]
  if (results.every(({ outcome }) => outcome.status !== 'pass'))
    return (
      `${figures} Nothing from the board was understood. Check the port, the connection and the baud rate (115200, 8N1), and that no other ` +
      'program uses the port; then start with clauses 1.1 to 2.2 of firmware-protocol/README.md.'
    )
  const list = failed.map((clause: Clause) => `${clause} (${clauses[clause]})`).join('; ')
  return (
    `${figures} Readings of this board may be lost or misread. Read these clauses in firmware-protocol/README.md, fix the ` +
    `firmware, and run the test again: ${list}.`
  )
}
