/** Texts of the review: how good the data is, and what each figure and its change mean. */
import type { ReviewAnswer } from '../../../../contract/review.ts'
import { dayWords } from '../../../../core/time/calendar.ts'
import { entryWords, stepWords } from './diary-words.ts'
import { changeOrNone, noChange, signed } from './differences.ts'
import { minuteWords } from './durations.ts'
import { type PressureUnit, pressureFigure } from './units.ts'

type Quality = ReviewAnswer['quality']
type Figures = NonNullable<ReviewAnswer['figures']>
type Figure = Figures['seatedSPerDay']

export const countWords = (n: number, one: string, more = `${one}s`): string =>
  `${Math.round(n)} ${n === 1 ? one : more}`
export const percentWords = (share: number, digits = 0): string => `${(share * 100).toFixed(digits)} %`

/** Whoever reads it elsewhere should not take the sitter's hours for their own. */
export const zoneWords = (
  tz: string,
  here: string = Intl.DateTimeFormat().resolvedOptions().timeZone,
): readonly string[] => (tz === here ? [] : [`Days and hours are those of ${tz}, not of ${here}`])

/** What a review of one cushion cannot show: days on which it was somebody else's, and this sitter's other cushions. */
export function seatWords(seats: ReviewAnswer['seats']): readonly string[] {
  if (seats === null) return []
  const { since, until, others } = seats
  return [
    ...(since === null
      ? []
      : [`The cushion has been theirs since ${dayWords(since)}: days before it are not shown`]),
    ...(until === null
      ? []
      : [`The cushion was theirs until ${dayWords(until)}: days after it are not shown`]),
    ...others.map(
      ({ cushion, from, to }) =>
        `From ${dayWords(from)} to ${dayWords(to)} they sat on ${cushion}, too: it has a review of its own`,
    ),
  ]
}

/** One line for each thing that limits what the figures can say. */
export function qualityWords(quality: Quality): readonly string[] {
  const { validDays, finishedDays, daysWithoutData, unknownShare, cellsLeftOut, relativeOnly } = quality
  const { daysClocksChanged } = quality
  return [
    `${validDays} of ${countWords(finishedDays, 'day')} valid (recorded for 4 h or more)`,
    ...(daysWithoutData > 0 ? [`${countWords(daysWithoutData, 'day')} without data`] : []),
    ...(unknownShare === null ? [] : [`${percentWords(unknownShare, 1)} of the recorded time unknown`]),
    relativeOnly ? 'Not calibrated: no pressure in kPa' : calibrationWords(quality),
    ...daysClocksChanged.map(
      (day) => `The clocks changed on ${dayWords(day)}: that day is an hour longer or shorter`,
    ),
    ...cellsLeftOut.map(({ cell, days }) => `Cell ${cell} left out on ${countWords(days, 'day')}`),
  ]
}

function calibrationWords({ calibration: { mode, ageDays, surface }, days }: Quality): string {
  if (mode === null) return 'Calibration not known: the cushion is not connected'
  if (mode === 'relative' || ageDays === null) return 'Not calibrated now'
  const age = ageDays < 1 ? 'today' : `${countWords(Math.floor(ageDays), 'day')} ago`
  const within = ageDays < days ? ', within this span' : ''
  return `Calibrated ${age}${surface === null ? '' : ` on ${surface}`}${within}`
}

export interface FigureWords {
  readonly name: string
  readonly value: string
  /** What the value rests on. */
  readonly basis: string
  readonly change: string
}

const missing = '–'
/** Empty where nothing compares; `comparedWords` says why, once for all figures. */
const changeWords = ({ change }: Figure, words: (size: number) => string): string =>
  change === null ? '' : changeOrNone(change, words)

export function comparedWords(figures: Figures, days: number): string {
  const span = days === 1 ? 'the day before' : `the ${days} days before`
  const all = Object.values(figures)
  if (all.some(({ change }) => change !== null)) return `Changes (+ or −) are against ${span}.`
  return all.every(({ before }) => before.n === 0)
    ? `Nothing was recorded in ${span}, so there is no change to show.`
    : `Too little was recorded in ${span} to show a change.`
}

const rate = (value: number): string => value.toFixed(1)

export function figureWords(figures: Figures, unit: PressureUnit): readonly FigureWords[] {
  const { seatedSPerDay, usualBoutS, breaksPerSeatedH, overLimitShare } = figures
  const said = (
    name: string,
    figure: Figure,
    { words, basis }: { words: (value: number) => string; basis: string },
  ): FigureWords => ({
    name,
    value: figure.value === null ? missing : words(figure.value),
    basis,
    change: changeWords(figure, words),
  })
  return [
    said('Sitting a day', seatedSPerDay, {
      words: minuteWords,
      basis: countWords(seatedSPerDay.n, 'valid day'),
    }),
    said('Usual bout', usualBoutS, { words: minuteWords, basis: countWords(usualBoutS.n, 'bout') }),
    said('Breaks per seated hour', breaksPerSeatedH, {
      words: rate,
      basis: `${Math.round(breaksPerSeatedH.n)} h seated`,
    }),
    sidesWords(figures, unit),
    said('Seated time over a limit', overLimitShare, {
      words: percentWords,
      basis: countWords(overLimitShare.n, 'day with a limit', 'days with a limit'),
    }),
  ]
}

function sidesWords({ leftKpa, rightKpa }: Figures, unit: PressureUnit): FigureWords {
  const [left, right] = [leftKpa.value, rightKpa.value]
  const known = left !== null || right !== null
  const figure = (kpa: number): string => pressureFigure(kpa, unit)
  const change =
    leftKpa.change === null || rightKpa.change === null
      ? changeWords(leftKpa, figure)
      : bothWords(signed(leftKpa.change, figure), signed(rightKpa.change, figure), figure(0))
  return {
    name: 'Pressure, left and right',
    value: known ? `${pressureFigure(left, unit)} · ${pressureFigure(right, unit)} ${unit}` : missing,
    basis: known ? `mean of ${Math.round(leftKpa.n)} h seated` : 'needs calibration',
    change: known ? change : '',
  }
}

const bothWords = (left: string, right: string, none: string): string =>
  left === none && right === none ? noChange : `${left} left, ${right} right`

type Mornings = NonNullable<ReviewAnswer['mornings']>

export function morningWords({ now, before }: Mornings): FigureWords {
  const coloured = now.given - now.uncoloured
  return {
    name: 'Mornings',
    value:
      now.given === 0
        ? missing
        : coloured === 0
          ? `${now.given} given`
          : `${now.green} green, ${now.amber} amber, ${now.red} red`,
    basis: `${countWords(now.given, 'morning')}, ${now.notGiven} not given`,
    change:
      before.given === 0 ? '' : `Before: ${before.green} green, ${before.amber} amber, ${before.red} red`,
  }
}

/** `+1`, `0`, `−2`. */
export const changeFigure = (change: number): string =>
  signed(change, (size) => String(Math.round(size * 10) / 10))

export const thirdNames = ['lightest days', 'days between', 'heaviest days'] as const

export const answeredWords = ({ alerts, alertsAnswered }: NonNullable<ReviewAnswer['pattern']>): string =>
  alerts === 0
    ? 'No alerts in these days.'
    : `A break began within 5 min of ${alertsAnswered} of ${alerts} alerts.`

/** What happened on a day beside the sitting: steps, then what the diary holds. */
export const markWords = ({
  entries,
  steps,
}: Pick<ReviewAnswer['days'][number], 'entries' | 'steps'>): readonly string[] => [
  ...steps.map((step) => stepWords[step]),
  ...entries.map(({ kind, note }) => (note === null ? entryWords[kind] : `${entryWords[kind]}: ${note}`)),
]
