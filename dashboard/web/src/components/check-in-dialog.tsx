/** How is the pain now? A tap on the scale saves the answer; occasion and note can follow. */

import { useState } from 'preact/hooks'
import type { CheckInAnswer } from '../../../../contract/diary.ts'
import { longestNote, type Occasion, occasions } from '../../../../core/model/check-ins.ts'
import { useApp } from '../session/app-context.ts'
import { asNew } from '../session/diary.ts'
import { useKnownProgress } from '../session/diary-answers.ts'
import { occasionWords } from '../words/diary-words.ts'
import { Dialog } from './dialog.tsx'
import { PainScale } from './pain-scale.tsx'
import { Segmented } from './segmented.tsx'

const noon = 12

/** Before noon, when this morning has none yet: the morning's. */
export function useLikelyOccasion(): Occasion {
  const { session } = useApp()
  const progress = useKnownProgress()
  const day = session.day.value
  const nowMs = session.nowMs.value
  const hour = Number(day.time(nowMs).slice(0, 2))
  const told = progress?.mornings.some((morning) => morning.day === progress.day) ?? false
  return hour >= day.startHour && hour < noon && !told ? 'morning' : 'after-sitting'
}

interface CheckInDialogProps {
  readonly edited: CheckInAnswer | null
}

export function CheckInDialog({ edited }: CheckInDialogProps) {
  const { diary, toasts } = useApp()
  const likely = useLikelyOccasion()
  const [chosen, setChosen] = useState<Occasion | null>(edited?.when ?? null)
  const [kept, setKept] = useState(edited)
  const [note, setNote] = useState(edited?.note ?? '')
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const when = chosen ?? likely
  const close = (): void => {
    diary.dialog.value = null
  }

  const keep = async (pain: number, next: Occasion, said: string): Promise<CheckInAnswer | null> => {
    setBusy(true)
    const outcome = await diary.putCheckIn({
      ...(kept === null ? {} : { id: kept.id, at: kept.at }),
      when: next,
      pain,
      note: said === '' ? null : said,
    })
    setBusy(false)
    setTrouble(outcome.ok ? null : outcome.message)
    if (!outcome.ok) return null
    setChosen(next)
    setKept(outcome.value)
    return outcome.value
  }
  const undo = async ({ id }: CheckInAnswer): Promise<void> => {
    const outcome = edited === null ? await diary.deleteCheckIn(id) : await diary.putCheckIn(asNew(edited))
    toasts.show(
      outcome.ok ? { text: 'The check-in is back as it was.' } : { text: outcome.message, tone: 'over' },
    )
  }
  const done = async (): Promise<void> => {
    if (kept === null) return
    const last = (kept.note ?? '') === note.trim() ? kept : await keep(kept.pain, kept.when, note.trim())
    if (last === null) return
    close()
    toasts.show({
      text: `Check-in saved: ${last.pain} of 10.`,
      action: { label: 'Undo', run: () => void undo(last) },
    })
  }

  return (
    <Dialog
      title={edited === null ? 'Check in' : 'Change this check-in'}
      onClose={() => void (kept ? done() : close())}
    >
      <p class="quiet">How much pain do you feel at the sit bone now?</p>
      <div class="check-in-body">
        <Segmented
          label="When"
          value={when}
          choices={occasions.map((value) => ({
            value,
            label: occasionWords[value],
          }))}
          onChange={(next) => {
            setChosen(next)
            if (kept !== null) void keep(kept.pain, next, note.trim())
          }}
        />
        <PainScale
          label="Pain now, 0 to 10"
          value={kept?.pain ?? null}
          disabled={busy}
          onPick={(pain) => void keep(pain, when, note.trim())}
        />
        <label class="note-field">
          <span class="small">Note (optional)</span>
          <textarea
            rows={2}
            maxLength={longestNote}
            value={note}
            onInput={(event) => setNote(event.currentTarget.value)}
          />
        </label>
        <p class="small" role="status">
          {trouble ?? (kept === null ? 'Tap a number to save.' : `Saved: ${kept.pain} of 10.`)}
        </p>
      </div>
      <div class="actions between">
        <button
          type="button"
          class="link"
          onClick={() => {
            diary.dialog.value = { kind: 'red-flags' }
          }}
        >
          New symptoms?
        </button>
        {kept === null ? (
          <button type="button" class="button" onClick={close}>
            Not now
          </button>
        ) : (
          <button type="button" class="button primary" disabled={busy} onClick={() => void done()}>
            Done
          </button>
        )}
      </div>
    </Dialog>
  )
}
