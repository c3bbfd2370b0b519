/** Splits a row into fields. Papa Parse handles quotes and tolerates broken lines; a line without quotes is simply split. */
import Papa from 'papaparse'

/** A run of blanks or tabs. */
export const blanks = ' '
/** In the order of trial; blanks only when nothing else separates. */
export const separators = [',', ';', '\t', '|', blanks] as const

const names: Readonly<Record<string, string>> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'pipe',
  [blanks]: 'blanks',
}
export const separatorName = (separator: string): string => names[separator] ?? `"${separator}"`

export type RowCutter = (row: string) => string[]

export function rowCutter(separator: string): RowCutter {
  const quoted = quotedCutter(separator)
  if (separator === blanks)
    return (row) => (row.includes('"') ? quoted(row.trim()) : row.trim().split(/[ \t]+/))
  if (separator === '|') return (row) => (row.includes('"') ? quoted(row) : framed(row).split('|'))
  return (row) => (row.includes('"') ? quoted(row) : row.split(separator))
}

/** Database shells draw a frame: `| a | b |`. */
const framed = (row: string): string => row.replace(/^\s*\|(.*)\|\s*$/, '$1')

function quotedCutter(separator: string): RowCutter {
  const parser = new Papa.Parser({ delimiter: separator, newline: '\n' })
  const before = new RegExp(`(^|\\${separator})[ ]+(?=")`, 'g')
  return (row) => {
    const text = separator === blanks ? singleBlanks(row) : row.replace(before, '$1')
    const { data }: { data: string[][] } = parser.parse(text, 0, false)
    return data[0] ?? []
  }
}

/** Collapses runs of blanks outside quotes: pieces between quotes alternate between outside and inside. */
const singleBlanks = (row: string): string =>
  row
    .split('"')
    .map((piece, index) => (index % 2 === 0 ? piece.replace(/[ \t]+/g, blanks) : piece))
    .join('"')

export interface Row {
  readonly text: string
  /** Number of its first line, from 1. */
  readonly line: number
}

/** More lines than this mean an unclosed quote. */
const longestFieldLines = 8

/** Joins lines with a line break inside quotes. An unclosed quote affects only its own line. */
export class RowJoiner {
  #held: Row[] = []

  push(text: string, line: number): Row[] {
    if (this.#held.length === 0) {
      if (!text.includes('"') || closed(text)) return [{ text, line }]
      this.#held = [{ text, line }]
      return []
    }
    this.#held.push({ text, line })
    const joined = this.#held.map((row) => row.text).join('\n')
    if (closed(joined)) {
      const first = this.#held[0]?.line ?? line
      this.#held = []
      return [{ text: joined, line: first }]
    }
    return this.#held.length < longestFieldLines ? [] : this.end()
  }

  end(): Row[] {
    const [first, ...others] = this.#held
    this.#held = []
    return first === undefined
      ? []
      : [first, ...others.flatMap(({ text, line }) => this.push(text, line)), ...this.end()]
  }
}

function closed(text: string): boolean {
  let quotes = 0
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) quotes++
  return quotes % 2 === 0
}

/** A row shortened for messages. */
export const shortened = (text: string): string => {
  const clean = text.replace(/\p{Cc}/gu, ' ')
  return clean.length > 120 ? `${clean.slice(0, 120)}...` : clean
}
