/** Assumptions about the counts of a recording: resolution, direction, full scale, and the meaning of separators. */
import { fullScale } from '../../core/model/counting.ts'
import type { CsvPlan } from '../table/plan.ts'
import type { Understanding } from '../understanding.ts'
import type { Assumption } from './assumption.ts'
import { cellName } from './judge-counts.ts'
import type { Survey } from './survey.ts'

/** Rows needed before a constant column means something. */
const constantFrom = 100

export function assumedCounts(survey: Survey, found: Understanding): Assumption[] {
  if (survey.frames === 0) return []
  const { csv, inverted } = found
  const said = [...bitsTaken(survey, found), ...takenForRaw(survey, found)]
  if (inverted) said.push({ kind: 'inverted', text: 'counts fall with load, as --inverted says' })
  else said.push(...directionTaken(survey, found))
  if (csv === null) return said
  return [
    ...said,
    ...neverEmpty(survey, found),
    ...scaleTaken(survey, csv),
    ...marksTaken(survey, csv),
    ...doubtfulCells(survey, found),
  ]
}

function bitsTaken(survey: Survey, { options, bits }: Understanding): Assumption[] {
  if (options.bits !== null || survey.board !== null) return []
  return [
    {
      kind: 'bits',
      text: `the ADC resolution is ${bits} bits, because none was given (full scale ${fullScale({ bits })}, largest count ${Math.round(survey.highest)}); --bits changes it`,
    },
  ]
}

function takenForRaw(survey: Survey, { csv, bits }: Understanding): Assumption[] {
  const { board } = survey
  if (board?.law === 'linear') return []
  const most = fullScale(board ?? { bits })
  const highest = Math.round(survey.highest)
  if (highest <= 0 || highest > most / 8 || (csv?.full ?? null) !== null) return []
  return [
    {
      kind: 'scale',
      text: `these are raw counts, although the largest is ${highest} of ${most}, little for a seat with somebody on it; if they are per cent or another unit, say full=<value at full scale> in --columns`,
    },
  ]
}

/** Both ends of the scale are reached, and only one of them is the empty seat. */
function directionTaken(survey: Survey, { options, bits }: Understanding): Assumption[] {
  const { top, low } = survey.ends(bits)
  if (options.inverted === false || low === 0 || top <= survey.frames / 50) return []
  return [
    {
      kind: 'inverted',
      text: `the seat is empty in the ${low} rows in which all cells lie near 0, and loaded in the ${top} in which all lie near full scale; if it is the other way round, add --inverted`,
    },
  ]
}

function neverEmpty(survey: Survey, { bits, inverted }: Understanding): Assumption[] {
  const { top = 0, low = 0 } = survey.widths.get(bits) ?? {}
  if (survey.frames < constantFrom || (inverted ? top : low) > 0) return []
  return [
    {
      kind: 'inverted',
      text: `somebody sits in the whole recording, because in no row are all cells near ${inverted ? 'full scale' : '0'}; if the seat was empty at times, the counts of some cells fall with load, or have an offset`,
    },
  ]
}

function scaleTaken({ fractions }: Survey, { full }: CsvPlan): Assumption[] {
  if (full !== null)
    return [{ kind: 'scale', text: `a value of ${full} means full scale, as --columns says` }]
  if (fractions === 0) return []
  return [
    {
      kind: 'scale',
      text: `counts with fractions are means of several scans, rounded to whole counts`,
    },
  ]
}

function marksTaken({ evidence: { counts } }: Survey, { table, style }: CsvPlan): Assumption[] {
  if (counts.style(table.separator)?.guessed !== true) return []
  const mark = counts.example?.includes('.') ? 'point' : 'comma'
  return [
    {
      kind: 'numbers',
      text: `"${counts.example}" means ${style[mark] === 'group' ? 'thousands' : 'a decimal fraction'}`,
    },
  ]
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
