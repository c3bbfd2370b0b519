/** The limits were changed by somebody else while a person was changing them here: neither text is lost, and one is chosen. */
import { useApp } from '../../session/app-context.ts'
import { useMoments } from '../../session/day/use-moments.ts'
import { PrescribedWords } from './prescription-history.tsx'
import type { Prescribing } from './use-prescribing.ts'

interface MeanwhileNoteProps {
  readonly prescribing: Prescribing
  readonly onTakeTheirs: () => void
}

export function MeanwhileNote({ prescribing, onTakeTheirs }: MeanwhileNoteProps) {
  const { session, account } = useApp()
  const moment = useMoments()
  const { meanwhile, keepMine } = prescribing
  if (meanwhile === null) return null
  const { prescription } = meanwhile
  const sitter = account.grantFor(session.cushion.value)?.sitter ?? null
  return (
    <div class="card prescribing-note" role="alert">
      {prescription === null ? (
        <p>
          {sitter === null
            ? 'These limits were changed elsewhere since you opened them.'
            : `${sitter} has changed the limits since you opened them.`}
        </p>
      ) : (
        <>
          <p>
            {prescription.by ?? 'Somebody'} prescribed other limits {moment(prescription.at)}: “
            {prescription.reason}”
          </p>
          <PrescribedWords prescription={prescription} />
        </>
      )}
      <p>What you entered is kept. Save it after all, or take theirs.</p>
      <div class="actions">
        <button type="button" class="button" onClick={keepMine}>
          Keep mine
        </button>
        <button type="button" class="button" onClick={onTakeTheirs}>
          Take theirs
        </button>
      </div>
    </div>
  )
}
