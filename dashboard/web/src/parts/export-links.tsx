/** The day as CSV, for people's own spreadsheets. The file comes straight from the read API. */
import { useState } from 'preact/hooks'
import type { Span } from '../pure/day-shape.ts'
import { useApp } from '../session/app-context.ts'
import { type Exported, rangeUrl } from '../session/history.ts'

const files: readonly Exported[] = ['minutes', 'bouts', 'events', 'frames']

export function ExportLinks({ day, range }: { readonly day: string; readonly range: Span }) {
  const { session, toasts } = useApp()
  const [busy, setBusy] = useState<Exported | null>(null)
  const cushion = session.cushion.value
  if (cushion === null) return null
  const save = async (what: Exported): Promise<void> => {
    setBusy(what)
    try {
      const response = await fetch(rangeUrl(cushion, what, range), { headers: { accept: 'text/csv' } })
      if (!response.ok) throw new Error(String(response.status))
      const url = URL.createObjectURL(await response.blob())
      const link = document.createElement('a')
      link.href = url
      link.download = `sitbone-${session.info.peek()?.simulated ? 'simulated-' : ''}${cushion}-${day}-${what}.csv`
      link.click()
      setTimeout(() => URL.revokeObjectURL(url), 60_000)
    } catch {
      toasts.show({ text: 'The file could not be fetched. What is stored is not affected; please try again.', tone: 'over' })
    }
    setBusy(null)
  }
  return (
    <div class="exports">
      <span class="small">Save this day as CSV</span>
      {files.map((what) => (
        <button
          key={what}
          type="button"
          class="button small-button"
          disabled={busy !== null}
          onClick={() => void save(what)}
        >
          {busy === what ? 'Fetching' : what}
        </button>
      ))}
    </div>
  )
}
