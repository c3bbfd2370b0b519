/** Asks for the pain now. A tap on the scale saves the answer; occasion and note can follow. */

import { useState } from 'preact/hooks'
import type { CheckInAnswer } from '../../../../../contract/diary.ts'
import { morningEndsHour, type Occasion, occasions } from '../../../../../core/model/check-ins.ts'
import { addDays } from '../../../../../core/time/calendar.ts'
import { useApp } from '../../session/app-context.ts'
import { asNew } from '../../session/diary.ts'
import { useKnownProgress } from '../../session/diary-answers.ts'
import { occasionWords } from '../../words/diary-words.ts'
import { Dialog } from '../dialog.tsx'
import { Segmented } from '../segmented.tsx'
import { BodyPicture, type Where } from './body-picture.tsx'
import { NoteField } from './note-field.tsx'
import { PainScale } from './pain-scale.tsx'

/** Morning, before noon and if this morning has none yet. */
export function useLikelyOccasion(): Occasion {
  const { session } = useApp()
  const progress = useKnownProgress()
  const day = session.day.value
  const nowMs = session.nowMs.value
  const hour = Number(day.time(nowMs).slice(0, 2))
  const told = progress?.mornings.some((morning) => morning.day === progress.day) ?? false
  return hour >= day.startHour && hour < morningEndsHour && !told ? 'morning' : 'after-sitting'
}

/** The occasions that can be told now. A morning can be told until noon of the next day. */
type Told = Occasion | 'yesterday'

/** When a morning is told later, it counts for this hour. */
const laterMorningHour = 9

function useMorningTimes(): { readonly isMorning: boolean; readonly at: (told: Told) => string | null } {
  const { session } = useApp()
  const day = session.day.value
  const nowMs = session.nowMs.value
  const today = day.dayOf(nowMs)
  const hour = Number(day.time(nowMs).slice(0, 2))
  const isMorning = hour >= day.startHour && hour < morningEndsHour
  const laterMs = (of: string): number =>
    day.range(of).fromMs + Math.max(0, laterMorningHour - day.startHour) * 3_600_000
  return {
    isMorning,
    at: (told) => {
      if (told === 'yesterday') return new Date(laterMs(addDays(today, -1))).toISOString()
      return told === 'morning' && !isMorning ? new Date(laterMs(today)).toISOString() : null
    },
  }
}

interface CheckInDialogProps {
  readonly edited: CheckInAnswer | null
}

export function CheckInDialog({ edited }: CheckInDialogProps) {
  const { diary, toasts } = useApp()
  const likely = useLikelyOccasion()
  const times = useMorningTimes()
  const [where, setWhere] = useState<Where>({ side: edited?.side ?? null, place: edited?.place ?? null })
  const [chosen, setChosen] = useState<Told | null>(edited?.when ?? null)
  const [kept, setKept] = useState(edited)
  const [note, setNote] = useState(edited?.note ?? '')
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const when = chosen ?? likely
  const close = (): void => {
    diary.dialog.value = null
  }

  const offered: readonly Told[] =
    edited === null && times.isMorning ? [...occasions, 'yesterday'] : occasions
  /** A check-in that is changed keeps its time, unless it was just made and becomes a morning. */
  const timeFor = (next: Told): string | undefined => {
    if (edited !== null) return edited.at
    const told = times.at(next) ?? undefined
    if (kept === null) return told
    return kept.when === next ? kept.at : (told ?? kept.at)
  }
  const keep = async (
    pain: number,
    next: Told,
    said: string,
    place: Where = where,
  ): Promise<CheckInAnswer | null> => {
    setBusy(true)
    const at = timeFor(next)
    const outcome = await diary.putCheckIn({
      ...(kept === null ? {} : { id: kept.id }),
      ...(at === undefined ? {} : { at }),
      when: next === 'yesterday' ? 'morning' : next,
      pain,
      ...place,
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
    const last = (kept.note ?? '') === note.trim() ? kept : await keep(kept.pain, when, note.trim())
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
          choices={offered.map((value) => ({
            value,
            label: value === 'yesterday' ? 'Yesterday' : occasionWords[value],
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
        <BodyPicture
          value={where}
          onChange={(next) => {
            setWhere(next)
            if (kept !== null) void keep(kept.pain, when, note.trim(), next)
          }}
        />
        <NoteField value={note} onInput={setNote} />
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

/** Opens the dialog for a new check-in. */
export function CheckInButton() {
  const { diary } = useApp()
  return (
    <button
      type="button"
      class="button primary"
      onClick={() => {
        diary.dialog.value = { kind: 'check-in', edited: null }
      }}
    >
      Check in
    </button>
  )
}
