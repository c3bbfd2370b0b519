/** Asks for the pain now. A tap on the scale saves the answer; occasion and note can follow. */

import { useState } from 'preact/hooks'
import type { CheckInAnswer } from '../../../../../contract/diary/diary.ts'
import {
  morningEndsHour,
  type Occasion,
  occasions,
  type QuestionAnswer,
} from '../../../../../core/model/diary/check-ins.ts'
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
import { PhysioQuestions } from './physio-questions.tsx'

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
  /** Saved a moment ago with one tap, for what can be added. */
  readonly begun: CheckInAnswer | null
}

/** What a check-in says besides its time. */
interface Said {
  readonly pain: number
  readonly when: Told
  readonly note: string
  readonly where: Where
  readonly answers: readonly QuestionAnswer[]
}

export function CheckInDialog({ edited, begun }: CheckInDialogProps) {
  const { diary, toasts } = useApp()
  const likely = useLikelyOccasion()
  const times = useMorningTimes()
  const first = edited ?? begun
  const [where, setWhere] = useState<Where>({ side: first?.side ?? null, place: first?.place ?? null })
  const [chosen, setChosen] = useState<Told | null>(first?.when ?? null)
  const [kept, setKept] = useState(first)
  const [note, setNote] = useState(first?.note ?? '')
  const [answers, setAnswers] = useState(first?.answers ?? [])
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
    changed: Partial<Omit<Said, 'pain'>> = {},
  ): Promise<CheckInAnswer | null> => {
    const said: Said = { pain, when, note: note.trim(), where, answers, ...changed }
    setBusy(true)
    const at = timeFor(said.when)
    const outcome = await diary.putCheckIn({
      ...(kept === null ? {} : { id: kept.id }),
      ...(at === undefined ? {} : { at }),
      when: said.when === 'yesterday' ? 'morning' : said.when,
      pain,
      ...said.where,
      note: said.note === '' ? null : said.note,
      answers: said.answers,
    })
    setBusy(false)
    setTrouble(outcome.ok ? null : outcome.message)
    if (!outcome.ok) return null
    setChosen(said.when)
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
    const last = (kept.note ?? '') === note.trim() ? kept : await keep(kept.pain)
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
            if (kept !== null) void keep(kept.pain, { when: next })
          }}
        />
        <PainScale
          label="Pain now, 0 to 10"
          value={kept?.pain ?? null}
          disabled={busy}
          onPick={(pain) => void keep(pain)}
        />
        <BodyPicture
          value={where}
          onChange={(next) => {
            setWhere(next)
            if (kept !== null) void keep(kept.pain, { where: next })
          }}
        />
        <PhysioQuestions
          answers={answers}
          disabled={busy}
          onChange={(next) => {
            setAnswers(next)
            if (kept !== null) void keep(kept.pain, { answers: next })
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
