/** Two spans side by side in words: the same figures of both, and the first less the second. */
import type { ReviewAnswer } from '../../../../contract/review.ts'
import { signed } from './differences.ts'
import { minuteWords } from './durations.ts'
import { countWords, figureWords, morningWords, percentWords } from './review-words.ts'
import { type PressureUnit, pressureFigure } from './units.ts'

interface ComparedRow {
  readonly name: string
  readonly shown: string
  readonly beside: string
  /** Empty where one of them is not known, or nothing is to be subtracted. */
  readonly difference: string
}

type Figures = NonNullable<ReviewAnswer['figures']>

/** None while new symptoms are open in the span that is shown: nothing is interpreted then. */
export function comparedRows(
  shown: ReviewAnswer,
  beside: ReviewAnswer,
  unit: PressureUnit,
): readonly ComparedRow[] {
  const [a, b] = [cellsOf(shown, unit), cellsOf(beside, unit)]
  const differences = differencesOf(shown.figures, beside.figures, unit)
  return a.map(({ name, text }, at) => ({
    ...{ name, shown: text, beside: b[at]?.text ?? '–' },
    difference: differences[at] ?? '',
  }))
}

function cellsOf({ figures, mornings, quality }: ReviewAnswer, unit: PressureUnit) {
  const { validDays, finishedDays } = quality
  const words =
    figures === null || mornings === null ? [] : [...figureWords(figures, unit), morningWords(mornings)]
  return [
    ...words.map(({ name, value, basis }) => ({ name, text: `${value} (${basis})` })),
    { name: 'Valid days', text: `${validDays} of ${countWords(finishedDays, 'day')}` },
  ]
}

/** In the order of `figureWords`. */
function differencesOf(a: Figures | null, b: Figures | null, unit: PressureUnit): readonly string[] {
  if (a === null || b === null) return []
  const less = (name: keyof Figures, words: (size: number) => string): string => {
    const [one, other] = [a[name].value, b[name].value]
    if (one === null || other === null) return ''
    return signed(one - other, words)
  }
  const kpa = (size: number) => pressureFigure(size, unit)
  const [left, right] = [less('leftKpa', kpa), less('rightKpa', kpa)]
  return [
    less('seatedSPerDay', minuteWords),
    less('usualBoutS', minuteWords),
    less('breaksPerSeatedH', (size) => size.toFixed(1)),
    left === '' || right === '' ? '' : `${left} · ${right}`,
    less('overLimitShare', percentWords),
  ]
}
