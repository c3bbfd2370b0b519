/**
 * Finds the table in a file: separator, serial monitor stamps, first row, and the line above that names the columns. Titles,
 * settings, units and `sep=;` above it are skipped.
 */

import { numberOf, usualStyle } from '../number-text.ts'
import { stampColumn } from './column-map.ts'
import { blanks, type Row, type RowCutter, rowCutter, separators } from './row-fields.ts'

/** A line above the table that could name its columns. */
export interface Header {
  readonly line: number
  readonly names: readonly string[]
  readonly text: string
}

export interface Table {
  readonly separator: string
  /** A stamp, if present, is the first field. */
  readonly stamped: boolean
  readonly cut: RowCutter
  /** Line of the first row, from 1. */
  readonly firstLine: number
  /** Usual number of fields. */
  readonly width: number
  /** Lines above that could name the columns, nearest first, without a leading `#`. */
  readonly headers: readonly Header[]
  /** The first rows, split. */
  readonly rows: readonly {
    readonly line: number
    readonly text: string
    readonly fields: readonly string[]
  }[]
}

/** Time in brackets, with an arrow, or before a blank, as written by serial monitors and `ts`. */
const stamp =
  /^(\[\s*\d+\.\d+\]|\[[A-Z][a-z]{2} [^\]]*\d:\d\d:\d\d[^\]]*\]|\[?(?:\d{4}[-/.]\d\d[-/.]\d\d[T ])?\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]?)\s*(?:->|>|:|-|\|)?\s+(?![+-]\d\d:?\d\d\b|[AaPp]\.?[Mm]\b)(.*)$/s

const monitorMark = /^\[|\s-?>\s/

export const isComment = (text: string): boolean => text === '' || text.startsWith('#')

/** `t:0,c0:701` or `t=0 c0=701`, plotter format: each value follows its name. */
const label = /^\s*([A-Za-z_][\w ()[\]]{0,40}?)\s*[:=]\s*/

/** Null when no line has enough numbers. */
export function tableOf(rows: readonly Row[], cells: number): Table | null {
  const plain = cutTable(rows, cells)
  // Cut by blanks, the names of `t: 0, c0: 701` would be columns.
  return plain !== null && plain.separator !== blanks ? plain : (labelledTable(rows, cells) ?? plain)
}

function labelledTable(rows: readonly Row[], cells: number): Table | null {
  const named = rows.find(({ text }) => text.split(label).length > 1 && /[:=]\s*\d/.test(text))
  if (named === undefined) return null
  const bare = rows.map(({ text, line }) => ({
    line,
    text: text.replace(/(^|[,;|\s])\s*[A-Za-z_][\w ()[\]]{0,40}?\s*[:=]\s*(?=[-+.\d])/g, '$1'),
  }))
  const found = cutTable(bare, cells)
  if (found === null || found.stamped) return null
  const cut = rowCutter(found.separator)
  const namesOf = (text: string) => cut(text).map((field) => label.exec(field)?.[1] ?? '')
  const first = rows.find(({ line }) => line === found.firstLine)?.text ?? ''
  const names = namesOf(first)
  if (names.filter((name) => name !== '').length < cells) return null
  // A row with names in another order is rejected, because its values would be misplaced.
  const values = (text: string) => {
    const fields = cut(text)
    return fields.every((field, index) => (label.exec(field)?.[1] ?? '') === names[index])
      ? fields.map((field) => field.replace(label, ''))
      : ['']
  }
  return { ...found, cut: values, headers: [{ line: found.firstLine, names, text: '' }] }
}

function cutTable(rows: readonly Row[], cells: number): Table | null {
  const named = /^\s*"?sep=(.)"?\s*$/i.exec(rows[0]?.text ?? '')?.[1]
  const tried = named === undefined ? separators : [named, ...separators]
  let best: { separator: string; stamped: boolean; score: number } | null = null
  for (const separator of tried) {
    if (separator === blanks && best !== null) continue
    for (const stamped of [false, true]) {
      const score = scoreOf(rows, { separator, stamped, cells })
      if (score > (best?.score ?? 0)) best = { separator, stamped, score }
    }
  }
  return best === null ? null : describe(rows, best, cells)
}

interface Form {
  readonly separator: string
  readonly stamped: boolean
}

/** Numbers of all rows that have enough of them. */
function scoreOf(rows: readonly Row[], { separator, stamped, cells }: Form & { cells: number }): number {
  const cut = cutterOf({ separator, stamped })
  let score = 0
  for (const { text } of rows) {
    if (isComment(text)) continue
    // With blanks as separator, a monitor's arrow would be a separate field.
    if (separator === blanks && !stamped && monitorMark.test(text) && stamp.test(text)) continue
    const numbers = numbersIn(cut(text).slice(stamped ? 1 : 0), separator)
    if (numbers >= cells) score += numbers
  }
  return score
}

function cutterOf({ separator, stamped }: Form): RowCutter {
  const cut = rowCutter(separator)
  if (!stamped) return cut
  return (row) => {
    const found = stamp.exec(row)
    return found === null ? [''] : [found[1] ?? '', ...cut(found[2] ?? '')]
  }
}

const numbersIn = (fields: readonly string[], separator: string): number => {
  const style = usualStyle(separator)
  return fields.filter((field) => !Number.isNaN(numberOf(field, style))).length
}

function describe(rows: readonly Row[], { separator, stamped }: Form, cells: number): Table {
  const cut = cutterOf({ separator, stamped })
  const fieldsOf = rows.map(({ line, text }) => ({ line, text, fields: cut(text) }))
  const isRow = ({ text, fields }: { text: string; fields: readonly string[] }) =>
    !isComment(text) && numbersIn(fields.slice(stamped ? 1 : 0), separator) >= cells
  const found = fieldsOf.filter(isRow)
  const firstLine = found[0]?.line ?? 1
  const headers = fieldsOf
    .filter(({ line, text }) => line < firstLine && text.trim() !== '')
    .map(({ line, text }) => {
      const bare = text.replace(/^#+\s*/, '')
      const names = rowCutter(separator)(stamped ? (stamp.exec(bare)?.[2] ?? bare) : bare).map((name) =>
        name.trim(),
      )
      return { line, text, names: stamped ? [stampColumn, ...names] : names }
    })
    .toReversed()
  return { separator, stamped, cut, firstLine, width: commonWidth(found), headers, rows: found }
}

function commonWidth(rows: readonly { readonly fields: readonly string[] }[]): number {
  const counts = new Map<number, number>()
  for (const { fields } of rows) counts.set(fields.length, (counts.get(fields.length) ?? 0) + 1)
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 0
}
