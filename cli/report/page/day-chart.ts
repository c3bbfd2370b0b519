/** Each day of the report: pain above, seated time with that day's limit below. A day without data is hatched, never a zero. */
import type { ReviewAnswer } from '../../../contract/review.ts'
import { mostPain } from '../../../core/model/check-ins.ts'
import { isOverDay, namedEvery, topSeatedS } from '../../../dashboard/web/src/pages/review/review-shapes.ts'
import { shortDate } from '../../../dashboard/web/src/words/period-words.ts'
import { html, type Markup, nothing } from './html.ts'
import { key, laterMark, morningMark } from './marks.ts'
import { notesOf, stepsOf } from './written-down.ts'

type Day = ReviewAnswer['days'][number]

/** In mm. */
const width = 182
const axis = 9
const painTop = 5
const painHeight = 30
const barTop = painTop + painHeight + 7
const barHeight = 36
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
<defs><pattern id="no-data" width="1.6" height="1.6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0v1.6" stroke="#c4c2bb" stroke-width="0.7"/></pattern></defs>
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
  const barWidth = Math.min(5, dayWidth * 0.68)
  const tall = ((seatedS ?? 0) / topS) * barHeight
  const limitS = (limits?.dayMin ?? 0) * 60
  const limitY = bottom - (limitS / topS) * barHeight
  return html`${
    seatedS === null
      ? html`<rect x="${fixed(x + 0.2)}" y="${barTop}" width="${fixed(dayWidth - 0.4)}" height="${barHeight}" fill="url(#no-data)"/>`
      : html`<rect x="${fixed(middle - barWidth / 2)}" y="${fixed(bottom - tall)}" width="${fixed(barWidth)}" height="${fixed(tall)}" fill="${isOverDay(day) ? overFill : seatedFill}"/>`
  }${seatedS === null || limitS === 0 ? nothing : html`<path d="M${fixed(x + 0.2)} ${fixed(limitY)}h${fixed(dayWidth - 0.4)}" stroke="#1e2326" stroke-width="0.45"/>`}${
    laterPain === null ? nothing : laterMark(middle, painY(laterPain))
  }${morning === null ? nothing : morningMark(middle, painY(morning.pain), morning.colour)}${
    marked
      ? html`<path d="M${fixed(middle)} 1.2l0.9 1.6h-1.8z" transform="rotate(180 ${fixed(middle)} 2)" fill="#1e2326"/>`
      : nothing
  }`
}

const nameOf = (day: string, x: number): Markup => {
  const [date = '', month = ''] = shortDate(day).split(' ')
  return html`<text x="${fixed(x)}" y="${bottom + 3.4}" text-anchor="middle">${date}</text><text x="${fixed(x)}" y="${bottom + 6.2}" text-anchor="middle" style="font-size:2.1px">${month}</text>`
}

const bar = (fill: string): Markup => html`<rect x="-1" y="-1.5" width="2" height="3" fill="${fill}"/>`
const keys = html`<ul class="keys">
${key(morningMark(0, 0, 'green'), 'morning, green')}${key(morningMark(0, 0, 'amber'), 'amber')}${key(morningMark(0, 0, 'red'), 'red')}
${key(laterMark(0, 0), 'highest later that day')}${key(bar(seatedFill), 'seated')}${key(bar(overFill), 'seated, over that day’s limit')}
${key(html`<path d="M-1.6 0h3.2" stroke="#1e2326" stroke-width="0.5"/>`, 'that day’s limit')}
${key(html`<rect x="-1.5" y="-1.5" width="3" height="3" fill="none" stroke="#8a8f8c" stroke-width="0.2"/><path d="M-1.5 0L0 1.5M-1.5-1.5L1.5 1.5M0-1.5L1.5 0" stroke="#c4c2bb" stroke-width="0.5"/>`, 'no data')}
${key(html`<path d="M0 1.1l1.2-2h-2.4z" fill="#1e2326"/>`, 'step or note, see page 2')}
</ul>`
