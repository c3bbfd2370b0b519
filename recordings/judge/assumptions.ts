/** What was assumed about a recording, because nothing in it proves it: each in a sentence that says why and how to say otherwise. */

import type { RecordingReader } from '../recording-reader.ts'
import { fullScale } from '../table/csv-reader.ts'
import { restartGapMs } from '../time/falling-counts.ts'
import type { Understanding } from '../understanding.ts'
import { cellName } from './judge-counts.ts'
import type { Survey } from './survey.ts'

export interface Assumption {
  readonly kind:
    | 'bits'
    | 'inverted'
    | 'scale'
    | 'rows'
    | 'cell'
    | 'numbers'
    | 'date'
    | 'zone'
    | 'time'
    | 'restart'
    | 'shared'
    | 'stamp'
    | 'encoding'
  readonly text: string
}

/** Rows not used beyond this share are said first of all. */
const sayRowsFrom = 0.01
const constantFrom = 100

export function assumptionsOf(survey: Survey, found: Understanding, reader: RecordingReader): Assumption[] {
  return [
    ...rowsLeftOut(survey),
    ...breaks(reader, found),
    ...aboutCounts(survey, found),
    ...aboutTimes(survey, found, reader),
  ]
}

function rowsLeftOut({ refused, frames }: Survey): Assumption[] {
  const [most] = [...refused]
    .filter(([reason]) => reason !== 'out-of-order')
    .toSorted((a, b) => b[1].count - a[1].count)
  const count = [...refused.values()].reduce((sum, each) => sum + each.count, 0)
  if (most === undefined || most[1].count <= (frames + count) * sayRowsFrom) return []
  return [
    {
      kind: 'rows',
      text: `${count} of ${frames + count} lines were not used, mostly because of "${most[0]}", first in line ${most[1].line}`,
    },
  ]
}

function aboutCounts(survey: Survey, found: Understanding): Assumption[] {
  const { options, csv, bits, inverted } = found
  const said: Assumption[] = []
  const most = fullScale(bits)
  if (survey.frames === 0) return said
  const highest = Math.round(survey.highest)
  if (options.bits === null && survey.boardBits === null) {
    said.push({
      kind: 'bits',
      text: `counts have ${bits} bits, because none were given (full scale ${most}, largest count ${highest}); --bits says otherwise`,
    })
  }
  if (highest > 0 && highest <= most / 8 && (csv?.full ?? null) === null)
    said.push({
      kind: 'scale',
      text: `these are raw counts, although the largest is ${highest} of ${most}, little for a seat with somebody on it; if they are per cent or another unit, say full=<value at full scale> in --columns`,
    })
  if (inverted) said.push({ kind: 'inverted', text: 'counts fall with load, as --inverted says' })
  if (csv === null) return said
  if (csv.full !== null)
    said.push({ kind: 'scale', text: `a value of ${csv.full} means full scale, as --columns says` })
  else if (survey.fractions > 0)
    said.push({
      kind: 'scale',
      text: `counts with fractions are means of several scans, rounded to whole counts`,
    })
  const marks = survey.evidence.counts.style(csv.table.separator)
  if (marks?.guessed === true)
    said.push({
      kind: 'numbers',
      text: `"${survey.evidence.counts.example}" means ${csv.style[survey.evidence.counts.example?.includes('.') ? 'point' : 'comma'] === 'group' ? 'thousands' : 'a decimal fraction'}`,
    })
  return [...said, ...doubtfulCells(survey, found)]
}

/** A column that hardly moves while the others do: a temperature, a battery, or a cell that is stuck. */
function doubtfulCells(survey: Survey, found: Understanding): Assumption[] {
  if (survey.frames < constantFrom) return []
  const spans = survey.cells.map(({ least, most }) => most - least)
  const usual = spans.toSorted((a, b) => a - b)[Math.floor(spans.length / 2)] ?? 0
  return survey.cells.flatMap(({ least, most }, index) => {
    if (most <= 0 || least <= 0 || most - least > usual / 20) return []
    return [
      {
        kind: 'cell' as const,
        text: `${cellName(index, found)} stays between ${least} and ${most} while the others move: a stuck cell, or no cell at all`,
      },
    ]
  })
}

function aboutTimes(survey: Survey, found: Understanding, reader: RecordingReader): Assumption[] {
  const { options, csv, shared } = found
  const said: Assumption[] = []
  if (shared !== null)
    said.push({
      kind: 'shared',
      text: `about ${shared.readings} readings share each stamp and are spread evenly over its ${seconds(shared.stepMs)}`,
    })
  const meaning = csv?.time.meaning
  if (csv === null || meaning === undefined) return said
  if (csv.table.stamped && csv.time.columns[0] === 0)
    said.push({ kind: 'stamp', text: 'the stamp before each line is its time' })
  if (meaning.kind === 'number' && meaning.time.from === 'start')
    said.push({
      kind: 'time',
      text: `times count ${meaning.time.unit} since a start that is not known, so their date means nothing`,
    })
  if (meaning.kind === 'text' && !meaning.dated && (options.date ?? null) === null)
    said.push({
      kind: 'date',
      text: 'times have no date, so the first day stands as 1970-01-01; --date sets it',
    })
  else if ((options.date ?? null) !== null && (meaning.kind !== 'text' || meaning.dated))
    said.push({ kind: 'date', text: '--date was not used, because these are not times of day' })
  if (reader.wall !== null && (meaning.kind !== 'text' || meaning.dated))
    said.push({
      kind: 'zone',
      text: `times without an offset are those of ${options.zone}; --zone says otherwise`,
    })
  const order = survey.evidence.dates.decided(csv.time.order)
  if (order?.guessed === true)
    said.push({
      kind: 'date',
      text: `the date ${survey.evidence.dates.example} has the ${order.order}; --time-format says otherwise`,
    })
  return said
}

function breaks({ falls, wall }: RecordingReader, { secondTurn }: Understanding): Assumption[] {
  const said: Assumption[] = []
  const { restarts = 0, firstRestart = null, guessedDay = null } = falls?.seen ?? {}
  if (restarts > 0)
    said.push({
      kind: 'restart',
      text: `the board restarted in line ${firstRestart}${restarts > 1 ? ` and ${restarts - 1} more ${restarts === 2 ? 'time' : 'times'}` : ''}; how long it was away is not known, ${seconds(restartGapMs)} of unknown time stand for it`,
    })
  if (guessedDay !== null)
    said.push({
      kind: 'restart',
      text: `the time of day falls back in line ${guessedDay}, so the next day begins there`,
    })
  if ((wall?.seen.repeated ?? null) !== null)
    said.push({
      kind: 'zone',
      text: `the clocks went back and the hour from line ${wall?.seen.repeated} on is its second turn`,
    })
  if ((wall?.seen.beganWithin ?? null) !== null)
    said.push({
      kind: 'zone',
      text: `the recording begins within an hour that came twice that night: the ${secondTurn ? 'second' : 'first'} turn is meant`,
    })
  return said
}

const seconds = (ms: number): string => `${Math.round(ms) / 1000} s`
