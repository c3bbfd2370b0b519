/** A dialog of the diary whose fields are saved together. */
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { useApp } from '../../session/app-context.ts'
import type { Toast } from '../../session/toasts.ts'
import { Dialog } from '../dialog.tsx'

interface SaveDialogProps {
  readonly title: string
  /** What is wrong, or what to say once everything is saved. */
  readonly save: () => Promise<{ readonly trouble: string } | Toast>
  readonly children: ComponentChildren
}

export function SaveDialog({ title, save, children }: SaveDialogProps) {
  const { diary, toasts } = useApp()
  const [trouble, setTrouble] = useState<string | null>(null)
  const close = (): void => {
    diary.dialog.value = null
  }
  const run = async (): Promise<void> => {
    const outcome = await save()
    if ('trouble' in outcome) {
      setTrouble(outcome.trouble)
      return
    }
    close()
    toasts.show(outcome)
  }
  return (
    <Dialog title={title} onClose={close}>
      <div class="check-in-body">
        {children}
        {trouble !== null && <p class="error">{trouble}</p>}
      </div>
      <div class="actions end">
        <button type="button" class="button" onClick={close}>
          Cancel
        </button>
        <button type="button" class="button primary" onClick={() => void run()}>
          Save
        </button>
      </div>
    </Dialog>
  )
}
