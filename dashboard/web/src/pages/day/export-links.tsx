/** The day as CSV, for people's own spreadsheets. The file streams straight from the read API; always in kPa. */

import { useApp } from '../../session/app-context.ts'
import type { Span } from '../../session/day/day-shape.ts'
import { rangeUrl } from '../../session/history.ts'

const files = ['minutes', 'bouts', 'events', 'frames'] as const

export function ExportLinks({ day, range }: { readonly day: string; readonly range: Span }) {
  const { session, account } = useApp()
  const cushion = session.cushion.value
  if (cushion === null) return null
  const mark = session.info.value?.simulated ? 'simulated-' : ''
  return (
    <div class="exports">
      <span class="small">Save this day as CSV</span>
      {files
        .filter((what) => what !== 'frames' || account.may(cushion, 'frames'))
        .map((what) => (
          <a
            key={what}
            class="button small-button"
            href={`${rangeUrl(cushion, what, range)}&format=csv`}
            download={`sitbone-${mark}${cushion}-${day}-${what}.csv`}
          >
            {what}
          </a>
        ))}
    </div>
  )
}
