/** When in the week the sitting is, how long the bouts are, and the load of a day beside the next morning. */
import type { ReviewAnswer } from '../../../contract/review.ts'
import {
  type LoadPlot,
  loadPlot,
  weekdays,
  weekRows,
} from '../../../dashboard/web/src/pages/review/review-shapes.ts'
import { ranksWords } from '../../../dashboard/web/src/words/pressure-words.ts'
import {
  answeredWords,
  changeFigure,
  countWords,
  percentWords,
  thirdNames,
} from '../../../dashboard/web/src/words/review-words.ts'
import { loadUnit } from '../../../dashboard/web/src/words/units.ts'
import { html, type Markup, nothing } from './html.ts'
import { key, loadMark, placed } from './marks.ts'

type Pattern = NonNullable<ReviewAnswer['pattern']>
type Load = NonNullable<ReviewAnswer['loadAndMorning']>

/** In mm, of half a sheet. */
const width = 87
const unit = 'kPa'
const fixed = (mm: number): string => mm.toFixed(2)

export function pattern(data: Pattern, startHour: number): Markup {
  return html`<section aria-label="When in the week">
<h2>When in the week</h2>
${weekMap(data, startHour)}
${data.bands === null ? nothing : bands(data.bands, data.bouts)}
<p class="small">${answeredWords(data)}</p>
</section>`
}

const mapHeight = 44
const mapAxis = 9
const mapTop = 3.6

function weekMap({ hours }: Pattern, startHour: number): Markup {
  const rows = weekRows(hours, startHour)
  if (rows.length === 0) return html`<p class="quiet">No sitting was recorded in these days.</p>`
  const cellWidth = (width - mapAxis) / weekdays.length
  const cellHeight = Math.min(5, (mapHeight - mapTop) / rows.length)
  const size = Math.min(2.5, cellHeight * 0.74)
  const textY = (at: number): string => fixed(mapTop + cellHeight * (at + 0.5) + size * 0.36)
  return html`<p class="small">Mean minutes seated in each hour. Blank: not watched.</p>
<svg viewBox="0 0 ${width} ${fixed(mapTop + cellHeight * rows.length)}" role="img" aria-label="Minutes seated by hour and weekday">
${weekdays.map((name, at) => html`<text x="${fixed(mapAxis + cellWidth * (at + 0.5))}" y="2.4" text-anchor="middle">${name}</text>`)}
${rows.map(
  ({ name, cells }, row) =>
    html`<text x="${mapAxis - 1.4}" y="${textY(row)}" text-anchor="end" style="font-size:${fixed(size)}px">${name}</text>${cells.map(
      (cell, at) =>
        cell === null
          ? nothing
          : html`<rect x="${fixed(mapAxis + cellWidth * at + 0.2)}" y="${fixed(mapTop + cellHeight * row + 0.15)}" width="${fixed(cellWidth - 0.4)}" height="${fixed(cellHeight - 0.3)}" fill="${shade(cell.meanMin)}"/><text x="${fixed(mapAxis + cellWidth * (at + 0.5))}" y="${textY(row)}" text-anchor="middle" style="font-size:${fixed(size)}px;fill:#1e2326">${Math.round(cell.meanMin)}</text>`,
    )}`,
)}
</svg>`
}

/** Light to middle grey: figures on it stay readable. */
function shade(meanMin: number): string {
  const level = Math.round(243 - 83 * Math.min(1, meanMin / 60))
  return `rgb(${level},${level},${level})`
}

const bandRow = 3.5

function bands(shares: NonNullable<Pattern['bands']>, bouts: number): Markup {
  const all = Object.entries(shares)
  return html`<h3>Sitting by length of bout (${countWords(bouts, 'bout')})</h3>
<svg viewBox="0 0 ${width} ${all.length * bandRow}" role="img" aria-label="Share of the sitting by length of bout">
${all.map(([band, share], at) => {
  const y = at * bandRow
  return html`<text x="0" y="${fixed(y + 2.5)}">${band.replace('-', '–')} min</text><rect x="16" y="${fixed(y + 0.6)}" width="${fixed(share * 58)}" height="2.3" fill="#8a8f8c"/><text x="${width}" y="${fixed(y + 2.5)}" text-anchor="end">${percentWords(share)}</text>`
})}
</svg>`
}

export function loadAndMorning(data: Load): Markup {
  const { n, enough, leastPairs, measure, thirds } = data
  return html`<section aria-label="Load and the next morning">
<h2>Load and the next morning</h2>
<p class="small">Each day’s ${measure === 'seated' ? 'seated time' : 'pressure-time, per side'}, and how the morning after differed from the usual one. ${countWords(n, 'pair')}.</p>
${
  n === 0
    ? html`<p class="quiet">No pairs yet. Each needs a day recorded for 4 h or more, a check-in the morning after, and a usual morning to compare with.</p>`
    : plot(loadPlot(data, unit), measure === 'seated' ? 'h seated' : loadUnit(unit))
}
${n > 0 && !enough ? html`<p><strong>Fewer than ${leastPairs} pairs: do not read anything from this yet.</strong></p>` : nothing}
${
  thirds === null
    ? nothing
    : html`<dl class="facts">${thirds.map((third, at) => html`<div style="grid-template-columns:1fr auto"><dt>After the ${third.n} ${thirdNames[at] ?? ''}</dt><dd>median ${changeFigure(third.medianChange)}</dd></div>`)}</dl>`
}
<p class="small">${ranksWords(data)} Both may follow something else. This shows no cause.</p>
</section>`
}

const plotHeight = 46
const plotAxis = 7
const plotTop = 2

function plot({ dots, top, reach }: LoadPlot, unitWords: string): Markup {
  const right = width - 3
  const y = (change: number): number => plotTop + plotHeight * ((reach - change) / (2 * reach))
  const x = (load: number): number => plotAxis + (right - plotAxis) * (load / top)
  const sided = dots.some(({ side }) => side !== 'both')
  return html`<svg viewBox="0 0 ${width} ${plotTop + plotHeight + 5}" role="img" aria-label="Load of each day and change of the next morning">
${[reach, 0, -reach].map(
  (change) =>
    html`<path d="M${plotAxis} ${fixed(y(change))}H${right}" stroke="${change === 0 ? '#8a8f8c' : '#dcd9d1'}" stroke-width="0.2"/><text x="${plotAxis - 1.2}" y="${fixed(y(change) + 0.9)}" text-anchor="end">${changeFigure(change)}</text>`,
)}
${dots.map(({ side, x: load, change }) => placed(loadMark(side), { x: x(load), y: y(change) }))}
<text x="${plotAxis}" y="${plotTop + plotHeight + 4}">0</text><text x="${fixed(x(top / 2))}" y="${plotTop + plotHeight + 4}" text-anchor="middle">${top / 2}</text><text x="${right}" y="${plotTop + plotHeight + 4}" text-anchor="end">${top} ${unitWords}</text>
</svg>${sided ? html`<ul class="keys">${key(loadMark('left'), 'left')}${key(loadMark('right'), 'right')}</ul>` : nothing}`
}
