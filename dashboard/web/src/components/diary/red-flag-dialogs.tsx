/** Asks about new symptoms, responds to them calmly, and lets a person clear them. */

import { useState } from 'preact/hooks'
import { type RedFlag, redFlags, redFlagWords } from '../../../../../core/model/diary/red-flags.ts'
import { useApp } from '../../session/app-context.ts'
import { useKnownProgress } from '../../session/diary-answers.ts'
import { useReader } from '../../session/use-reader.ts'
import { sentenceCase } from '../../words/units.ts'
import { Dialog } from '../dialog.tsx'

export function RedFlagDialog() {
  const { diary, toasts } = useApp()
  const [ticked, setTicked] = useState<readonly RedFlag[]>([])
  const [trouble, setTrouble] = useState<string | null>(null)
  const [told, setTold] = useState(false)
  const close = (): void => {
    diary.dialog.value = null
  }
  const answer = async (noticed: readonly RedFlag[]): Promise<void> => {
    const outcome = await diary.answerRedFlags(noticed)
    if (!outcome.ok) setTrouble(outcome.message)
    else if (noticed.length > 0) setTold(true)
    else {
      close()
      toasts.show({ text: 'Noted: no new symptoms.' })
    }
  }
  if (told)
    return (
      <Dialog title="Please see a clinician" onClose={close}>
        <p>
          What you noticed deserves a look by someone who can examine you. Until then Sitbone suggests no
          changes and does not interpret your figures. It keeps recording, and your limits stay as they are.
        </p>
        <div class="actions end">
          <button type="button" class="button primary" onClick={close}>
            Close
          </button>
        </div>
      </Dialog>
    )
  return (
    <Dialog title="New symptoms?" onClose={close}>
      <p class="quiet">Tick anything you have noticed lately.</p>
      <fieldset class="ticks">
        <legend class="sr-only">What you have noticed</legend>
        {redFlags.map((flag) => (
          <label key={flag}>
            <input
              type="checkbox"
              checked={ticked.includes(flag)}
              onChange={(event) => {
                const on = event.currentTarget.checked
                setTicked(on ? [...ticked, flag] : ticked.filter((each) => each !== flag))
              }}
            />
            <span>{sentenceCase(redFlagWords[flag])}</span>
          </label>
        ))}
      </fieldset>
      {trouble !== null && <p class="error">{trouble}</p>}
      <div class="actions end">
        {ticked.length === 0 ? (
          <>
            <button type="button" class="button" onClick={close}>
              Not now
            </button>
            <button type="button" class="button primary" onClick={() => void answer([])}>
              None of these
            </button>
          </>
        ) : (
          <>
            <button type="button" class="button" onClick={() => setTicked([])}>
              Untick all
            </button>
            <button type="button" class="button primary" onClick={() => void answer(ticked)}>
              Continue
            </button>
          </>
        )}
      </div>
    </Dialog>
  )
}

export function ClearRedFlagsDialog() {
  const { diary, toasts } = useApp()
  const close = (): void => {
    diary.dialog.value = null
  }
  return (
    <Dialog title="Resume suggestions?" onClose={close}>
      <p>
        Do this once a clinician has looked at the new symptoms, or they have turned out to be something else.
        Sitbone then interprets check-ins and days as before.
      </p>
      <div class="actions end">
        <button type="button" class="button" onClick={close}>
          Not yet
        </button>
        <button
          type="button"
          class="button primary"
          onClick={() =>
            void diary.clearRedFlags().then((outcome) => {
              close()
              toasts.show(
                outcome.ok ? { text: 'Suggestions are back on.' } : { text: outcome.message, tone: 'over' },
              )
            })
          }
        >
          Yes, resume
        </button>
      </div>
    </Dialog>
  )
}

/** Shown on every page that would otherwise interpret, while a red flag is open. */
export function RedFlagNote() {
  const { diary } = useApp()
  const said = useReader()
  const open = useKnownProgress()?.redFlags.open ?? []
  if (open.length === 0) return null
  return (
    <section class="card red-flag-note" aria-label="Please see a clinician">
      <div>
        <h2>Please see a clinician</h2>
        <p>
          {said('You noticed')}: {open.map((flag) => redFlagWords[flag]).join(', ')}. Until this is cleared,
          Sitbone suggests nothing and does not interpret the figures. Recording, limits and alerts continue.
        </p>
      </div>
      <button
        type="button"
        class="button"
        onClick={() => {
          diary.dialog.value = { kind: 'clear-red-flags' }
        }}
      >
        It has been checked
      </button>
    </section>
  )
}
