/** What is usual for this sitter: the morning that later ones are compared with, and a comfortable bout. */

import { useState } from 'preact/hooks'
import type { ProgressAnswer } from '../../../../contract/diary.ts'
import { firstBoutShare } from '../../../../core/model/progress-figures.ts'
import { toleranceBounds } from '../../../../core/model/tolerance-fields.ts'
import { Dialog } from '../components/dialog.tsx'
import { PainScale } from '../components/pain-scale.tsx'
import { useApp } from '../session/app-context.ts'
import { useKnownProgress } from '../session/diary-answers.ts'
import { typedNumber } from '../words/units.ts'

const [least, most] = toleranceBounds.boutMin

export function UsualDialog() {
  const progress = useKnownProgress()
  return progress === null ? null : <UsualForm baseline={progress.baseline} />
}

function UsualForm({ baseline }: { readonly baseline: ProgressAnswer['baseline'] }) {
  const { diary, toasts } = useApp()
  const [pain, setPain] = useState(baseline.setByPerson ? baseline.morningPain : null)
  const [minutes, setMinutes] = useState(String(baseline.comfortableBoutMin ?? ''))
  const [trouble, setTrouble] = useState<string | null>(null)
  const close = (): void => {
    diary.dialog.value = null
  }
  const save = async (): Promise<void> => {
    const comfortable = typedNumber(minutes)
    if (comfortable !== null && !(comfortable >= least && comfortable <= most)) {
      setTrouble(`Enter ${least} to ${most} minutes, or leave it empty.`)
      return
    }
    const outcome = await diary.setBaseline({ morningPain: pain, comfortableBoutMin: comfortable })
    if (!outcome.ok) {
      setTrouble(outcome.message)
      return
    }
    close()
    toasts.show({ text: 'Saved. Mornings are compared with this from now on.' })
  }
  return (
    <Dialog title="What is usual for you" onClose={close}>
      <div class="check-in-body">
        <div>
          <h3>Usual morning pain</h3>
          <p class="small">
            {pain === null
              ? baseline.morningPain === null
                ? 'Found in your first week of mornings, unless you set it here.'
                : `${baseline.setByPerson ? 'Set by you' : `${baseline.morningPain}, found in your first week`}. Set it here to change it.`
              : `${pain} of 10, set by you.`}
          </p>
        </div>
        <PainScale label="Usual morning pain, 0 to 10" value={pain} onPick={setPain} />
        {pain !== null && (
          <button type="button" class="link" onClick={() => setPain(null)}>
            Use the first week instead
          </button>
        )}
        <label class="note-field">
          <h3>A comfortable bout</h3>
          <span class="small">
            How many minutes you can sit without noticing it, by your own timer. Your first limit will be{' '}
            {Math.round(100 * firstBoutShare)} % of it.
          </span>
          <input
            inputMode="decimal"
            value={minutes}
            onInput={(event) => setMinutes(event.currentTarget.value)}
          />
        </label>
        {trouble !== null && <p class="error">{trouble}</p>}
      </div>
      <div class="actions end">
        <button type="button" class="button" onClick={close}>
          Cancel
        </button>
        <button type="button" class="button primary" onClick={() => void save()}>
          Save
        </button>
      </div>
    </Dialog>
  )
}
