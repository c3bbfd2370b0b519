/** What a physio prescribed: what binds now, and every prescription with who, when, what and why. */
import type { PrescriptionsAnswer } from '../../../../../contract/diary/prescriptions.ts'
import { fieldOf, limitFields } from '../../../../../core/model/tolerance-fields.ts'
import { useApp } from '../../session/app-context.ts'
import { dateOf, useMoments } from '../../session/day/use-moments.ts'
import { useReader } from '../../session/use-reader.ts'
import { changeLine, changeWords, limitWords } from '../../words/diary-words.ts'

type Prescription = PrescriptionsAnswer['history'][number]

/** For the sitter: who locked what, when and why, and when it is looked at again. */
export function LockCard({ known }: { readonly known: PrescriptionsAnswer }) {
  const { preferences } = useApp()
  const said = useReader()
  const moment = useMoments()
  const { lock, nextReview } = known
  if (lock === null && nextReview === null) return null
  return (
    <section class="card lock-card" aria-label={said('Set by your physio')}>
      <h2>{lock === null ? 'Next review' : `Set by ${lock.by ?? said('your physio')}`}</h2>
      {lock !== null && (
        <>
          <ul class="plain">
            {lock.locked.map((field) => (
              <li key={field}>
                Locked: {limitWords(field, fieldOf(lock.tolerance, field), preferences.unit.value)}
              </li>
            ))}
            {boundWords(lock).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <p>
            “{lock.reason}” <span class="small">{moment(lock.at)}</span>
          </p>
          <p class="small">
            {lock.locked.length > 0 && said('You can make locked limits stricter, but not exceed them. ')}
            {said('All of this ends when your physio lifts it, or when you stop sharing the limits.')}
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

/** How far steps go, and what check-ins ask. */
function boundWords({
  stepsUpToPercent: percent,
  questions,
}: Pick<Prescription, 'stepsUpToPercent' | 'questions'>): readonly string[] {
  const steps =
    percent === 0 ? 'No suggested steps' : `Suggested steps go up to ${percent} % above these limits`
  return [
    ...(percent === null ? [] : [steps]),
    ...(questions.length === 0
      ? []
      : [`Asked at check-ins: ${questions.map((each) => `“${each}”`).join(' ')}`]),
  ]
}

/** What changed, what was locked, and what else binds. */
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
    ...boundWords(prescription),
    ...(nextReview === null ? [] : [`Review ${dateOf(nextReview)}`]),
  ]
  return <p class="small">{lines.length === 0 ? 'Limits unchanged' : lines.join('. ')}</p>
}
