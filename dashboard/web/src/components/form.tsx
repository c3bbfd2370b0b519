/** Fields that are sent together: one answer at a time, with what the server said against it above the button. */
import type { ComponentChildren } from 'preact'
import type { Changes } from '../session/use-changes.ts'
import { Refused } from './answered.tsx'

interface FormProps {
  readonly changes: Pick<Changes, 'busy' | 'refused'>
  /** The button's text. */
  readonly action: string
  readonly onSubmit: () => Promise<unknown>
  readonly children: ComponentChildren
  readonly label?: string
  readonly quiet?: boolean
  /** False: something still has to be chosen. */
  readonly ready?: boolean
  /** In a dialog: the harmless answer beside the button. */
  readonly onCancel?: () => void
  /** Below the button. */
  readonly after?: ComponentChildren
}

export function Form({ changes: { busy, refused }, action, onSubmit, ready = true, ...rest }: FormProps) {
  const { children, label, quiet = false, onCancel, after } = rest
  const submit = (
    <button type="submit" class={quiet ? 'button' : 'button primary'} disabled={busy.value || !ready}>
      {action}
    </button>
  )
  return (
    <form
      class="fields"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault()
        void onSubmit()
      }}
    >
      {children}
      <Refused message={refused.value} />
      {onCancel === undefined ? (
        submit
      ) : (
        <div class="actions end">
          <button type="button" class="button" onClick={onCancel}>
            Cancel
          </button>
          {submit}
        </div>
      )}
      {after}
    </form>
  )
}
