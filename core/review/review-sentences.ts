/**
 * The summary of a review in sentences, made by rules from its figures. Pure. Each sentence gives its n and states what was measured;
 * none names a cause. While new symptoms are open there is nothing but the advice to see a clinician.
 */
import { type RedFlag, redFlagAdvice, redFlagWords } from '../model/diary/red-flags.ts'
import { leastBaselineMornings } from '../progress/check-ins.ts'
import { progressSettings } from '../progress/suggestion-settings.ts'
import { dayWords } from '../time/calendar.ts'
import { answeredWithinMs } from './day-shape.ts'
import type { Figures, Mornings } from './figures.ts'
import type { Quality } from './quality.ts'
import { daysWithData, type ReviewDay, sumOf, validDays } from './review-days.ts'

export interface Sentence {
  readonly rule:
    | 'symptoms'
    | 'no-data'
    | 'few-days'
    | 'mornings'
    | 'seated'
    | 'bouts'
    | 'sides'
    | 'alerts'
    | 'calibration'
  readonly text: string
  /** What it rests on, in the unit that the sentence names. */
  readonly n: number
}

export interface SummaryInput {
  readonly days: readonly ReviewDay[]
  readonly quality: Quality
  readonly figures: Figures
  readonly mornings: Mornings
  /** In force; null while there is none. */
  readonly usualPain: number | null
  readonly openRedFlags: readonly RedFlag[]
}

export function summaryOf(input: SummaryInput): readonly Sentence[] {
  if (input.openRedFlags.length > 0) return [symptoms(input.openRedFlags)]
  const noData = daysWithData(input.days).length === 0
  const sentences = noData
    ? [nothingRecorded(input), mornings(input)]
    : [
        fewDays(input),
        mornings(input),
        seated(input),
        bouts(input),
        sides(input),
        alerts(input),
        calibration(input),
      ]
  return sentences.filter((sentence) => sentence !== null)
}

/** `1 day`, `2 days`. */
const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`
const percent = (share: number): string => `${Math.round(share * 100)} %`
const figure = (value: number): string => String(Math.round(value * 10) / 10)

/** `32 min`, `6 h 22 min`: whole minutes, as the pages show them. */
function duration(s: number): string {
  const minutes = Math.floor(s / 60)
  const hours = Math.floor(minutes / 60)
  if (hours === 0) return `${minutes} min`
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
}

function symptoms(flags: readonly RedFlag[]): Sentence {
  const noticed = flags.map((flag) => redFlagWords[flag]).join(', ')
  return {
    rule: 'symptoms',
    text: `New symptoms were reported and are still open: ${noticed}. ${redFlagAdvice.join(' ')}`,
    n: flags.length,
  }
}

const nothingRecorded = ({ days }: SummaryInput): Sentence => ({
  rule: 'no-data',
  text: `Nothing was recorded in ${count(days.length, 'day')}. That says nothing about how much was sat.`,
  n: 0,
})

function fewDays({ quality: { validDays: valid, finishedDays } }: SummaryInput): Sentence | null {
  if (valid >= progressSettings.leastCountedDays) return null
  return {
    rule: 'few-days',
    text: `Only ${valid} of ${count(finishedDays, 'day')} ${valid === 1 ? 'was' : 'were'} recorded for ${progressSettings.leastKnownMin / 60} h or more: read everything below with care.`,
    n: valid,
  }
}

function mornings({ mornings: counts, usualPain, days }: SummaryInput): Sentence {
  const { given, median, amber, red } = counts
  const said = (text: string): Sentence => ({ rule: 'mornings', text, n: given })
  if (median === null || given < leastBaselineMornings)
    return said(`Too few mornings to judge: ${given} of ${days.length} given.`)
  if (usualPain === null)
    return said(
      `Median morning pain ${figure(median)} of 10 (${count(given, 'morning')}); no usual morning to compare with yet.`,
    )
  const name =
    red > 0 ? 'Mornings unsettled' : median > usualPain ? 'Mornings above usual' : 'Mornings steady'
  return said(
    `${name}: median ${figure(median)}, usual ${figure(usualPain)}; ${amber} amber and ${red} red of ${given}.`,
  )
}

function seated({ figures, days }: SummaryInput): Sentence | null {
  const { value, n } = figures.seatedSPerDay
  if (value === null) return null
  const limited = validDays(days).flatMap(({ seatedS, limits }) => {
    const dayMin = limits?.dayMin ?? null
    return dayMin === null ? [] : [{ overS: seatedS - dayMin * 60 }]
  })
  const over = limited.filter(({ overS }) => overS > 0)
  const meanOverS = over.length === 0 ? 0 : sumOf(over, ({ overS }) => overS) / over.length
  const limit =
    limited.length === 0
      ? ''
      : over.length === 0
        ? `, over the daily limit on none of ${limited.length}`
        : `, over the daily limit on ${over.length} of ${limited.length}, by ${duration(meanOverS)} on average`
  return {
    rule: 'seated',
    text: `${duration(value)} of sitting a day (${count(n, 'valid day')})${limit}.`,
    n,
  }
}

function bouts({ figures: { usualBoutS }, days }: SummaryInput): Sentence | null {
  if (usualBoutS.value === null) return null
  const limit = daysWithData(days).at(-1)?.limits?.boutMin ?? null
  const against = limit === null ? '' : `; the limit in one go is ${figure(limit)} min`
  return {
    rule: 'bouts',
    text: `Half of the sitting is in bouts of ${duration(usualBoutS.value)} or longer (${count(usualBoutS.n, 'bout')})${against}.`,
    n: usualBoutS.n,
  }
}

/** People notice a difference of 10-14 % in pressure (docs/domain.md); anything smaller counts as alike. */
const noticeableShare = 0.1

function sides({ figures: { leftKpa, rightKpa } }: SummaryInput): Sentence | null {
  const [left, right] = [leftKpa.value, rightKpa.value]
  if (left === null || right === null) return null
  const [more, less] = [Math.max(left, right), Math.min(left, right)]
  const n = Math.round(leftKpa.n)
  const means = `${figure(left)} kPa left, ${figure(right)} kPa right, ${n} h`
  const name =
    more - less <= noticeableShare * more
      ? 'Left and right alike'
      : `More pressure on the ${left > right ? 'left' : 'right'}`
  return { rule: 'sides', text: `${name} (${means}).`, n }
}

function alerts({ days }: SummaryInput): Sentence | null {
  const data = daysWithData(days)
  const n = sumOf(data, ({ shape }) => shape.alerts)
  if (n === 0) return null
  const taken = sumOf(data, ({ shape }) => shape.alertsAnswered)
  return {
    rule: 'alerts',
    text: `A break began within ${answeredWithinMs / 60_000} min of ${taken} of ${count(n, 'alert')} (${percent(taken / n)}).`,
    n,
  }
}

function calibration({ quality: { daysCalibrationChanged } }: SummaryInput): Sentence | null {
  const [first] = daysCalibrationChanged
  if (first === undefined) return null
  return {
    rule: 'calibration',
    text: `The calibration changed on ${dayWords(first)}: pressures before and after it do not compare.`,
    n: daysCalibrationChanged.length,
  }
}
