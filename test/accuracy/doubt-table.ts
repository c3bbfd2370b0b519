/** The doubt table: things that must not pass for a sitter, and whether the stated error holds what it claims. */
import { type DoubtErrors, type DoubtMode, doubtDay, doubtModes } from './doubt-day.ts'
import { doubtRows } from './doubt-rows.ts'
import type { BenchSitter } from './sitters.ts'
import { quantile } from './statistics.ts'
import { shown, table } from './table.ts'

interface DoubtFigures {
  readonly row: string
  readonly mode: DoubtMode
  /** % of the time. */
  readonly occupancyWrong: number
  readonly sittingUnknown: number
  /** % of the readings; null in relative mode. */
  readonly within: number | null
  /** % of the truth: median of the stated error, 90th percentile of the true one. */
  readonly stated: number | null
  readonly trueP90: number | null
}

export function doubtFigures(
  sitters: readonly BenchSitter[],
  { hours, only = '' }: { hours: number; only?: string },
): DoubtFigures[] {
  return doubtRows
    .filter(({ name }) => name.includes(only))
    .flatMap((row) => {
      const days = sitters.flatMap((sitter) => doubtDay(sitter, row, hours))
      return doubtModes.map((mode) => figuresOf(days.filter((day) => day.mode === mode)))
    })
    .filter((figures) => figures !== null)
}

function figuresOf(days: readonly DoubtErrors[]): DoubtFigures | null {
  const [first] = days
  if (first === undefined) return null
  const sum = (of: (day: DoubtErrors) => number) => days.reduce((all, day) => all + of(day), 0)
  const share = (of: (day: DoubtErrors) => number) => (100 * sum(of)) / sum(({ measuredS }) => measuredS)
  const errors = days.flatMap((day) => day.errors)
  const percent = (value: number | null) => (value === null ? null : 100 * value)
  return {
    row: first.row,
    mode: first.mode,
    occupancyWrong: share(({ wrongS }) => wrongS),
    sittingUnknown: share(({ unknownS }) => unknownS),
    within:
      errors.length === 0
        ? null
        : (100 * errors.filter(({ is, stated }) => is <= stated).length) / errors.length,
    stated: percent(
      quantile(
        errors.map(({ stated }) => stated),
        0.5,
      ),
    ),
    trueP90: percent(
      quantile(
        errors.map(({ is }) => is),
        0.9,
      ),
    ),
  }
}

const columns = [
  'row',
  'column',
  'occupancy wrong',
  'sitting unknown',
  'within stated',
  'stated',
  'true, 90 %',
]

/** In per cent: of the time, of the readings, of the truth. */
export const doubtTable = (figures: readonly DoubtFigures[]): string =>
  table(
    columns,
    figures.map(({ row, mode, occupancyWrong, sittingUnknown, within, stated, trueP90 }) => [
      row,
      mode,
      ...[occupancyWrong, sittingUnknown, within, stated, trueP90].map(shown),
    ]),
  )
