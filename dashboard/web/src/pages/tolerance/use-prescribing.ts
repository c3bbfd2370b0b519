/** What a physio adds to limits: locks, bounds of steps, questions, why, and the next review; and whether somebody else changed them meanwhile. */
import { useEffect, useState } from 'preact/hooks'
import type { PrescriptionsAnswer } from '../../../../../contract/diary/prescriptions.ts'
import { changedThings } from '../../../../../core/model/limit-variables.ts'
import type { Tolerance } from '../../../../../core/model/schemas/tolerance.ts'
import type { LimitField } from '../../../../../core/model/tolerance-fields.ts'
import { useApp } from '../../session/app-context.ts'
import { usePrescriptions } from '../../session/diary-answers.ts'
import type { Outcome } from '../../session/requests.ts'

interface Draft {
  readonly locked: readonly LimitField[]
  readonly reason: string
  /** Empty: none. */
  readonly nextReview: string
  /** In percent as typed; empty: steps go as far as they usually do. */
  readonly stepsUpTo: string
  /** One a line. */
  readonly questions: string
}

export interface Prescribing {
  readonly draft: Draft
  readonly change: (next: Partial<Draft>) => void
  readonly dirty: boolean
  /** What somebody else did since this draft was begun; null: nothing. */
  readonly meanwhile: Meanwhile | null
  /** Theirs was seen: the next save may replace it. */
  readonly keepMine: () => void
  readonly discard: () => void
  readonly send: (tolerance: Tolerance) => Promise<Outcome>
  /** These limits were just saved here. */
  readonly saved: (tolerance: Tolerance) => void
}

interface Meanwhile {
  /** Null: the sitter changed the limits. */
  readonly prescription: PrescriptionsAnswer['history'][number] | null
}

interface Seen {
  /** Null: the prescriptions were not known yet. */
  readonly revision: number | null
  readonly tolerance: Tolerance
  /** Still shown as in force until what was saved here comes back from the cushion. */
  readonly outdated?: Tolerance
}

const draftOf = (answer: PrescriptionsAnswer | null): Draft => ({
  locked: answer?.lock?.locked ?? [],
  reason: '',
  nextReview: answer?.nextReview ?? '',
  stepsUpTo: String(answer?.lock?.stepsUpToPercent ?? ''),
  questions: answer?.lock?.questions.join('\n') ?? '',
})
const questionsIn = (text: string): string[] =>
  text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))
const alike = (a: Draft, b: Draft): boolean =>
  a.reason.trim() === b.reason.trim() &&
  a.nextReview === b.nextReview &&
  a.stepsUpTo === b.stepsUpTo &&
  questionsIn(a.questions).join('\n') === questionsIn(b.questions).join('\n') &&
  [...a.locked].sort().join() === [...b.locked].sort().join()

/** Null answer: prescriptions are not known, or not for this person. */
export function useKnownPrescriptions(): PrescriptionsAnswer | null {
  const { answer } = usePrescriptions()
  return answer.status === 'ready' ? answer.value : null
}

export function usePrescribing(stored: Tolerance, formDirty: boolean): Prescribing {
  const { diary } = useApp()
  const known = useKnownPrescriptions()
  const [base, setBase] = useState<Draft>(() => draftOf(known))
  const [draft, setDraft] = useState<Draft>(base)
  const revision = known?.revision ?? null
  const [seen, setSeen] = useState<Seen>({ revision, tolerance: stored })
  const dirty = !alike(draft, base)

  const adopt = (): void => {
    setBase(draftOf(known))
    setDraft(draftOf(known))
    setSeen({ revision, tolerance: stored })
  }
  useEffect(() => {
    if (!dirty && !formDirty) adopt()
    // They came after somebody had begun to write: nobody has changed anything meanwhile.
    else if (seen.revision === null) setSeen({ ...seen, revision })
  }, [known, stored])

  const other = known !== null && seen.revision !== null && revision !== seen.revision
  const changed = stored !== seen.outdated && changedThings(seen.tolerance, stored).length > 0
  const begun = dirty || formDirty
  return {
    draft,
    change: (next) => setDraft({ ...draft, ...next }),
    dirty,
    meanwhile:
      begun && (other || changed) ? { prescription: other ? (known.history[0] ?? null) : null } : null,
    keepMine: () => setSeen({ revision, tolerance: stored }),
    discard: adopt,
    send: async (tolerance) => {
      const { locked, reason, nextReview, stepsUpTo, questions } = draft
      const outcome = await diary.prescribe({
        ...{ tolerance, reason, nextReview: nextReview === '' ? null : nextReview },
        ...{
          stepsUpToPercent: stepsUpTo === '' ? null : Number(stepsUpTo),
          questions: questionsIn(questions),
        },
        ...{ locked: [...locked], revision: seen.revision ?? 0, seen: seen.tolerance },
      })
      if (outcome.ok) {
        const next = { ...draft, reason: '' }
        setBase(next)
        setDraft(next)
        setSeen({ revision: (seen.revision ?? 0) + 1, tolerance, outdated: stored })
      }
      return outcome.ok ? outcome : { ...outcome, errors: [] }
    },
    saved: (tolerance) => setSeen({ ...seen, tolerance, outdated: stored }),
  }
}
