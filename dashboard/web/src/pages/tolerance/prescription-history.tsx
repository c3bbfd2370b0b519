/** What a physio prescribed: the lock that holds now, and every prescription with who, when, what and why. */
import type { PrescriptionsAnswer } from '../../../../../contract/prescriptions.ts'
import { fieldOf, limitFields } from '../../../../../core/model/tolerance-fields.ts'
import { useApp } from '../../session/app-context.ts'
import { dateOf, useMoments } from '../../session/day/use-moments.ts'
import { changeLine, changeWords, limitWords } from '../../words/diary-words.ts'

type Prescription = PrescriptionsAnswer['history'][number]

/** For the sitter: who locked what, when and why, and when it is looked at again. */
export function LockCard({ known }: { readonly known: PrescriptionsAnswer }) {
  const { preferences } = useApp()
  const moment = useMoments()
  const { lock, nextReview } = known
  if (lock === null && nextReview === null) return null
  return (
    <section class="card lock-card" aria-label="Set by your physio">
      <h2>{lock === null ? 'Next review' : `Locked by ${lock.by ?? 'your physio'}`}</h2>
      {lock !== null && (
        <>
          <ul class="plain">
            {lock.locked.map((field) => (
              <li key={field}>{limitWords(field, fieldOf(lock.tolerance, field), preferences.unit.value)}</li>
            ))}
          </ul>
          <p>
            “{lock.reason}” <span class="small">{moment(lock.at)}</span>
          </p>
          <p class="small">
            You can make these stricter, but not exceed them. The lock ends when your physio lifts it, or when
            you stop sharing the limits.
          </p>
        </>
      )}
      {nextReview !== null && (
        <p>
          Next review: <strong>{dateOf(nextReview)}</strong>
        </p>
      )}
    </section>
  )
}

export function PrescriptionHistory({ known }: { readonly known: PrescriptionsAnswer }) {
  const moment = useMoments()
  if (known.history.length === 0) return null
  return (
    <section class="card" aria-label="Prescriptions">
      <h2>Prescriptions</h2>
      <ul class="prescriptions">
        {known.history.map((each) => (
          <li key={each.revision}>
            <p>
              <strong>{each.by ?? 'At this computer'}</strong> <span class="small">{moment(each.at)}</span>
            </p>
            <p>“{each.reason}”</p>
            <PrescribedWords prescription={each} />
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What changed, and what was locked. */
export function PrescribedWords({ prescription }: { readonly prescription: Prescription }) {
  const { preferences } = useApp()
  const unit = preferences.unit.value
  const { before, tolerance, locked, nextReview } = prescription
  const changes = limitFields.flatMap((limit) => {
    const [from, to] = [before === null ? null : fieldOf(before, limit), fieldOf(tolerance, limit)]
    return from === to ? [] : [{ limit, from, to }]
  })
  const lines = [
    ...changeWords(changes, unit).map(changeLine),
    ...(before !== null && before.stage !== tolerance.stage ? [`Stage: ${tolerance.stage}`] : []),
    ...(locked.length === 0
      ? []
      : [`Locked: ${locked.map((field) => limitWords(field, fieldOf(tolerance, field), unit)).join('; ')}`]),
    ...(nextReview === null ? [] : [`Review ${dateOf(nextReview)}`]),
  ]
  return <p class="small">{lines.length === 0 ? 'Limits unchanged' : lines.join('. ')}</p>
}
