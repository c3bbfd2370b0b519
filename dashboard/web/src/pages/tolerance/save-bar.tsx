/** Save and discard, in reach while changes are unsaved, and a question before leaving the page. */
import { Dialog } from '../../components/dialog.tsx'

interface SaveBarProps {
  readonly dirty: boolean
  readonly saving: boolean
  /** Why the last save failed. */
  readonly notes: readonly string[]
  /** The button's text. */
  readonly action: string
  readonly onDiscard: () => void
}

export function SaveBar({ dirty, saving, notes, action, onDiscard }: SaveBarProps) {
  return (
    <div class={`save-bar${dirty ? ' dirty' : ''}`}>
      <div class="save-notes" role="alert">
        {notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
      </div>
      <span class="small">{dirty ? 'Not saved yet' : 'In force'}</span>
      <button type="button" class="button" disabled={!dirty || saving} onClick={onDiscard}>
        Discard
      </button>
      <button type="submit" class="button primary" disabled={!dirty || saving}>
        {saving ? 'Saving' : action}
      </button>
    </div>
  )
}

interface LeaveDialogProps {
  readonly onStay: () => void
  readonly onLeave: () => void
}

export function LeaveDialog({ onStay, onLeave }: LeaveDialogProps) {
  return (
    <Dialog title="Leave without saving?" onClose={onStay}>
      <p>Your changes to the limits are not saved. The limits in force stay as they are.</p>
      <div class="actions end">
        <button type="button" class="button primary" onClick={onStay}>
          Stay here
        </button>
        <button type="button" class="button" onClick={onLeave}>
          Leave
        </button>
      </div>
    </Dialog>
  )
}
