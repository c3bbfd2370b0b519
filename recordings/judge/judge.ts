/** Decides whether a recording can give correct figures. Refuses it if not, and lists assumptions otherwise. */

import { RecordingError, type RecordingRejectReason } from '../entry.ts'
import type { RecordingReader } from '../recording-reader.ts'
import { shortened } from '../table/row-fields.ts'
import { columnsText, commandFor, suggestedColumns } from '../table/suggest-columns.ts'
import type { Understanding } from '../understanding.ts'
import type { Assumption } from './assumption.ts'
import { assumptionsOf } from './assumptions.ts'
import { countsProblem } from './judge-counts.ts'
import { timeProblem } from './judge-time.ts'
import type { Survey } from './survey.ts'

/** More unreadable rows than this are not noise: the file was misunderstood. */
const mostUnread = 0.25
const unread = ['time', 'columns', 'number', 'range'] as const satisfies readonly RecordingRejectReason[]

/** @throws RecordingError */
export function judge(survey: Survey, found: Understanding, reader: RecordingReader): Assumption[] {
  const { file } = found.options
  const problem =
    unreadProblem(survey, found) ??
    marksProblem(survey, found) ??
    timeProblem(survey, found, reader) ??
    countsProblem(survey, found)
  if (problem !== null)
    throw new RecordingError(`${file}: not analysed, because the results would be wrong. ${problem}`)
  return assumptionsOf(survey, found, reader)
}

const reasonWords: Readonly<Record<(typeof unread)[number], string>> = {
  time: 'the time is not recognised',
  columns: 'a column of the map is missing',
  number: 'a cell is not a number',
  range: 'a count is negative',
}

function unreadProblem(survey: Survey, { csv, options }: Understanding): string | null {
  const count = survey.refusedRows(unread)
  if (csv === null) return noRecords(survey)
  if (count <= (survey.frames + count) * mostUnread) return null
  const worst = unread.reduce((a, b) =>
    (survey.refused.get(b)?.count ?? 0) > (survey.refused.get(a)?.count ?? 0) ? b : a,
  )
  const { line = 0, row = '' } = survey.refused.get(worst) ?? {}
  const suggested = suggestedColumns(csv.table, options.cells)
  const other =
    suggested === null || suggested === columnsText(csv) || suggested === options.columns
      ? ''
      : ` Perhaps these are meant: ${commandFor(options.file, `--columns ${suggested}`)}.`
  return `${count} of ${survey.frames + count} rows cannot be read, mostly because ${reasonWords[worst]}, first in line ${line}: "${shortened(row ?? '')}". Looked for: ${columnsText(csv)}, columns counted from 0.${other} See how each line was understood: ${commandFor(options.file, `${options.columns === null ? '' : `--columns ${options.columns} `}--preview`)}`
}

/** A board that does not fit the layout gets other messages. */
function noRecords({ frames, refused }: Survey): string | null {
  const { line, row } = refused.get('not-a-record') ?? refused.get('time') ?? {}
  if (frames > 0 || line === undefined || refused.has('channels') || refused.has('other-board')) return null
  return `Its lines are JSON, but not those of a recording: line ${line} is "${shortened(row ?? '')}". Expected is {"atMs":<epoch ms>,"line":"<as the board sent it>"}; a table of counts as CSV is read as well.`
}

function marksProblem({ evidence }: Survey, { csv }: Understanding): string | null {
  if (csv === null) return null
  if (evidence.dates.decided(csv.time.order) === null)
    return 'Some of its dates begin with the day, others with the month. State the form, for instance --time-format "dd/MM/yyyy HH:mm:ss".'
  if (evidence.counts.style(csv.table.separator) !== null) return null
  return `"${evidence.counts.example}" can be a decimal fraction or thousands: the file has both kinds of numbers. Export it again without thousands separators.`
}
