/** The limits in force and since when, in one line. */
import type { ReviewAnswer } from '../../../../../contract/review.ts'
import { useApp } from '../../session/app-context.ts'
import { inForceWords } from '../../words/limit-history-words.ts'
import { countWords } from '../../words/review-words.ts'

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
          {inForceWords(inForce, preferences.unit.value)}
          {changedAt !== null && `, since ${zoned.title(zoned.dayOf(Date.parse(changedAt)))}`}
        </dd>
      </div>
    </>
  )
}
