/** Texts of the review about pressure by surface, and about load and the morning after. */
import type { ReviewAnswer } from '../../../../contract/review.ts'
import { signed, withError } from './differences.ts'
import { spanWords } from './period-words.ts'
import { countWords, percentWords } from './review-words.ts'
import { type PressureUnit, pressureFigure } from './units.ts'

type Surface = NonNullable<ReviewAnswer['surfaces']>[number]
type Side = NonNullable<Surface['left']>
type Load = NonNullable<ReviewAnswer['loadAndMorning']>

interface SurfaceColumn {
  readonly head: string
  readonly cell: (surface: Surface) => string
}

const missing = '–'

/** The first column names the row. On paper there is no room for how the minutes spread. */
export function surfaceColumns(
  unit: PressureUnit,
  { onPaper = false }: { readonly onPaper?: boolean } = {},
): readonly SurfaceColumn[] {
  const figure = (kpa: number): string => pressureFigure(kpa, unit)
  const of = (side: Side | null, words: (side: Side) => string): string =>
    side === null ? missing : words(side)
  const mean = ({ mean: { mean: kpa, plusMinus } }: Side): string =>
    plusMinus === null ? figure(kpa) : withError(figure(kpa), figure(plusMinus))
  const range = ({ p10Kpa, p50Kpa, p90Kpa }: Side): string =>
    `${figure(p50Kpa)} (${figure(p10Kpa)}\u00a0to\u00a0${figure(p90Kpa)})`
  const over = ({ overLimitShare }: Side): string =>
    overLimitShare === null ? missing : percentWords(overLimitShare)
  return [
    {
      head: 'Surface',
      cell: ({ name, from, to }) => `${name ?? 'Not said'}, ${spanWords({ from, to })}`,
    },
    {
      head: 'Recorded',
      cell: ({ days, seatedMin }) =>
        `${countWords(days, 'day')}, ${Math.round(seatedMin / 60)}\u00a0h\u00a0seated`,
    },
    { head: `Left, mean ${unit}`, cell: ({ left }) => of(left, mean) },
    { head: `Right, mean ${unit}`, cell: ({ right }) => of(right, mean) },
    ...(onPaper
      ? []
      : [
          { head: 'Left, median (10–90 %)', cell: ({ left }: Surface) => of(left, range) },
          { head: 'Right, median (10–90 %)', cell: ({ right }: Surface) => of(right, range) },
        ]),
    {
      head: 'Over pressure limit, left · right',
      cell: ({ left, right }) => `${of(left, over)} · ${of(right, over)}`,
    },
    { head: 'Balance', cell: ({ balance }) => balanceWords(balance) },
  ]
}

/** Below the table. */
export const spreadWords = '± is the 95 % interval of the mean of the days.'

function balanceWords(balance: number | null): string {
  if (balance === null) return missing
  const points = Math.round(Math.abs(balance))
  return points === 0 ? 'even' : `${points} to the ${balance > 0 ? 'right' : 'left'}`
}

const rho = (value: number): string => signed(value, (size) => size.toFixed(2)).replace('+', '')

/** One sentence after the dots; empty while there are too few to read anything from. */
export function ranksWords({ enough, n, leastForInterval, ranks }: Load): string {
  if (!enough) return ''
  if (n < leastForInterval) return `Fewer than ${leastForInterval} pairs: too few for an interval.`
  if (ranks === null) return 'Loads or mornings never differed, so there is nothing to compare.'
  const { low, high } = ranks
  const tendency =
    low > 0
      ? 'Worse mornings tended to follow heavier days.'
      : high < 0
        ? 'Better mornings tended to follow heavier days.'
        : 'The interval includes 0: these days show no tendency.'
  return `Spearman’s rho ${rho(ranks.rho)}, 95 % interval ${rho(low)} to ${rho(high)} (${countWords(n, 'pair')}). ${tendency}`
}

/** Beside an interval. */
export const alikeWords = 'Days that follow each other are alike, so the interval is rather too narrow.'
