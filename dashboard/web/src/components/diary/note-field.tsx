/** A note to an entry of the diary. */
import { longestNote } from '../../../../../core/model/diary/check-ins.ts'

interface NoteFieldProps {
  readonly value: string
  readonly onInput: (note: string) => void
}

export function NoteField({ value, onInput }: NoteFieldProps) {
  return (
    <label class="note-field">
      <span class="small">Note (optional)</span>
      <textarea
        rows={2}
        maxLength={longestNote}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </label>
  )
}
