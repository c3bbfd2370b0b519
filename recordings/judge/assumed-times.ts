/** Assumptions about the times of a recording: date, zone, and restarts of a board or a clock. */
import type { RecordingReader } from '../recording-reader.ts'
import type { CsvPlan } from '../table/plan.ts'
import { restartGapMs } from '../time/falling-counts.ts'
import type { Understanding } from '../understanding.ts'
import type { Assumption } from './assumption.ts'
import type { Survey } from './survey.ts'

export function assumedTimes(survey: Survey, found: Understanding, reader: RecordingReader): Assumption[] {
  const { options, csv, shared } = found
  const said: Assumption[] = []
  if (shared !== null)
    said.push({
      kind: 'shared',
      text: `about ${shared.readings} readings share each timestamp and are spread evenly over its ${seconds(shared.stepMs)}`,
    })
  if (csv === null) return said
  const timesOfDay = csv.time.meaning.kind === 'text' && !csv.time.meaning.dated
  said.push(...startTaken(csv, survey), ...dayTaken({ timesOfDay, date: options.date ?? null }))
  if (reader.wall !== null && !timesOfDay)
    said.push({
      kind: 'zone',
      text: `times without an offset are in ${options.zone}; --zone changes it`,
    })
  return [...said, ...dateOrderTaken(survey, csv)]
}

/** The origin of a row's time. */
function startTaken({ table, time }: CsvPlan, survey: Survey): Assumption[] {
  const said: Assumption[] = []
  if (table.stamped && time.columns[0] === 0)
    said.push({ kind: 'stamp', text: 'the timestamp before each line is its time' })
  if (time.meaning.kind === 'number' && time.meaning.time.from === 'start')
    said.push({
      kind: 'time',
      text: `times count ${time.meaning.time.unit} since a start that is not known${paceWords(survey)}, so their dates mean nothing`,
    })
  return said
}

function dayTaken({ timesOfDay, date }: { timesOfDay: boolean; date: string | null }): Assumption[] {
  if (timesOfDay && date === null)
    return [
      {
        kind: 'date',
        text: 'times have no date, so the first day is shown as 1970-01-01; --date sets it',
      },
    ]
  if (timesOfDay || date === null) return []
  return [{ kind: 'date', text: '--date was not used, because these are not times of day' }]
}

function dateOrderTaken({ evidence: { dates } }: Survey, { time }: CsvPlan): Assumption[] {
  const order = dates.decided(time.order)
  if (order?.guessed !== true) return []
  return [
    {
      kind: 'date',
      text: `the date ${dates.example} has the ${order.order}; --time-format changes it`,
    },
  ]
}

/** Places where the times do not continue. */
export function breaks({ falls, wall }: RecordingReader, { secondTurn }: Understanding): Assumption[] {
  const said: Assumption[] = []
  const { restarts = 0, firstRestart = null, guessedDay = null, shortWrap = null } = falls?.seen ?? {}
  if (shortWrap !== null)
    said.push({ kind: 'restart', text: `the count goes on from 0 after 65535, first in line ${shortWrap}` })
  if (restarts > 0)
    said.push({
      kind: 'restart',
      text: `the board restarted in line ${firstRestart}${restarts > 1 ? ` and ${restarts - 1} more ${restarts === 2 ? 'time' : 'times'}` : ''}; how long it was off is not known, so ${seconds(restartGapMs)} count as unknown`,
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

const paceWords = (survey: Survey): string => {
  const rateHz = survey.rateHz(survey.shared('csv'))
  return rateHz === null ? '' : ` (${Math.round(rateHz * 100) / 100} readings a second)`
}

const seconds = (ms: number): string => `${Math.round(ms) / 1000} s`
