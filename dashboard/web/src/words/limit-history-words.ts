/** Texts about limits on a review: those in force, and each change with who made it and why. */
import type { ReviewAnswer } from '../../../../contract/review.ts'
import { watchesAnything } from '../../../../core/model/tolerance-fields.ts'
import { changeLine, changeWords, stepWords } from './diary-words.ts'
import { minuteWords } from './durations.ts'
import { limitFigure, type PressureUnit } from './units.ts'

type Limits = ReviewAnswer['limits']
type LimitStep = ReviewAnswer['limitHistory'][number]

export function inForceWords(inForce: Limits['inForce'], unit: PressureUnit): string {
  if (inForce === null) return 'not known: the cushion is not connected'
  if (!watchesAnything(inForce)) return 'none'
  const { boutMin, dayMin, left, right } = inForce
  const sides = (name: string, of: (side: typeof left) => number | null, sideUnit: string): string[] =>
    of(left) === null && of(right) === null
      ? []
      : [`${name} ${kpaWords(of(left), unit)} left and ${kpaWords(of(right), unit)} right (${sideUnit})`]
  return [
    ...(boutMin === null ? [] : [`${minuteWords(boutMin * 60)} in one go`]),
    ...(dayMin === null ? [] : [`${minuteWords(dayMin * 60)} a day`]),
    ...sides('load', ({ loadKpaMin }) => loadKpaMin, `${unit} min`),
    ...sides('pressure', ({ pressureKpa }) => pressureKpa, unit),
  ].join(', ')
}

const kpaWords = (kpa: number | null, unit: PressureUnit): string =>
  kpa === null ? 'none' : limitFigure(kpa, unit)

/** `Step up accepted by anna`, `Limits set by petra`, `Limits set by hand`. */
function stepName({ kind, decision, undone, by }: LimitStep): string {
  const name =
    kind === 'set'
      ? `Limits set${by === null ? ' by hand' : ''}`
      : `${stepWords[kind]} ${decision ?? ''}${undone ? ', then undone' : ''}`
  return by === null ? name : `${name} by ${by}`
}

export const limitStepWords = (
  step: LimitStep,
  { unit, said }: { readonly unit: PressureUnit; readonly said: (text: string) => string },
) => ({
  name: stepName(step),
  /** What it changed, or would have changed. */
  changes: changeWords(step.changes, unit).map(changeLine).join('; '),
  /** Sitbone gives its reasons to the sitter; those of a person stay as they were written. */
  reasons: step.kind === 'set' ? step.reasons.join(' ') : said(step.reasons.join(' ')),
})
