/** Are the times of a recording plausible as interpreted? A sentence if not, else null. */
import { hourMs } from '../../core/time/calendar.ts'
import type { RecordingReader } from '../recording-reader.ts'
import { ourDays } from '../time/time-unit.ts'
import type { Understanding } from '../understanding.ts'
import type { Survey } from './survey.ts'

/** Fewer lines out of order are noise, whatever their share. */
const fewLines = 5
const fewShare = 0.01
/** More readings than this share a stamp, without a steady pace. */
const mostSame = 0.2

export function timeProblem(survey: Survey, found: Understanding, reader: RecordingReader): string | null {
  return (
    allTheSame(survey, found) ??
    twelveHours(reader) ??
    survey.evidence.fractions.problem ??
    newestFirst(survey) ??
    clockOfOtherZone(found, reader) ??
    stoodStill(survey, found) ??
    setOnTheWay(survey) ??
    outOfOrder(survey, found, reader) ??
    beyondOurDays(survey, found)
  )
}

function allTheSame({ stamps, frames }: Survey, { csv }: Understanding): string | null {
  if (csv === null || frames <= 1 || stamps.later > 0 || stamps.earlier > 0) return null
  return `All readings have the same time, so durations are not known. Choose the time column with --columns.`
}

function twelveHours({ falls }: RecordingReader): string | null {
  const line = falls?.seen.twelveHours ?? null
  if (line === null) return null
  return `In line ${line} the time of day goes from 12:59 to 1:00: a clock of twelve hours, and nothing says which half of the day. Write the times with AM and PM, or with 24 hours.`
}

function newestFirst({ stamps }: Survey): string | null {
  if (stamps.earlier <= stamps.later) return null
  return `Its times go backwards: the newest line comes first, or this is not the time column. Sort it by time (for instance with tac, or "order by" in the database), oldest first.`
}

function clockOfOtherZone({ options }: Understanding, { wall }: RecordingReader): string | null {
  const impossible = wall?.seen.impossible ?? null
  if (impossible === null) return null
  return `Line ${impossible.line}: the clocks of ${options.zone} changed here, and the clock of this logger (${wallText(impossible.wallMs)}) did not. Say its distance from UTC in place of the zone: --zone ${impossible.offset}.`
}

function stoodStill({ stamps }: Survey, { shared }: Understanding): string | null {
  const forward = stamps.same + stamps.later
  if (shared !== null || stamps.same <= forward * mostSame) return null
  return `${stamps.same} of ${forward} readings have the same time as the one before, without a steady number for each time: the logger's clock stood still. Choose another time column with --columns.`
}

function setOnTheWay({ clockSet }: Survey): string | null {
  if (clockSet === null) return null
  return `Line ${clockSet}: the time leaps by more than half a year, as where a clock is set, so earlier times are not known. Split the file before this line and use the parts separately.`
}

function outOfOrder(
  { stamps, frames, refused, firstEarlier }: Survey,
  { options }: Understanding,
  { wall }: RecordingReader,
): string | null {
  const out = (refused.get('out-of-order')?.count ?? 0) - stamps.same
  if (out <= Math.max(fewLines, frames * fewShare) || firstEarlier === null) return null
  const { line, fromMs, toMs } = firstEarlier
  const turn = wall !== null && fromMs - toMs > 0.8 * hourMs && fromMs - toMs <= hourMs
  if (turn)
    return `In line ${line} the times go back about an hour, from ${utc(fromMs)} to ${utc(toMs)}, as where clocks change; those of ${options.zone} do not then. Say the zone of the logger with --zone, for instance --zone Europe/Berlin.`
  return `Its times go back ${stamps.earlier} ${stamps.earlier === 1 ? 'time' : 'times'}, first in line ${line}, from ${utc(fromMs)} to ${utc(toMs)}: the file may hold several recordings, or a clock was set back. Split it there and use the parts separately, or sort it by time.`
}

function beyondOurDays({ firstMs, lastMs }: Survey, { csv }: Understanding): string | null {
  const meaning = csv?.time.meaning ?? null
  if (meaning === null || firstMs === null || lastMs === null) return null
  if (meaning.kind === 'text') {
    if (!meaning.dated || (firstMs >= 0 && lastMs < ourDays.toMs)) return null
    return `Its dates are in the year ${new Date(firstMs).getUTCFullYear()}, as in another calendar or from a clock that was wrong. Export the file with dates of the Gregorian calendar, or with Unix time.`
  }
  if (meaning.time.from !== 'epoch' || lastMs <= ourDays.toMs) return null
  return `Its times reach ${utc(lastMs)}: the assumed unit is wrong. State it with time=<column>:ms (s, us, ns) in --columns.`
}

const utc = (atMs: number): string => new Date(atMs).toISOString().replace('T', ' ').replace('Z', ' UTC')
const wallText = (wallMs: number): string => new Date(wallMs).toISOString().slice(0, 19).replace('T', ' ')
