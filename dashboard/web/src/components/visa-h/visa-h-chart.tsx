/** The totals as dots on their days. No line between them: nothing is known of the days between. */

import { mostVisaH, type VisaHTotal } from '../../../../../core/model/diary/visa-h.ts'
import { dateMs } from '../../../../../core/time/calendar.ts'

const width = 300
const height = 76
const edge = 8
const axis = 24

export function VisaHChart({ totals }: { readonly totals: readonly VisaHTotal[] }) {
  const [first, last] = [dateMs(totals[0]?.day ?? ''), dateMs(totals.at(-1)?.day ?? '')]
  const words = totals.map(({ day, total }) => `${day}: ${total}`).join(', ')
  const x = (day: string) =>
    axis + edge + ((dateMs(day) - first) / Math.max(1, last - first)) * (width - axis - 2 * edge)
  const y = (total: number) => height - edge - (total / mostVisaH) * (height - 2 * edge)
  return (
    <svg class="visa-h-chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={words}>
      <title>{words}</title>
      {[0, mostVisaH / 2, mostVisaH].map((total) => (
        <g key={total}>
          <text class="visa-h-scale" x={axis - 5} y={y(total) + 3.5}>
            {total}
          </text>
          <path class="visa-h-rule" d={`M${axis} ${y(total)}H${width}`} />
        </g>
      ))}
      {totals.map(({ day, total }) => (
        <circle key={day} class="visa-h-dot" cx={x(day)} cy={y(total)} r={4} />
      ))}
    </svg>
  )
}
