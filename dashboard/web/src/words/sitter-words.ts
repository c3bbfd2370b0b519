/** The list of sitters in words: trends, reasons to look, and which rows a search finds. */
import type { CohortProgress, SitterRow } from '../../../../contract/sitters.ts'
import { mostPain } from '../../../../core/model/diary/check-ins.ts'
import type { SitterFlag, TrendDirection } from '../../../../core/model/sitter-flags.ts'
import { countWords, percentWords } from './review-words.ts'

export const flagNames: Readonly<Record<SitterFlag, string>> = {
  symptoms: 'New symptoms',
  'red-morning': 'Red morning',
  'load-spike': 'Load spike',
  'data-stopped': 'Data stopped',
  'review-due': 'Review due',
  'calibration-old': 'Calibration old',
}

export const arrows: Readonly<Record<TrendDirection, string>> = {
  up: '↑',
  down: '↓',
  steady: '→',
  'too-few': '',
}

type Look = NonNullable<SitterRow['look']>
interface TrendWords {
  readonly name: string
  readonly direction: TrendDirection
  readonly words: string
  /** What it rests on. */
  readonly basis: string
}

/** Nothing while symptoms are open; no mornings where the diary is not shared. */
export function trendsOf({ load, pain }: Look): readonly TrendWords[] {
  return [
    ...(load === null
      ? []
      : [
          trendWords(load.measure === 'seated' ? 'Sitting' : 'Load', load, {
            change: (now, before) => percentWords(Math.abs(now / before - 1)),
            of: 'day',
          }),
        ]),
    ...(pain === null
      ? []
      : [
          trendWords('Morning pain', pain, {
            change: (now, before) => `${before} to ${now} of ${mostPain}`,
            of: 'morning',
          }),
        ]),
  ]
}

interface TrendRules {
  readonly change: (now: number, before: number) => string
  readonly of: string
}

function trendWords(
  name: string,
  { direction, now, before, n, nBefore }: NonNullable<Look['pain']>,
  { change, of }: TrendRules,
): TrendWords {
  const basis = `${countWords(n, of)}, ${nBefore} before`
  if (direction === 'too-few' || now === null || before === null)
    return { name, direction: 'too-few', words: `too few ${of}s`, basis }
  const words = direction === 'steady' ? 'steady' : `${direction}, ${change(now, before)}`
  return { name, direction, words, basis }
}

/** "Everybody", those with any reason, or with this one. */
export type Shown = 'all' | 'any' | SitterFlag

const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

export function rowsShown(
  rows: readonly SitterRow[],
  { name, shown }: { readonly name: string; readonly shown: Shown },
): readonly SitterRow[] {
  const asked = fold(name.trim())
  return rows.filter((row) => has(row, shown) && fold(`${row.sitter} ${row.cushion ?? ''}`).includes(asked))
}

export const countOf = (rows: readonly SitterRow[], shown: Shown): number =>
  rows.filter((row) => has(row, shown)).length

function has({ look }: SitterRow, shown: Shown): boolean {
  const flags = look?.flags ?? []
  if (shown === 'all') return true
  return shown === 'any' ? flags.length > 0 : flags.some(({ kind }) => kind === shown)
}

export function cohortWords({ sitters, ready, share, failed }: CohortProgress): string {
  const percent = percentWords(Math.floor(share * 100) / 100)
  if (failed !== null)
    return `Preparing stopped at ${percent}: ${failed}. The next start of Sitbone goes on with it.`
  if (share === 1) return `${countWords(sitters, 'sitter')}, six months each.`
  const months = `six months of all of them are ${percent} done`
  return ready === sitters
    ? `The last four weeks of everybody are there; ${months}.`
    : `The last four weeks of ${ready} of ${sitters} are there; ${months}. You can open those that are ready.`
}
