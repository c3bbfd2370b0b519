/** Each day of the report: pain above, seated time with that day's limit below. A day without data is hatched, never a zero. */
import type { ReviewAnswer } from '../../../contract/review.ts'
import { mostPain } from '../../../core/model/diary/check-ins.ts'
import { isOverDay, namedEvery, topSeatedS } from '../../../dashboard/web/src/pages/review/review-shapes.ts'
import { shortDate } from '../../../dashboard/web/src/words/period-words.ts'
import { html, type Markup, nothing } from './html.ts'
import { key, laterMark, morningMark, placed } from './marks.ts'
import { notesOf, stepsOf } from './written-down.ts'

type Day = ReviewAnswer['days'][number]

/** In mm. */
const width = 182
const axis = 9
const painTop = 5
const painHeight = 28
const barTop = painTop + painHeight + 7
const barHeight = 34
const bottom = barTop + barHeight
const height = bottom + 7
const widestDay = 12

const seatedFill = '#a9afac'
const overFill = '#8f2f1d'
const painY = (pain: number): number => painTop + painHeight * (1 - pain / mostPain)
const fixed = (mm: number): string => mm.toFixed(2)

export function dayChart(review: ReviewAnswer): Markup {
  const { days } = review
  const marked = new Set([...stepsOf(review), ...notesOf(review)].map(({ day }) => day))
  const dayWidth = Math.min(widestDay, (width - axis) / days.length)
  const topS = topSeatedS(days)
  const named = namedEvery(days.length)
  const end = axis + dayWidth * days.length
  return html`<section aria-label="Day by day">
<h2>Day by day: pain from 0 to 10, and seated time</h2>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Pain and seated time of each day">
${[mostPain, mostPain / 2, 0].map((pain) => line(painY(pain), end, String(pain)))}
${line(barTop, end, `${topS / 3600} h`)}${line(barTop + barHeight / 2, end, `${topS / 7200} h`)}${line(bottom, end, '0')}
${days.map((day, at) => {
  const x = axis + dayWidth * at
  return html`${column(day, { x, dayWidth, topS, marked: marked.has(day.day) })}${at % named === 0 ? nameOf(day.day, x + dayWidth / 2) : nothing}`
})}
</svg>
${keys}
</section>`
}

const line = (y: number, end: number, name: string): Markup =>
  html`<path d="M${axis} ${fixed(y)}H${fixed(end)}" stroke="#dcd9d1" stroke-width="0.2"/><text x="${axis - 1.4}" y="${fixed(y + 0.9)}" text-anchor="end">${name}</text>`

interface Place {
  readonly x: number
  readonly dayWidth: number
  readonly topS: number
  readonly marked: boolean
}

function column(day: Day, { x, dayWidth, topS, marked }: Place): Markup {
  const { seatedS, limits, morning, laterPain } = day
  const middle = x + dayWidth / 2
  // Marks of neighbours must not hide each other in a long span.
  const scale = Math.min(1, Math.max(0.4, dayWidth / 3))
  const barWidth = Math.min(5, dayWidth * 0.68)
  const tall = ((seatedS ?? 0) / topS) * barHeight
  const limitS = (limits?.dayMin ?? 0) * 60
  const limitY = bottom - (limitS / topS) * barHeight
  return html`${
    seatedS === null
      ? hatching(x + 0.2, dayWidth - 0.4)
      : html`<rect x="${fixed(middle - barWidth / 2)}" y="${fixed(bottom - tall)}" width="${fixed(barWidth)}" height="${fixed(tall)}" fill="${isOverDay(day) ? overFill : seatedFill}"/>`
  }${seatedS === null || limitS === 0 ? nothing : html`<path d="M${fixed(x + 0.2)} ${fixed(limitY)}h${fixed(dayWidth - 0.4)}" stroke="#1e2326" stroke-width="0.45"/>`}${
    laterPain === null ? nothing : placed(laterMark, { x: middle, y: painY(laterPain), scale })
  }${morning === null ? nothing : placed(morningMark(morning.colour), { x: middle, y: painY(morning.pain), scale })}${
    marked ? placed(eventMark, { x: middle, y: 2, scale }) : nothing
  }`
}

const hatchMm = 2.2

/** Diagonals from edge to edge; lines, because a pattern would be printed as a picture. */
function hatching(x: number, hatchWidth: number): Markup {
  const lines = Array.from({ length: Math.ceil((barHeight + hatchWidth) / hatchMm) }, (_, at) => {
    const rise = at * hatchMm - hatchWidth
    const [begin, end] = [Math.max(0, -rise), Math.min(hatchWidth, barHeight - rise)]
    return `M${fixed(x + begin)} ${fixed(bottom - rise - begin)}l${fixed(end - begin)} ${fixed(begin - end)}`
  })
  return html`<path class="no-data" d="${lines.join('')}" stroke="#c4c2bb" stroke-width="0.4" fill="none"/>`
}

const nameOf = (day: string, x: number): Markup => {
  const [date = '', month = ''] = shortDate(day).split(' ')
  return html`<text x="${fixed(x)}" y="${bottom + 3.4}" text-anchor="middle">${date}</text><text x="${fixed(x)}" y="${bottom + 6.2}" text-anchor="middle" style="font-size:2.1px">${month}</text>`
}

const eventMark = html`<path d="M0 1l1.1-1.8h-2.2z" fill="#1e2326"/>`
const bar = (fill: string): Markup => html`<rect x="-1" y="-1.5" width="2" height="3" fill="${fill}"/>`
const keys = html`<ul class="keys">
${key(morningMark('green'), 'morning, green')}${key(morningMark('amber'), 'amber')}${key(morningMark('red'), 'red')}
${key(laterMark, 'highest later that day')}${key(bar(seatedFill), 'seated')}${key(bar(overFill), 'seated, over that day’s limit')}
${key(html`<path d="M-1.6 0h3.2" stroke="#1e2326" stroke-width="0.5"/>`, 'that day’s limit')}
${key(html`<rect x="-1.5" y="-1.5" width="3" height="3" fill="none" stroke="#8a8f8c" stroke-width="0.2"/><path d="M-1.5 0L0 1.5M-1.5-1.5L1.5 1.5M0-1.5L1.5 0" stroke="#c4c2bb" stroke-width="0.5"/>`, 'no data')}
${key(eventMark, 'step or note, see page 2')}
</ul>`
