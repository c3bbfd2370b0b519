/** The limits in force and since when, in one line. */
import type { ReviewAnswer } from '../../../../../contract/review.ts'
import { watchesAnything } from '../../../../../core/model/tolerance-fields.ts'
import { useApp } from '../../session/app-context.ts'
import { minuteWords } from '../../words/durations.ts'
import { countWords } from '../../words/review-words.ts'
import { limitFigure, type PressureUnit } from '../../words/units.ts'

type Limits = ReviewAnswer['limits']

export function LimitsInForce({ limits }: { readonly limits: Limits }) {
  const { session, preferences } = useApp()
  const { inForce, changedAt, prescribed } = limits
  const zoned = session.day.value
  return (
    <>
      {inForce !== null && (
        <div>
          <dt>Stage</dt>
          <dd>{inForce.stage}</dd>
        </div>
      )}
      {prescribed !== null && (
        <div>
          <dt>Prescribed</dt>
          <dd>
            {prescribed.stillInForce ? 'by' : 'last by'} {prescribed.by ?? 'somebody at this computer'},{' '}
            {zoned.title(zoned.dayOf(Date.parse(prescribed.at)))}
            {!prescribed.stillInForce && '; the limits were changed since'}
            {prescribed.locked.length > 0 && `; ${countWords(prescribed.locked.length, 'limit')} locked`}
            {prescribed.nextReview !== null && `; next review ${zoned.title(prescribed.nextReview)}`}
          </dd>
        </div>
      )}
      <div>
        <dt>Limits in force</dt>
        <dd>
          {limitWords(inForce, preferences.unit.value)}
          {changedAt !== null && `, since ${zoned.title(zoned.dayOf(Date.parse(changedAt)))}`}
        </dd>
      </div>
    </>
  )
}

function limitWords(inForce: Limits['inForce'], unit: PressureUnit): string {
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
