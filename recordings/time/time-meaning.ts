/** Finds the meaning of a table's time column from its first rows. An ambiguous column is refused with a way to decide. */

import { NumberMarks, numberOf, usualStyle } from '../number-text.ts'
import { type Outcome, problem } from '../outcome.ts'
import { FractionWidths } from './fraction-widths.ts'
import type { TimeKind } from './time-column.ts'
import { bareTime, type TimeForm, timeFormFrom, timeFormOf } from './time-text.ts'
import {
  middleOf,
  type NumberTime,
  type NumberUnit,
  numberTimes,
  type TimeUnit,
  unitInName,
} from './time-unit.ts'

export interface TimeSamples {
  /** For messages: `column 0` or its name. */
  readonly name: string
  /** From the first rows, as written. */
  readonly texts: readonly string[]
  /** The dates, if in a separate column. */
  readonly dates: readonly string[] | null
  readonly separator: string
  readonly line: number
}

export function timeMeaning(
  samples: TimeSamples,
  { unit, format }: { unit: TimeUnit | null; format: string | null },
): Outcome<TimeKind> {
  if (format !== null) return byFormat(samples, format)
  const texts = samples.texts.filter((text) => text.trim() !== '')
  if (samples.dates === null && unit !== 'iso') {
    const numbers = numbersOf(texts, samples.separator)
    if (numbers.length > 0 && numbers.length * 2 >= texts.length) {
      const number = numberMeaning(numbers, samples, unit)
      if (number !== null) return number
    }
  }
  const form = timeFormOf(texts)
  return form === null ? noTime(samples) : textMeaning(form, samples)
}

const numbersOf = (texts: readonly string[], separator: string): number[] => {
  const marks = new NumberMarks()
  for (const text of texts) marks.add(text)
  const style = marks.style(separator)?.style ?? usualStyle(separator)
  return texts.map((text) => numberOf(bareTime(text), style)).filter((value) => !Number.isNaN(value))
}

function byFormat(samples: TimeSamples, format: string): Outcome<TimeKind> {
  const form = timeFormFrom(format)
  if (typeof form === 'string')
    return problem(
      `--time-format ${format}: ${form}. Expected for instance "dd.MM.yyyy HH:mm:ss.SSS" or "%d.%m.%Y %H:%M:%S.%f".`,
    )
  if (!samples.texts.some((text) => form.parse(bareTime(text)) !== null))
    return problem(
      `--time-format ${format} does not fit ${samples.name}, which holds "${samples.texts[0] ?? ''}" in line ${samples.line}.`,
    )
  return textMeaning(form, samples)
}

function textMeaning(form: TimeForm, samples: TimeSamples): Outcome<TimeKind> {
  const parts = samples.texts.map((text) => form.parse(bareTime(text))).filter((each) => each !== null)
  const dateForm = samples.dates === null ? null : timeFormOf(samples.dates, { dates: true })
  if (samples.dates !== null && dateForm === null) return noTime({ ...samples, texts: samples.dates })
  const dated = dateForm !== null || parts.filter(({ date }) => date !== null).length * 2 > parts.length
  const local = parts.filter(({ offsetMin }) => offsetMin === null).length * 2 > parts.length
  return { ok: true, value: { kind: 'text', form, dateForm, dated, local: local || !dated } }
}

/** Null: not a time as a number, but perhaps one written in digits. */
function numberMeaning(
  numbers: readonly number[],
  samples: TimeSamples,
  unit: NumberUnit | null,
): Outcome<TimeKind> | null {
  const { name, texts, line } = samples
  const shown = `${name} begins with ${texts.slice(0, 3).join(', ')} in line ${line}`
  if (texts.some((text) => /^\d(?:[.,]\d{1,6})?[eE]\+?\d+$/.test(text.trim())))
    return problem(
      `${shown}: a spreadsheet has rounded these times. Export the file again with whole numbers in this column.`,
    )
  if (unit !== null) return taken(numberTimes(numbers, unit)[0])
  if (numbers.length > 2 && !goesForward(numbers) && !goesForward(numbers.toReversed()))
    return problem(
      `${shown} and does not increase. ${fractionProblem(texts) ?? 'So it is not the time. Choose the time column with --columns.'}`,
    )
  const fitting = numberTimes(numbers, null)
  const named = unitInName(name)
  if (named !== null) return namedMeaning(named, { fitting, numbers, shown })
  if (fitting.length === 0 && timeFormOf(texts) !== null) return null
  return onlyMeaning({ fitting, numbers, shown })
}

function fractionProblem(texts: readonly string[]): string | null {
  const fractions = new FractionWidths()
  for (const text of texts) fractions.add(text)
  return fractions.problem
}

interface FittingTimes {
  readonly fitting: readonly NumberTime[]
  readonly numbers: readonly number[]
  /** The column and its first values, for messages. */
  readonly shown: string
}

/** The unit in the column's name applies unless the numbers contradict it. */
function namedMeaning(named: NumberUnit, { fitting, numbers, shown }: FittingTimes): Outcome<TimeKind> {
  const both = fitting.find((each) => each.unit === named)
  if (both !== undefined || fitting.length === 0) return taken(both ?? numberTimes(numbers, named)[0])
  return problem(
    `${shown}. Its name says ${named}, the numbers look like ${unitWords(fitting)}. Say which with time=<column>:${named} or time=<column>:${fitting[0]?.unit ?? 'ms'} in --columns.`,
  )
}

function onlyMeaning({ fitting, numbers, shown }: FittingTimes): Outcome<TimeKind> {
  const [only, other] = fitting
  if (only === undefined)
    return problem(
      `${shown}. These are neither times since 1970 nor the count of a running board. Choose the time column, or state its unit: time=<column>:ms (s, ms, us, ns, min, h, excel) in --columns.`,
    )
  if (other !== undefined)
    return problem(
      `${shown}, which can be ${unitWords(fitting)}. Say which, for instance time=<column>:${only.unit} in --columns.`,
    )
  if (only.from === 'start' && only.unit === 's' && countsRows(numbers))
    return problem(
      `${shown}: a row number, or seconds? Durations depend on it. If these are seconds, say time=<column>:s in --columns; if not, choose a column that holds times.`,
    )
  return taken(only)
}

const countsRows = (numbers: readonly number[]): boolean =>
  numbers.length > 2 &&
  numbers.every((value, index) => index === 0 || value - (numbers[index - 1] ?? 0) === 1)

const taken = (time: NumberTime | undefined): Outcome<TimeKind> =>
  time === undefined ? problem('no time') : { ok: true, value: { kind: 'number', time } }

const unitWords = (times: readonly NumberTime[]): string =>
  times
    .map(({ unit, from }) =>
      from === 'days'
        ? 'days of a spreadsheet'
        : `${unit} ${from === 'epoch' ? 'since 1970' : 'since a start'}`,
    )
    .join(' or ')

const noTime = ({ name, texts, line }: TimeSamples): Outcome<TimeKind> => {
  const dates = timeFormOf(texts, { dates: true }) !== null
  const shown = `${name} holds "${texts[0] ?? ''}" in line ${line}`
  const zone = /\d\s*([A-Z]{3,5})$/.exec(texts[0]?.trim() ?? '')?.[1]
  if (zone !== undefined)
    return problem(
      `${shown}. Letters such as ${zone} mean different offsets in different countries. Say the form, with the letters in quotes, and the zone: --time-format "yyyy-MM-dd HH:mm:ss '${zone}'" --zone Europe/Berlin.`,
    )
  if (texts.length > 0 && texts.every((text) => /^\d\d:\d\d\.\d+$/.test(text.trim())))
    return problem(
      `${shown}: only minutes and seconds. A spreadsheet saves what it shows, so the date and the hours are lost. Give the column the format yyyy-mm-dd hh:mm:ss.000 there and export again.`,
    )
  return problem(
    dates
      ? `${shown}, a date without a time of day. If the time is in another column, give both: time=<date>+<time> in --columns.`
      : `${shown}, which is not a time Sitbone recognises. Choose the time column with --columns, or state its form, for instance --time-format "dd.MM.yyyy HH:mm:ss".`,
  )
}

/** True if most steps are forward. */
export function goesForward(numbers: readonly number[]): boolean {
  const steps = numbers.slice(1).map((value, index) => value - (numbers[index] ?? 0))
  const forward = steps.filter((step) => step > 0).length
  return (
    forward > 0 &&
    steps.filter((step) => step < 0).length <= steps.length / 50 &&
    (middleOf(numbers) ?? 0) >= 0
  )
}
