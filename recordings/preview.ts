/** Shows how a recording is understood, for a person to check: table, columns, first readings. */

import { type RecordedFrame, RecordingError } from './entry.ts'
import { judge } from './judge/judge.ts'
import { beginning, lookOver } from './open-recording.ts'
import { RecordingReader } from './recording-reader.ts'
import type { CsvPlan } from './table/plan.ts'
import { separatorName } from './table/row-fields.ts'
import { columnShown } from './table/suggest-columns.ts'
import type { RecordingOptions, Understanding } from './understanding.ts'

export interface Preview {
  readonly text: string
  /** Why it would be refused; null if it would not be. */
  readonly problem: string | null
}

const shownReadings = 5

/** @throws RecordingError when nothing of it is understood */
export async function previewRecording(options: RecordingOptions): Promise<Preview> {
  const { form, head } = await beginning(options)
  const { found, survey, reader } = await lookOver({ form, head, options })
  const lines = [
    `${options.file}: ${reader.format === 'csv' ? 'a table of counts' : 'lines of a board, in JSON'}, letters as ${form.encoding}`,
    ...(found.csv === null ? [] : aboutTable(found.csv)),
    `Readings: ${survey.frames}${survey.firstMs === null ? '' : `, from ${moment(survey.firstMs, options.zone)} to ${moment(survey.lastMs ?? survey.firstMs, options.zone)}`}`,
    ...[...survey.refused].map(
      ([reason, { count, line }]) => `Not used: ${count} lines, ${reason}, first in line ${line}`,
    ),
    '',
    `First readings, as understood (line, time in UTC and in ${options.zone}, counts)`,
    ...firstReadings(head, found).map(
      ({ line, atMs, counts }) => `  ${line}  ${moment(atMs, options.zone)}  ${counts.join(' ')}`,
    ),
  ]
  try {
    const assumptions = judge(survey, found, reader)
    const said = assumptions.map(({ text }) => `  ${text}`)
    return {
      text: [...lines, '', 'Assumed', ...(said.length === 0 ? ['  nothing'] : said), ''].join('\n'),
      problem: null,
    }
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error
    return { text: [...lines, ''].join('\n'), problem: error.message }
  }
}

function aboutTable({ table, header, time, cells, full }: CsvPlan): string[] {
  const { separator, firstLine, rows } = table
  const row = rows[0]?.fields ?? []
  const names = header?.names ?? []
  const meaning = (column: number): string => {
    if (time.columns.includes(column)) return `time: ${timeWords(time.meaning)}`
    const cell = cells.indexOf(column)
    return cell < 0 ? 'not used' : `c${cell}${full === null ? '' : `, full scale is ${full}`}`
  }
  return [
    `Table: cut by ${separatorName(separator)}, names ${header === null ? 'nowhere' : `in line ${header.line}`}, first row in line ${firstLine}`,
    'Columns (number, name, first value, meaning)',
    ...row.map(
      (value, column) =>
        `  ${columnShown(column, table)}  ${names[column] ?? '-'}  ${value.trim()}  ${meaning(column)}`,
    ),
  ]
}

const timeWords = (meaning: CsvPlan['time']['meaning']): string => {
  if (meaning.kind === 'text') return `${meaning.form.name}${meaning.local ? ', without an offset' : ''}`
  const { unit, from } = meaning.time
  return { epoch: `${unit} since 1970`, start: `${unit} since a start`, days: 'days of a spreadsheet' }[from]
}

function firstReadings(head: readonly string[], found: Understanding): RecordedFrame[] {
  const frames: RecordedFrame[] = []
  const reader = new RecordingReader(
    head,
    found.options,
    (entry) => entry.kind === 'frame' && frames.push(entry),
    { found },
  )
  for (const [index, line] of head.entries()) reader.line(line, index + 1)
  reader.end()
  return frames.slice(0, shownReadings)
}

function moment(atMs: number, zone: string): string {
  const utc = new Date(atMs).toISOString()
  const local = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(atMs)
  return `${utc} (${local.replace(',', '')})`
}
