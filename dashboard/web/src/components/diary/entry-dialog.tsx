/** Changes when an entry of the diary was, how long it took, and its note. Its day stays. */
import { useState } from 'preact/hooks'
import type { EntryAnswer } from '../../../../../contract/diary/setup.ts'
import { mostEntryMin } from '../../../../../core/model/diary/diary-entries.ts'
import { useApp } from '../../session/app-context.ts'
import { entryWords } from '../../words/diary-words.ts'
import { NoteField } from './note-field.tsx'
import { SaveDialog } from './save-dialog.tsx'

export function EntryDialog({ edited }: { readonly edited: EntryAnswer }) {
  const { session, diary } = useApp()
  const sitterDay = session.day.value
  const timeBefore = sitterDay.time(Date.parse(edited.at))
  const [time, setTime] = useState(timeBefore)
  const [minutes, setMinutes] = useState(edited.minutes === null ? '' : String(edited.minutes))
  const [note, setNote] = useState(edited.note ?? '')
  const { day: _day, ...before } = edited
  const save = async () => {
    const atMs = sitterDay.timeOn(edited.day, time)
    if (atMs === null) return { trouble: 'Enter a time, such as 14:30. Nothing was changed.' }
    const outcome = await diary.putEntry({
      ...before,
      // The field has no seconds; an unchanged time keeps them.
      at: time === timeBefore ? edited.at : new Date(atMs).toISOString(),
      minutes: minutes === '' ? null : Number(minutes),
      note,
    })
    return outcome.ok
      ? { text: 'Entry changed.', action: { label: 'Undo', run: () => void diary.putEntry(before) } }
      : { trouble: outcome.message }
  }
  return (
    <SaveDialog title={`Change: ${entryWords[edited.kind]}`} save={save}>
      <label class="note-field">
        <span class="small">Time, on {sitterDay.title(edited.day)}</span>
        <input type="time" required value={time} onInput={(event) => setTime(event.currentTarget.value)} />
      </label>
      <label class="note-field">
        <span class="small">Minutes (optional)</span>
        <input
          type="number"
          min={1}
          max={mostEntryMin}
          value={minutes}
          onInput={(event) => setMinutes(event.currentTarget.value)}
        />
      </label>
      <NoteField value={note} onInput={setNote} />
    </SaveDialog>
  )
}
