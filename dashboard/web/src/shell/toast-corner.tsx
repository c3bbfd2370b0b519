/** The one short message, with its undo. */
import { useApp } from '../session/app-context.ts'

export function ToastCorner() {
  const { toasts } = useApp()
  const toast = toasts.current.value
  return (
    <div class="toasts" role="status">
      {toast !== null && (
        <div class={`toast${toast.tone === 'over' ? ' toast-over' : ''}`}>
          <span>{toast.text}</span>
          {toast.action && (
            <button
              type="button"
              class="link"
              onClick={() => {
                const { action } = toast
                toasts.close()
                action?.run()
              }}
            >
              {toast.action.label}
            </button>
          )}
          <button type="button" class="link close" aria-label="Close this message" onClick={toasts.close}>
            Close
          </button>
        </div>
      )}
    </div>
  )
}
