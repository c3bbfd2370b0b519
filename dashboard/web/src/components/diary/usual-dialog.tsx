/** Sets what is usual for this sitter: the morning pain used for comparison, and a comfortable bout. */

import { useState } from 'preact/hooks'
import type { ProgressAnswer } from '../../../../../contract/diary/diary.ts'
import { firstBoutShare } from '../../../../../core/model/diary/progress-figures.ts'
import { toleranceBounds } from '../../../../../core/model/tolerance-fields.ts'
import { useApp } from '../../session/app-context.ts'
import { useKnownProgress } from '../../session/diary-answers.ts'
import { useReader } from '../../session/use-reader.ts'
import { typedNumber } from '../../words/units.ts'
import { PainScale } from './pain-scale.tsx'
import { SaveDialog } from './save-dialog.tsx'

const [least, most] = toleranceBounds.boutMin

export function UsualDialog() {
  const progress = useKnownProgress()
  return progress === null ? null : <UsualForm baseline={progress.baseline} />
}

function UsualForm({ baseline }: { readonly baseline: ProgressAnswer['baseline'] }) {
  const { diary } = useApp()
  const said = useReader()
  const [pain, setPain] = useState(baseline.setByPerson ? baseline.morningPain : null)
  const [minutes, setMinutes] = useState(String(baseline.comfortableBoutMin ?? ''))
  const save = async () => {
    const comfortable = typedNumber(minutes)
    if (comfortable !== null && !(comfortable >= least && comfortable <= most))
      return { trouble: `Enter ${least} to ${most} minutes, or leave it empty.` }
    const outcome = await diary.setBaseline({ morningPain: pain, comfortableBoutMin: comfortable })
    return outcome.ok
      ? { text: 'Saved. Mornings are compared with this from now on.' }
      : { trouble: outcome.message }
  }
  return (
    <SaveDialog title={said('What is usual for you')} save={save}>
      <div>
        <h3>Usual morning pain</h3>
        <p class="small">
          {pain === null
            ? baseline.morningPain === null
              ? said('Found in your first week of mornings, unless you set it here.')
              : `${baseline.setByPerson ? 'Set by hand' : `${baseline.morningPain}, ${said('found in your first week')}`}. Set it here to change it.`
            : `${pain} of 10, set by hand.`}
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
          {said(
            'How many minutes you can sit without noticing it, by your own timer. Your first limit will be',
          )}{' '}
          {Math.round(100 * firstBoutShare)} % of it.
        </span>
        <input
          inputMode="decimal"
          value={minutes}
          onInput={(event) => setMinutes(event.currentTarget.value)}
        />
      </label>
    </SaveDialog>
  )
}
