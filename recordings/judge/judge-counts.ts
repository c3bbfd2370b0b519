/** Can the numbers of a recording be raw counts of its cells? A sentence if not, else null. */
import { fullScale } from '../../core/model/counting.ts'
import { countingOf, isReadable } from '../hello-counting.ts'
import type { CsvPlan } from '../table/plan.ts'
import { columnShown, columnsText, commandFor } from '../table/suggest-columns.ts'
import type { Understanding } from '../understanding.ts'
import { type CellSurvey, type Survey, usualWidths } from './survey.ts'

/** Fewer rows beyond full scale are line noise. */
const fewRows = 5
const fewShare = 0.005
/** Rows needed to judge a column's trend. */
const enoughRows = 50

export function countsProblem(survey: Survey, found: Understanding): string | null {
  return (
    notReadable(survey, found) ??
    notCells(survey, found) ??
    otherUnit(survey, found) ??
    belowNothing(survey) ??
    otherWidth(survey, found) ??
    inverted(survey, found)
  )
}

/** A column for messages: its cell, its number, and its name in the header. */
export function cellName(index: number, { csv }: Understanding): string {
  if (csv === null) return `cell ${index}`
  const column = csv.cells[index] ?? 0
  const name = csv.header?.names[column]
  return `c${index} (column ${columnShown(column, csv.table)}${name === undefined || name === '' ? '' : ` "${name}"`})`
}

/** What the counts come from is not known, so nor is what they mean. */
function notReadable(
  { notReadable: told, board }: Survey,
  { csv, bits, options }: Understanding,
): string | null {
  if (told !== null) return `The board of its line ${told.line} ${told.what}. ${told.todo}`
  const kind = options.kind ?? undefined
  if (csv !== null)
    return kind === 'millivolt' && csv.full === null
      ? `Its values are millivolts, but the supply of the dividers is not said. Say it, for instance: ${commandFor(options.file, `--columns ${columnsText(csv)},full=3300`)}`
      : null
  const found = countingOf({ bits, ...(kind === undefined ? {} : { kind }) })
  return board !== null || isReadable(found)
    ? null
    : `No hello in it says what its counts mean, and --kind ${kind} needs the supply as well. Record it again with the hello of the board.`
}

function notCells(survey: Survey, found: Understanding): string | null {
  const { cells, frames } = survey
  if (frames < enoughRows) return null
  const rising = cells.findIndex(({ ups, downs }) => ups > 0.9 * frames && downs <= frames / 100)
  if (rising >= 0)
    return `${cellName(rising, found)} rises in every row, as a row number or a clock does, and no cell does. Choose the cell columns with --columns.`
  if (cutDecimals(cells, found))
    return `Every second cell stays below 100 while the others move, and the rows have more than twice as many fields as cells: the comma also seems to be used inside numbers. Export the file again with another separator or with decimal points.`
  const fractional = ({ fractions }: CellSurvey) => fractions > frames / 5
  const odd = cells.findIndex(fractional)
  if (odd >= 0 && cells.filter(fractional).length * 2 < cells.length)
    return `${cellName(odd, found)} has fractions, from ${shown(cells[odd]?.least)} to ${shown(cells[odd]?.most)}, and the other cells are whole counts: it looks like a temperature or another measure. Choose the cell columns with --columns.`
  return null
}

/** `701,0,689,0`: decimal commas in a comma-separated table. */
function cutDecimals(cells: readonly CellSurvey[], { csv }: Understanding): boolean {
  if (csv === null || csv.table.separator !== ',' || csv.table.width <= 2 * cells.length || cells.length < 4)
    return false
  return cells.every(({ most }, index) => (index % 2 === 0 ? most >= 100 : most < 100))
}

const unitInHeader =
  /(?:^|[\s_([/-])(mV|V|volts?|%|percent|kPa|Pa|mmHg|psi|N|kg|g|lbs?|ohms?|k?\u03a9|k?\u2126)[)\]]?\s*$/

function otherUnit(survey: Survey, { csv, bits, options }: Understanding): string | null {
  if (csv === null || csv.full !== null || survey.frames === 0) return null
  const command = (full: string) => commandFor(options.file, `--columns ${columnsText(csv)},full=${full}`)
  return namedUnit(csv, command) ?? smallFractions(survey, fullScale({ bits }), command)
}

function namedUnit({ cells, header }: CsvPlan, command: (full: string) => string): string | null {
  const unit = cells
    .map((column) => unitInHeader.exec(header?.names[column] ?? '')?.[1])
    .find((each) => each !== undefined)
  if (unit === undefined) return null
  const full = fullInUnit(unit)
  const todo = full === null ? '' : ` Or, if ${full} means full scale, say so: ${command(full)}`
  return `Its header says that the values are in ${unit}, so they are not raw counts. Record the raw counts of the converter.${todo}`
}

/** The likely full scale; null for a unit without one. */
function fullInUnit(unit: string): string | null {
  if (unit === 'mV') return '3300'
  if (/^m?v/i.test(unit)) return '3.3'
  return /^(%|percent)$/.test(unit) ? '100' : null
}

function smallFractions(survey: Survey, most: number, command: (full: string) => string): string | null {
  const highest = survey.highest
  if (survey.fractions <= survey.nonzero / 5 || highest > most / 4) return null
  const full = [1, 3.3, 5, 100].find((each) => highest <= each * 1.02) ?? most
  const means = full === most ? 'If these are means of raw counts' : `Or, if ${full} means full scale`
  const todo = full === most ? '' : ` If these are means of raw counts, say full=${most}.`
  return `Most values have fractions and the largest is ${shown(highest)}, far below the full scale of ${most}: they are not raw counts but volts, shares, per cent or a pressure. Record the raw counts of the converter.${todo} ${means}, say so: ${command(String(full))}`
}

function belowNothing({ refused, frames }: Survey): string | null {
  const below = refused.get('range')
  if (below === undefined || below.count <= Math.max(fewRows, frames * fewShare)) return null
  return `A count is below 0 in ${below.count} rows, first in line ${below.line}: these are not raw counts but differences from a zero, and those rows would be lost. Record the raw counts of the converter.`
}

/** The narrowest usual converter that can give such counts. */
const fittingBits = (highest: number): number | null =>
  usualWidths.find((bits) => fullScale({ bits }) >= highest) ?? null

function otherWidth(survey: Survey, found: Understanding): string | null {
  const { bits, options } = found
  const beyond = survey.widths.get(bits)?.beyond ?? 0
  if (survey.board !== null || beyond <= Math.max(fewRows, survey.frames * fewShare)) return null
  const highest = survey.highest
  const fit = fittingBits(highest)
  const taken = options.bits === null ? `${bits} bits were assumed` : `--bits ${bits} was given`
  const todo =
    fit === null
      ? 'No usual converter gives such counts: choose the cell columns with --columns.'
      : `If these are raw counts, say --bits ${fit}${looksInverted(survey.widths.get(fit), survey) && options.inverted !== true ? ` --inverted (all cells rest near full scale and fall with load)` : ''}.`
  return `Counts go up to ${shown(highest)}, but ${taken}, which end at ${fullScale({ bits })}: ${beyond} of ${survey.frames} rows would be lost, just those under load. ${todo}`
}

function looksInverted(ends: { top: number; low: number } | undefined, { frames }: Survey): boolean {
  return ends !== undefined && ends.top > Math.max(fewRows, frames / 50) && ends.low < ends.top / 10
}

function inverted(survey: Survey, found: Understanding): string | null {
  const { options } = found
  const { bits } = found
  const { top, low } = survey.ends(bits)
  if (options.inverted === true && low > Math.max(fewRows, survey.frames / 50) && top < low / 10)
    return `--inverted was given, but all cells lie near 0 together in ${low} of ${survey.frames} rows and never near full scale: these counts rise with load. Leave --inverted out.`
  if ((options.inverted ?? null) !== null || !looksInverted({ top, low }, survey)) return null
  return `All cells lie near full scale together in ${top} of ${survey.frames} rows, and in ${low} near 0: the divider seems to be wired the other way round, so counts fall with load and an empty seat would look occupied. Add --inverted; if the seat really was so heavily loaded, add --no-inverted.`
}

const shown = (value: number | undefined): string =>
  value === undefined ? '?' : String(Math.round(value * 1000) / 1000)
