/** Something secret that is shown now and never again: a link, a token, recovery codes. */
import { useSignal } from '@preact/signals'
import { useApp } from '../session/app-context.ts'

interface ShownOnceProps {
  readonly label: string
  readonly text: string
  readonly hint: string
}

export function ShownOnce({ label, text, hint }: ShownOnceProps) {
  const { toasts } = useApp()
  const copied = useSignal(false)
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text)
      copied.value = true
    } catch {
      toasts.show({
        text: 'This browser does not let pages copy. Select the text and copy it yourself.',
        tone: 'over',
      })
    }
  }
  return (
    <section class="shown-once" aria-label={label}>
      <h3>{label}</h3>
      <pre>{text}</pre>
      <p class="small">{hint}</p>
      <button type="button" class="button" onClick={() => void copy()}>
        {copied.value ? 'Copied' : 'Copy'}
      </button>
    </section>
  )
}
