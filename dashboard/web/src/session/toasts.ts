/** One short message at a time, with at most one action (undo). */
import { type Signal, signal } from '@preact/signals'

export interface Toast {
  readonly text: string
  readonly action?: { readonly label: string; readonly run: () => void }
  readonly tone?: 'fine' | 'over'
}

export interface Toasts {
  readonly current: Signal<Toast | null>
  show(toast: Toast): void
  close(): void
}

const shownForMs = 10_000

export function openToasts(): Toasts {
  const current = signal<Toast | null>(null)
  let timer: ReturnType<typeof setTimeout> | null = null
  const close = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    current.value = null
  }
  return {
    current,
    close,
    show(toast) {
      close()
      current.value = toast
      timer = setTimeout(close, shownForMs)
    },
  }
}
