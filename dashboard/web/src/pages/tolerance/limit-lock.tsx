/** Below a limit: a physio locks it here; everybody else reads that it is locked. */
import type { PrescriptionsAnswer } from '../../../../../contract/diary/prescriptions.ts'
import { fieldOf, type LimitField } from '../../../../../core/model/tolerance-fields.ts'
import { Check } from '../../components/field.tsx'
import { useApp } from '../../session/app-context.ts'
import { atMostWords } from '../../words/diary-words.ts'
import type { Prescribing } from './use-prescribing.ts'

interface LimitLockProps {
  /** With its twin where both sides are set together. */
  readonly names: readonly [LimitField, ...LimitField[]]
  readonly label: string
  readonly isSet: boolean
  /** Null: not for this person to lock. */
  readonly prescribing: Prescribing | null
  readonly lock: PrescriptionsAnswer['lock']
}

export function LimitLock({ names, label, isSet, prescribing, lock }: LimitLockProps) {
  const { preferences } = useApp()
  const [name] = names
  if (prescribing !== null) {
    const { locked } = prescribing.draft
    const others = locked.filter((each) => !names.includes(each))
    return (
      <Check
        checked={isSet && locked.includes(name)}
        disabled={!isSet}
        onChange={(on) => prescribing.change({ locked: on ? [...others, ...names] : others })}
      >
        Lock<span class="sr-only">: {label}</span>
      </Check>
    )
  }
  if (lock === null || !lock.locked.includes(name)) return null
  return (
    <p class="small locked">
      Locked by {lock.by ?? 'the physio'}:{' '}
      {atMostWords(name, fieldOf(lock.tolerance, name), preferences.unit.value)}
    </p>
  )
}
